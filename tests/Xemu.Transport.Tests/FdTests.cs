using Xemu.Abstractions.Io;
using Xemu.Abstractions.Migration;
using Xemu.Testing;
using Xemu.Transport.Fd;
using Xemu.Transport.Posix;

namespace Xemu.Transport.Tests;

/// <summary>Descriptors that cannot be used: one clear error each, and the descriptor stays the user's.</summary>
public sealed class FdTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xemu-fd-");
    private readonly TestMachine _machine = new();

    private IDescriptorStore Store => _machine.Descriptors;

    public void Dispose()
    {
        _machine.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void Named_OpenTheWrongWay_IsRefusedAndStays()
    {
        Store.Add("r", Open("a", Libc.ReadOnly));

        Refuses("fd:r", "is open for reading only");
        Refuses("fd:r", "is open for reading only");
        Refuses("fd:r", "needs two descriptors", isDirect: true, isReading: true);

        Store.Add("w", Open("a", Libc.WriteOnly));
        Refuses("fd:w", "is open for writing only", isReading: true);
        Assert.True(Store.TryTake("w", out int descriptor));
        Libc.close(descriptor);
    }

    [Fact]
    public void Named_AppendingOrDirectOrDevice_IsRefused()
    {
        Store.Add("a", Open("a", Libc.WriteOnly | Libc.Append));
        Refuses("fd:a", "O_APPEND");
        Store.Add("null", FdFixture.OpenRaw("/dev/null", Libc.ReadWrite));
        Refuses("fd:null", "a character device");
        Store.Add("folder", FdFixture.OpenRaw(_folder.FullName, Libc.ReadOnly | Libc.Directory));
        Refuses("fd:folder", "a folder", isReading: true);
        using var fixture = DirectIo.Require(new FdFixture(isSet: false));
        Store.Add("d", Open("a", Libc.WriteOnly | Libc.Direct));
        Refuses("fd:d", "O_DIRECT");
    }

    [Fact]
    public void Number_OfTheProcessItself_IsRefused()
    {
        int number = Open("a", Libc.ReadWrite);

        Refuses($"fd:{number}", "was not handed over");

        Libc.close(number);
    }

    [Fact]
    public void Number_Inherited_StaysOpenAndStartsWhereItStands()
    {
        int number = Libc.open(Path.Combine(_folder.FullName, "a"), Libc.ReadWrite | Libc.Create, 0x180);
        using var borrowed = new Descriptor(number);
        Write(borrowed, "head");

        using (IMigrationStream stream = new FdTransport(Store).OpenWrite(new TransportTarget($"fd:{number}"), CancellationToken.None))
        {
            Assert.True(stream.Abilities is { IsSeekable: true, IsAtomic: false });
            stream.Main.Write(0, "body"u8);
            stream.Commit();
        }

        Assert.Equal(4, Libc.lseek(borrowed, 0, Libc.SeekCurrent));
        Assert.Equal("headbody", System.IO.File.ReadAllText(Path.Combine(_folder.FullName, "a")));
    }

    [Fact]
    public void Aborted_BeforeTheFirstByte_LeavesTheFile()
    {
        System.IO.File.WriteAllText(Path.Combine(_folder.FullName, "a"), "former");
        Store.Add("a", Open("a", Libc.ReadWrite));

        new FdTransport(Store).OpenWrite(new TransportTarget("fd:a"), CancellationToken.None).Dispose();

        Assert.Equal("former", System.IO.File.ReadAllText(Path.Combine(_folder.FullName, "a")));
    }

    [Fact]
    public void Set_OfThree_IsRefused()
    {
        AddToSet(Open("a", Libc.ReadWrite), Open("a", Libc.ReadWrite), Open("a", Libc.ReadWrite));

        Refuses("file:/dev/fdset/1", "it has 3 descriptors");
    }

    [Fact]
    public void Set_OfTwoFilesOrDuplicatesOrAlike_IsRefused()
    {
        using var fixture = DirectIo.Require(new FdFixture(isSet: true));
        AddToSet(Open("a", Libc.ReadWrite), Open("b", Libc.ReadWrite | Libc.Direct));
        Refuses("file:/dev/fdset/1", "not of the same file", isDirect: true);

        int one = Open("a", Libc.ReadWrite | Libc.Direct);
        AddToSet(one, Libc.fcntl_raw(one, Libc.DuplicateCloseOnExec, 0));
        Refuses("file:/dev/fdset/1", "duplicates of one another", isDirect: true);

        AddToSet(Open("a", Libc.ReadWrite), Open("a", Libc.ReadWrite));
        Refuses("file:/dev/fdset/1", "neither of", isDirect: true);

        AddToSet(Open("a", Libc.ReadWrite | Libc.Direct), Open("a", Libc.ReadWrite | Libc.Direct));
        Refuses("file:/dev/fdset/1", "both of", isDirect: true);
    }

    [Fact]
    public void Set_WithoutTheSecond_IsRefusedForDirect()
    {
        using var fixture = DirectIo.Require(new FdFixture(isSet: true));
        AddToSet(Open("a", Libc.ReadWrite));
        Refuses("file:/dev/fdset/1", "needs two descriptors, but it has one", isDirect: true);

        AddToSet(Open("a", Libc.ReadWrite | Libc.Direct));
        Refuses("file:/dev/fdset/1", "needs two descriptors, but it has one", isDirect: true);
        Refuses("file:/dev/fdset/1", "has O_DIRECT");

        AddToSet(Open("a", Libc.ReadWrite), Open("a", Libc.ReadOnly | Libc.Direct));
        Refuses("file:/dev/fdset/1", "is open for reading only", isDirect: true);
    }

    [Fact]
    public unsafe void Pipe_WhereChannelsOrDirectAreWanted_IsRefused()
    {
        int* ends = stackalloc int[2];
        Assert.Equal(0, Libc.pipe2(ends, Libc.CloseOnExec));
        Store.Add("p", ends[1]);
        AddToSet(ends[0]);

        Refuses("fd:p", "has no direct I/O", isDirect: true);
        Refuses("file:/dev/fdset/1", "stands for a file", isReading: true);
        var exception = Assert.Throws<MigrationException>(() => new FdTransport(Store).OpenWrite(new TransportTarget("fd:p", PageChannels: 2), CancellationToken.None));
        Assert.Contains("has one channel", exception.Message, StringComparison.Ordinal);
    }

    private int Open(string name, int flags) => FdFixture.OpenRaw(Path.Combine(_folder.FullName, name), flags | Libc.Create & ~(flags & Libc.Directory));

    private void AddToSet(params int[] descriptors)
    {
        Store.RemoveFromSet(1, null);
        foreach (int descriptor in descriptors)
        {
            Store.AddToSet(1, descriptor, null);
        }
    }

    private void Refuses(string uri, string why, bool isDirect = false, bool isReading = false)
    {
        var transport = new FdTransport(Store);
        var target = new TransportTarget(uri, isDirect);
        var exception = Assert.Throws<MigrationException>(() => isReading ? transport.OpenRead(target, CancellationToken.None) : transport.OpenWrite(target, CancellationToken.None));
        Assert.Contains(why, exception.Message, StringComparison.Ordinal);
        Assert.Matches("^['A-Z].*\\.$", exception.Message);
    }

    private static unsafe void Write(Descriptor descriptor, string text)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text);
        fixed (byte* memory = bytes)
        {
            Assert.Equal(bytes.Length, Libc.write(descriptor, memory, bytes.Length));
        }
    }
}
