using System.Runtime.CompilerServices;
using Xemu.Abstractions;
using Xemu.Abstractions.Migration;

namespace Xemu.Conformance;

/// <summary>What every migration transport must pass, whatever it can do.</summary>
public abstract class MigrationTransportConformance : MigrationTransportSuite
{
    private static readonly string[] Schemes = ["file:/x", "file:/x,offset=1M", "file:/dev/fdset/7", "fd:name", "fd:7", "unix:/x", "tcp:localhost:1", "tcp:[::1]:1", "exec:true", "nobody-has-this:/x", "file", "", "/x"];

    [Fact]
    public void Accepts_EveryAddress_TakesItsOwnAndTouchesNothing()
    {
        IMigrationTransport transport = Fixture.CreateTransport();
        string[] before = Directory.GetFileSystemEntries(Fixture.Folder);
        TransportTarget[] own = [.. Fixture.Accepted];
        var taken = own.Select(static t => (t.Uri[..(t.Uri.IndexOf(':') + 1)], t.IsDirect)).ToHashSet();
        IEnumerable<TransportTarget> others = Schemes.SelectMany(static s => new[] { new TransportTarget(s), new TransportTarget(s, IsDirect: true) })
            .Where(t => !taken.Contains((t.Uri[..(t.Uri.IndexOf(':') + 1)], t.IsDirect)));

        Assert.All(own, t => Assert.True(transport.Accepts(t), $"{t}"));
        Assert.All(others.Concat(Fixture.Refused), t => Assert.False(transport.Accepts(t), $"{t}"));
        Assert.Equal(before, Directory.GetFileSystemEntries(Fixture.Folder));
    }

    [Fact]
    public void Main_PiecesOfAllSizes_ReadBack()
    {
        int[] sizes = [1, 0, 7, 4095, 4096, 4097, 65536, (1 << 20) + 3, 2];
        byte[] data = RandomBytes(sizes.Sum());
        byte[] read = new byte[data.Length];

        Fixture.Transfer(
            0,
            stream => InPieces(sizes, (at, size) => stream.Main.Write((ulong)at, data.AsSpan(at, size))),
            stream => InPieces([.. sizes.Reverse()], (at, size) => stream.Main.Read((ulong)at, read.AsSpan(at, size))));

        Assert.True(data.AsSpan().SequenceEqual(read));
    }

    [Fact]
    public void Main_VectoredWithMoreSlicesThanTheHostTakesAtOnce_ReadsBack()
    {
        using var data = new AlignedMemory(3000 * 37);
        using var read = new AlignedMemory(data.LengthBytes);
        new Random(2).NextBytes(data.Span);

        // Slices of 37 bytes to write, of 111 to read, and empty ones between.
        Fixture.Transfer(
            0,
            stream => stream.Main.WriteVectored(0, Slices(data, 37)),
            stream => stream.Main.ReadVectored(0, Slices(read, 111)));

        Assert.True(data.Span.SequenceEqual(read.Span));
    }

    [Fact]
    public void Main_LargeVectored_ReadsBack()
    {
        using var data = new AlignedMemory(40 << 20);
        using var read = new AlignedMemory(data.LengthBytes);
        new Random(3).NextBytes(data.Span);

        Fixture.Transfer(
            0,
            stream => stream.Main.WriteVectored(0, Slices(data, 5 << 20)),
            stream => stream.Main.ReadVectored(0, Slices(read, 20 << 20)));

        Assert.True(data.Span.SequenceEqual(read.Span));
    }

    [Fact]
    public void Read_OfMoreThanThereIs_ThrowsEndOfStream()
    {
        byte[] read = new byte[101];
        Exception? whole = null;
        Exception? vectored = null;

        Fixture.Transfer(
            0,
            stream => stream.Main.Write(0, RandomBytes(100)),
            stream => whole = Record.Exception(() => stream.Main.Read(0, read)));
        using var memory = new AlignedMemory(101);
        Fixture.Transfer(
            0,
            stream => stream.Main.Write(0, RandomBytes(100)),
            stream => vectored = Record.Exception(() => stream.Main.ReadVectored(0, [memory.Slice(0, 60), memory.Slice(60, 41)])));

        Assert.IsType<EndOfStreamException>(whole);
        Assert.IsType<EndOfStreamException>(vectored);
        AssertSentence(whole.Message);
    }

    [Fact]
    public void Abort_WhileWriting_FailsLaterCallsAndMayBeRepeated()
    {
        var reading = StartReader();
        using IMigrationStream stream = Open(0);
        stream.Main.Write(0, RandomBytes(1000));

        stream.Abort();
        stream.Abort();

        Assert.ThrowsAny<IOException>(() => stream.Main.Write(1000, RandomBytes(1000)));
        Assert.ThrowsAny<IOException>(stream.Flush);
        Assert.ThrowsAny<IOException>(stream.Commit);
        stream.Dispose();
        stream.Dispose();
        EndReader(reading);
    }

    [Fact]
    public void Dispose_Twice_IsHarmlessAndEndsTheStream()
    {
        var reading = StartReader();
        IMigrationStream stream = Open(0);
        stream.Main.Write(0, RandomBytes(1000));

        stream.Dispose();
        stream.Dispose();
        stream.Abort();

        Assert.ThrowsAny<Exception>(() => stream.Main.Write(1000, RandomBytes(10)));
        EndReader(reading);
    }

    [Fact]
    public void Commit_Done_TakesNoMore()
    {
        var reading = StartReader();
        using IMigrationStream stream = Open(0);
        stream.Main.Write(0, RandomBytes(1000));
        stream.Flush();

        stream.Commit();

        Assert.ThrowsAny<InvalidOperationException>(() => stream.Main.Write(1000, RandomBytes(10)));
        Assert.ThrowsAny<InvalidOperationException>(stream.Commit);
        stream.Abort();
        stream.Dispose();
        EndReader(reading);
    }

    [Fact]
    public void Open_WithACancelledToken_DoesNothing()
    {
        IMigrationTransport transport = Fixture.CreateTransport();
        var cancelled = new CancellationToken(canceled: true);
        TransportTarget write = Fixture.WriteTarget(0);
        string[] before = Directory.GetFileSystemEntries(Fixture.Folder);

        Assert.ThrowsAny<OperationCanceledException>(() => transport.OpenWrite(write, cancelled));
        Assert.ThrowsAny<OperationCanceledException>(() => transport.OpenRead(Fixture.ReadTarget(0), cancelled));

        Assert.Equal(before, Directory.GetFileSystemEntries(Fixture.Folder));
    }

    [Fact]
    public void Open_WrongAddresses_SaysWhyInOneSentence()
    {
        IMigrationTransport transport = Fixture.CreateTransport();
        string[] before = Directory.GetFileSystemEntries(Fixture.Folder, "*", SearchOption.AllDirectories);

        Assert.All(Fixture.WrongToWrite, t => Refuses(transport, t, transport.OpenWrite));
        Assert.All(Fixture.WrongToRead, t => Refuses(transport, t, transport.OpenRead));

        Assert.Equal(before.Order(), Directory.GetFileSystemEntries(Fixture.Folder, "*", SearchOption.AllDirectories).Order());
    }

    [Fact]
    public void Streams_OpenedAndEndedInEveryWay_LeaveNoDescriptor()
    {
        UseInEveryWay();
        UseInEveryWay();
        int before = MigrationTransportFixture.OpenDescriptors();

        for (int i = 0; i < 5; i++)
        {
            UseInEveryWay();
        }

        Assert.True(Settled(before) <= before, $"{before} descriptors before, {MigrationTransportFixture.OpenDescriptors()} after.");
    }

    [Fact]
    public void Plugin_UsedAndUnloaded_IsCollected()
    {
        WeakReference context = UseAndUnload();

        for (int i = 0; context.IsAlive && i < 50; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(context.IsAlive);
    }

    /// <summary>What belongs to finalizers and to threads that are about to end gets its time.</summary>
    private static int Settled(int expected)
    {
        int count = MigrationTransportFixture.OpenDescriptors();
        for (int i = 0; i < 50 && count > expected; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            count = MigrationTransportFixture.OpenDescriptors();
        }

        return count;
    }

    private static void Refuses(IMigrationTransport transport, TransportTarget target, Func<TransportTarget, CancellationToken, IMigrationStream> open)
    {
        Assert.True(transport.Accepts(target), $"{target} is not accepted");
        Exception? exception = Record.Exception(() => open(target, CancellationToken.None).Dispose());
        Assert.True(exception is MigrationException, $"{target} gives {exception}");
        AssertSentence(exception.Message);
    }

    private void UseInEveryWay()
    {
        Fixture.Transfer(0, static stream => stream.Main.Write(0, new byte[5000]), static stream => stream.Main.Read(0, new byte[5000]));
        var reading = StartReader();
        using (IMigrationStream stream = Open(0))
        {
            stream.Main.Write(0, new byte[5000]);
            stream.Abort();
        }

        EndReader(reading);
        IMigrationTransport transport = Fixture.CreateTransport();
        foreach (TransportTarget target in Fixture.WrongToWrite)
        {
            Assert.ThrowsAny<MigrationException>(() => transport.OpenWrite(target, CancellationToken.None));
        }

        foreach (TransportTarget target in Fixture.WrongToRead)
        {
            Assert.ThrowsAny<MigrationException>(() => transport.OpenRead(target, CancellationToken.None));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference UseAndUnload()
    {
        (System.Runtime.Loader.AssemblyLoadContext context, IPlugin plugin) = PluginParts.Load(Fixture.CreatePlugin().GetType().Assembly.Location);
        Use(plugin);
        context.Unload();
        return new WeakReference(context);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Use(IPlugin plugin)
    {
        IMigrationTransport transport = Fixture.Create(plugin);
        var reading = StartReader();
        using (IMigrationStream stream = transport.OpenWrite(Fixture.WriteTarget(0), CancellationToken.None))
        {
            stream.Main.Write(0, new byte[5000]);
            stream.Commit();
        }

        EndReader(reading);
        ((IDisposable)transport).Dispose();
    }
}
