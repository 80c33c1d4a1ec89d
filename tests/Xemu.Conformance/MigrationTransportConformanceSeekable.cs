using System.Diagnostics;
using System.Globalization;
using Xemu.Abstractions.Migration;

namespace Xemu.Conformance;

/// <summary>What a transport must pass that says <see cref="TransportAbilities.IsSeekable"/>, <see cref="TransportAbilities.IsMultiChannel"/> and <see cref="TransportAbilities.IsSparse"/>.</summary>
public abstract class MigrationTransportConformanceSeekable : MigrationTransportSuite
{
    private const int Block = 64 << 10;
    private const int Blocks = 160;
    private const ulong PagesAt = 1 << 20;

    [Fact]
    public void Abilities_OfBothWays_AreThoseOfThisSuite()
    {
        using (IMigrationStream writer = Open(2))
        {
            AssertAbilities(writer);
            Assert.Null(writer.LengthBytes);
            Assert.Equal(2, writer.PageChannels.Count);
            writer.Main.Write(0, RandomBytes(100));
            writer.Commit();
        }

        using IMigrationStream reader = OpenRead(3);
        AssertAbilities(reader);
        Assert.Equal(3, reader.PageChannels.Count);
    }

    [Fact]
    public void PageChannels_InParallelInAnyOrder_ReadBackThroughEveryChannel()
    {
        using var data = new AlignedMemory(Blocks * Block);
        using var read = new AlignedMemory(data.LengthBytes);
        new Random(4).NextBytes(data.Span);
        byte[] head = RandomBytes(777);
        byte[] tail = RandomBytes(12345);
        ulong tailAt = PagesAt + (ulong)data.LengthBytes;
        byte[] readHead = new byte[head.Length];
        byte[] readTail = new byte[tail.Length];
        ulong? length = null;

        Fixture.Transfer(
            3,
            stream =>
            {
                stream.Main.Write(tailAt, tail);
                InParallel(stream, seed: 5, (channel, at) => WriteBlock(channel, data, at));
                stream.Main.Write(0, head);
                stream.Flush();
            },
            stream =>
            {
                length = stream.LengthBytes;
                InParallel(stream, seed: 6, (channel, at) => ReadBlock(channel, read, at));
                stream.Main.Read(0, readHead);
                stream.Main.Read(tailAt, readTail);
            });

        Assert.True(data.Span.SequenceEqual(read.Span));
        Assert.Equal(head, readHead);
        Assert.Equal(tail, readTail);
        Assert.Equal(tailAt + (ulong)tail.Length, length);
    }

    [Fact]
    public void PageChannels_AfterMainWroteTheSameBlocks_SeeOneFile()
    {
        using var memory = new AlignedMemory(Block);
        byte[] data = RandomBytes(Block);
        byte[] read = new byte[Block];

        using IMigrationStream writer = Open(1);
        writer.Main.Write(0, new byte[Block]);
        data.CopyTo(memory.Span);
        writer.PageChannels[0].Write(0, memory.Span);
        writer.Main.Write(10, "abc"u8);
        writer.Commit();
        "abc"u8.CopyTo(data.AsSpan(10));

        using IMigrationStream reader = OpenRead(1);
        reader.PageChannels[0].Read(0, memory.Span);
        reader.Main.Read(0, read);
        Assert.Equal(data, read);
        Assert.True(memory.Span.SequenceEqual(data));
    }

    [Fact]
    public void Holes_BetweenPieces_ReadAsZerosAndTakeNoSpace()
    {
        const ulong Far = 256 << 20;
        using var block = new AlignedMemory(Block);
        block.Span.Fill(0x5A);
        byte[] hole = new byte[Block];
        hole.AsSpan().Fill(1);

        Fixture.Transfer(
            1,
            stream =>
            {
                stream.PageChannels[0].Write(Far, block.Span);
                stream.Main.Write(0, "head"u8);
            },
            stream => stream.Main.Read(Far / 2, hole));

        Assert.True(hole.AsSpan().IndexOfAnyExcept((byte)0) < 0);
        Assert.InRange(AllocatedBytes(), 1, 4 << 20);
    }

    [Fact]
    public void Read_BeyondTheEnd_ThrowsEndOfStreamWherever()
    {
        using var block = new AlignedMemory(Block);

        Fixture.Transfer(
            1,
            static stream => stream.Main.Write(0, RandomBytes(Block + 100)),
            stream =>
            {
                ulong[] positions = [Block, 2 * Block, 1ul << 40, 1ul << 62, ulong.MaxValue & ~(Block - 1ul)];
                Assert.All(positions, p => Assert.Throws<EndOfStreamException>(() => stream.PageChannels[0].Read(p, block.Span)));
                Assert.All(positions, p => Assert.Throws<EndOfStreamException>(() => stream.Main.Read(p, block.Span)));
                Assert.All(positions, p => Assert.Throws<EndOfStreamException>(() => stream.PageChannels[0].ReadVectored(p, [block.Slice(0, Block)])));
                stream.PageChannels[0].Read(0, block.Span);
            });
    }

    [Fact]
    public void Save_ShorterThanTheFormer_LeavesNothingOfIt()
    {
        Fixture.Transfer(0, static stream => stream.Main.Write(0, RandomBytes(3 << 20)), static _ => { });
        byte[] read = new byte[2000];
        ulong? length = null;

        Fixture.Transfer(
            0,
            static stream => stream.Main.Write(1000, RandomBytes(1000)),
            stream =>
            {
                length = stream.LengthBytes;
                stream.Main.Read(0, read);
            });

        Assert.Equal(2000ul, length);
        Assert.Equal([.. new byte[1000], .. RandomBytes(1000)], read);
    }

    [Fact]
    public void Direction_Wrong_IsRefused()
    {
        Fixture.Transfer(
            0,
            static stream => Assert.Throws<InvalidOperationException>(() => stream.Main.Read(0, new byte[1])),
            static stream =>
            {
                Assert.Throws<InvalidOperationException>(() => stream.Main.Write(0, new byte[1]));
                Assert.Throws<InvalidOperationException>(stream.Commit);
            });
    }

    [Fact]
    public void Abort_WhileChannelsWrite_EndsThem()
    {
        using IMigrationStream stream = Open(2);
        using var block = new AlignedMemory(Block);
        using var started = new CountdownEvent(2);
        Task<Exception>[] writers = [.. stream.PageChannels.Select(c => Task.Factory.StartNew(() => WriteUntilItFails(c, block, started), TaskCreationOptions.LongRunning))];

        started.Wait(TestContext.Current.CancellationToken);
        stream.Abort();

        Assert.All(writers, static w => Assert.IsAssignableFrom<IOException>(w.GetAwaiter().GetResult()));
    }

    private static Exception WriteUntilItFails(IMigrationChannel channel, AlignedMemory block, CountdownEvent started)
    {
        channel.Write(0, block.Span);
        started.Signal();
        Exception? exception = null;
        for (int i = 0; exception is null; i = (i + 1) % Blocks)
        {
            exception = Record.Exception(() => channel.Write((ulong)i * Block, block.Span));
        }

        return exception;
    }

    private static void AssertAbilities(IMigrationStream stream)
    {
        TransportAbilities abilities = stream.Abilities;
        Assert.True(abilities is { IsSeekable: true, IsMultiChannel: true, IsSparse: true, IsDuplex: false });
        Assert.True(int.IsPow2(abilities.Alignment) && abilities.Alignment <= 1 << 20);
        Assert.True(int.IsPow2(abilities.MemoryAlignment) && abilities.MemoryAlignment <= 4096);
    }

    /// <summary>Each channel takes every third block, in an order of its own.</summary>
    private static void InParallel(IMigrationStream stream, int seed, Action<IMigrationChannel, int> use)
    {
        int[] order = [.. Enumerable.Range(0, Blocks)];
        new Random(seed).Shuffle(order);
        int count = stream.PageChannels.Count;
        Task[] tasks = [.. stream.PageChannels.Select((channel, index) => Task.Factory.StartNew(
            () =>
            {
                for (int i = index; i < Blocks; i += count)
                {
                    use(channel, order[i]);
                }
            },
            TaskCreationOptions.LongRunning))];
        Task.WaitAll(tasks, TestContext.Current.CancellationToken);
    }

    private static void WriteBlock(IMigrationChannel channel, AlignedMemory data, int block)
    {
        int at = block * Block;
        if (block % 2 == 0)
        {
            channel.Write(PagesAt + (ulong)at, data.Span.Slice(at, Block));
        }
        else
        {
            channel.WriteVectored(PagesAt + (ulong)at, [data.Slice(at, 4096), data.Slice(at + 4096, 8192), data.Slice(at + 12288, Block - 12288)]);
        }
    }

    private static void ReadBlock(IMigrationChannel channel, AlignedMemory data, int block)
    {
        int at = block * Block;
        if (block % 3 == 0)
        {
            channel.Read(PagesAt + (ulong)at, data.Span.Slice(at, Block));
        }
        else
        {
            channel.ReadVectored(PagesAt + (ulong)at, [data.Slice(at, 8192), data.Slice(at + 8192, Block - 8192)]);
        }
    }

    private long AllocatedBytes()
    {
        using Process process = Process.Start(new ProcessStartInfo("stat", ["-c", "%b", Fixture.StoredPath!]) { RedirectStandardOutput = true })!;
        long blocks = long.Parse(process.StandardOutput.ReadToEnd(), CultureInfo.InvariantCulture);
        process.WaitForExit();
        return blocks * 512;
    }
}
