using System.Text;
using Xemu.Kernel.Hle;
using static Xemu.Kernel.Io.Tests.IoMachine;

namespace Xemu.Kernel.Io.Tests;

public sealed class InformationTests : IDisposable
{
    private const string File = Disk + @"\f";

    /// <summary>2001-09-09 01:46:40, the second that the test machine starts in.</summary>
    private const long Start = (1_000_000_000L + 11_644_473_600) * 10_000_000;

    private readonly TestDisk _disk = TestDisk.Create();
    private readonly IoMachine _machine;

    public InformationTests() => _machine = new IoMachine(_disk, new TestDrive(TestDisc.Create(new Dictionary<string, byte[]> { ["a"] = new byte[3000] }, new Dictionary<string, byte[]>())));

    public void Dispose() => _machine.Dispose();

    [Fact]
    public void Query_EachClass_HasItsFields()
    {
        uint handle = _machine.Open(File, CreateNew);
        Assert.Equal(NtStatus.Success, _machine.Write(handle, new byte[20_000]));

        byte[] basic = Query(handle, 4, 0x28);
        Assert.Equal([Start, Start, Start, Start], Longs(basic, 4));
        Assert.Equal(0x80, BitConverter.ToInt32(basic, 0x20));
        byte[] standard = Query(handle, 5, 0x18);
        Assert.Equal([32_768, 20_000], Longs(standard, 2));
        Assert.Equal((1, 0, 0), (standard[16], standard[20], standard[21]));
        Assert.NotEqual(0, BitConverter.ToInt64(Query(handle, 6, 8)));
        Assert.Equal(0, BitConverter.ToInt32(Query(handle, 7, 4)));
        Assert.Equal(0x0013_019F, BitConverter.ToInt32(Query(handle, 8, 4)));
        Assert.Equal(20_000, BitConverter.ToInt64(Query(handle, 14, 8)));
        Assert.Equal(0x20, BitConverter.ToInt32(Query(handle, 16, 4)));
        Assert.Equal(0, BitConverter.ToInt32(Query(handle, 17, 4)));
        byte[] network = Query(handle, 34, 0x38);
        Assert.Equal([Start, Start, Start, Start, 32_768, 20_000], Longs(network, 6));
        Assert.Equal(0x80, BitConverter.ToInt32(network, 0x30));
        Assert.Equal(0x80, BitConverter.ToInt32(Query(handle, 35, 8)));
        byte[] all = Query(handle, 18, 0x100);
        Assert.Equal(20_000, BitConverter.ToInt64(all, 0x30));
        Assert.Equal(20_000, BitConverter.ToInt64(all, 0x50));
        Assert.Equal("\\f", Encoding.Latin1.GetString(all, 0x64, BitConverter.ToInt32(all, 0x60)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Size_FarBeyondTheEnd_IsReachedInPieces(bool byWriting)
    {
        const int Size = 100 << 20;
        uint old = _machine.Open(File, CreateNew);
        byte[] ones = [.. Enumerable.Repeat((byte)1, 0x1_0000)];
        for (int at = 0; at < Size; at += 8 << 20)
        {
            Assert.Equal(NtStatus.Success, _machine.Write(old, ones, at));
        }

        _machine.Close(old);
        _machine.Close(_machine.Open(File, Overwrite));
        uint handle = _machine.Open(File);

        Assert.Equal(NtStatus.Success, byWriting ? _machine.Write(handle, [7], Size - 1) : _machine.Set(handle, 20, BitConverter.GetBytes((long)Size)));

        Assert.Equal(7, _machine.Passes);
        Assert.Equal(Size, BitConverter.ToInt64(Query(handle, 5, 0x18), 8));
        byte[] content = _machine.Content(File);
        Assert.Equal(byWriting ? Size - 1 : -1, content.AsSpan().IndexOfAnyExcept((byte)0));
    }

    [Fact]
    public void Size_ThatDoesNotFit_ChangesNothing()
    {
        uint handle = _machine.Open(@"\Device\Harddisk0\Partition2\f", CreateNew);

        Assert.Equal(NtStatus.DiskFull, _machine.Set(handle, 20, BitConverter.GetBytes(600L << 20)));
        Assert.Equal(NtStatus.DiskFull, _machine.Write(handle, [1], 600L << 20));

        Assert.Equal(0, BitConverter.ToInt64(Query(handle, 5, 0x18), 8));
        Assert.Equal(1, _machine.Passes);
    }

    [Fact]
    public void Query_NameThatDoesNotFit_IsCutAndItsLengthTold()
    {
        uint handle = _machine.Open(Disk + @"\longer name", CreateNew);

        Assert.Equal(NtStatus.BufferOverflow, _machine.Query(handle, 9, 8, out byte[] bytes));

        Assert.Equal(12, BitConverter.ToInt32(bytes));
        Assert.Equal("\\lon", Encoding.Latin1.GetString(bytes[4..]));
    }

    [Theory]
    [InlineData(0u, 64, NtStatus.InvalidInfoClass)]
    [InlineData(37u, 64, NtStatus.InvalidInfoClass)]
    [InlineData(1u, 64, NtStatus.InvalidParameter)]
    [InlineData(22u, 64, NtStatus.InvalidParameter)]
    [InlineData(5u, 0x17, NtStatus.InfoLengthMismatch)]
    [InlineData(34u, 0x37, NtStatus.InfoLengthMismatch)]
    [InlineData(9u, 7, NtStatus.InfoLengthMismatch)]
    public void Query_WrongClassOrLength_IsRefused(uint kind, int length, uint expected)
    {
        uint handle = _machine.Open(File, CreateNew);

        Assert.Equal(expected, _machine.Query(handle, kind, length, out _));
    }

    [Theory]
    [InlineData(0u, 8, NtStatus.InvalidInfoClass)]
    [InlineData(5u, 64, NtStatus.InvalidParameter)]
    [InlineData(34u, 64, NtStatus.InvalidParameter)]
    [InlineData(14u, 7, NtStatus.InfoLengthMismatch)]
    [InlineData(10u, 15, NtStatus.InfoLengthMismatch)]
    public void Set_WrongClassOrLength_IsRefused(uint kind, int length, uint expected)
    {
        uint handle = _machine.Open(File, CreateNew);

        Assert.Equal(expected, _machine.Set(handle, kind, new byte[length]));
    }

    [Fact]
    public void SetBasic_ZeroAndMinusOne_LeaveWhatIs()
    {
        uint handle = _machine.Open(File, CreateNew);
        byte[] info = new byte[0x28];
        BitConverter.TryWriteBytes(info.AsSpan(0), Start + 600_000_000);
        BitConverter.TryWriteBytes(info.AsSpan(8), -1L);
        BitConverter.TryWriteBytes(info.AsSpan(0x20), 0x22);

        Assert.Equal(NtStatus.Success, _machine.Set(handle, 4, info));
        byte[] basic = Query(handle, 4, 0x28);
        Assert.Equal([Start + 600_000_000, Start, Start, Start], Longs(basic, 4));
        Assert.Equal(0x22, BitConverter.ToInt32(basic, 0x20));
        BitConverter.TryWriteBytes(info.AsSpan(0x20), 0x10);
        Assert.Equal(NtStatus.InvalidParameter, _machine.Set(handle, 4, info));
        BitConverter.TryWriteBytes(info.AsSpan(0x20), 0x80);
        Assert.Equal(NtStatus.Success, _machine.Set(handle, 4, info));
        Assert.Equal(0x80, BitConverter.ToInt32(Query(handle, 4, 0x28), 0x20));
    }

    [Fact]
    public void SetSize_ShorterAndLonger_IsSeenByAll()
    {
        uint handle = _machine.Open(File, CreateNew);
        Assert.Equal(NtStatus.Success, _machine.Write(handle, [1, 2, 3, 4]));
        uint other = _machine.Open(File, access: GenericRead);

        Assert.Equal(NtStatus.Success, _machine.Set(handle, 20, BitConverter.GetBytes(2L)));
        Assert.Equal(NtStatus.Success, _machine.Set(handle, 20, BitConverter.GetBytes(5L)));
        Assert.Equal(NtStatus.Success, _machine.Read(other, 10, out byte[] bytes));
        Assert.Equal([1, 2, 0, 0, 0], bytes);
        Assert.Equal(NtStatus.Success, _machine.Set(handle, 19, BitConverter.GetBytes(1L)));
        Assert.Equal(1, BitConverter.ToInt64(Query(other, 5, 0x18), 8));
        Assert.Equal(NtStatus.Success, _machine.Set(handle, 19, BitConverter.GetBytes(100_000L)));
        Assert.Equal(1, BitConverter.ToInt64(Query(other, 5, 0x18), 8));
        Assert.Equal(NtStatus.DiskFull, _machine.Set(handle, 19, BitConverter.GetBytes(1L << 40)));
        Assert.Equal(NtStatus.DiskFull, _machine.Set(handle, 20, BitConverter.GetBytes(1L << 40)));
        Assert.Equal(NtStatus.InvalidParameter, _machine.Set(handle, 20, BitConverter.GetBytes(-1L)));
    }

    [Fact]
    public void SetMode_ChangesWhatMayChange()
    {
        uint handle = _machine.Open(File, CreateNew);

        Assert.Equal(NtStatus.Success, _machine.Set(handle, 16, BitConverter.GetBytes(0x12)));
        Assert.Equal(0x12, BitConverter.ToInt32(Query(handle, 16, 4)));
        Assert.Equal(NtStatus.InvalidParameter, _machine.Set(handle, 16, BitConverter.GetBytes(0x02)));
        Assert.Equal(NtStatus.InvalidParameter, _machine.Set(handle, 16, BitConverter.GetBytes(0x30)));
        Assert.Equal(NtStatus.InvalidParameter, _machine.Set(handle, 16, BitConverter.GetBytes(0x1020)));
    }

    [Fact]
    public void Rename_WithinAndAcrossFolders_KeepsTheHandleGood()
    {
        uint handle = _machine.Open(File, CreateNew);
        Assert.Equal(NtStatus.Success, _machine.Write(handle, [1, 2, 3]));
        _machine.Close(_machine.Open(Disk + @"\dir", CreateNew, SyncNonalert | DirectoryFile));

        Assert.Equal(NtStatus.Success, _machine.Rename(handle, "G"));
        Assert.Equal(["G", "dir"], _machine.Names(Disk + "\\").Order(StringComparer.Ordinal));
        Assert.Equal(NtStatus.Success, _machine.Rename(handle, Disk + @"\dir\h"));
        Assert.Equal(["dir"], _machine.Names(Disk + "\\"));
        Assert.Equal(NtStatus.Success, _machine.Write(handle, [4], -1));
        Assert.Equal("\\dir\\h", Encoding.Latin1.GetString(Query(handle, 9, 32)[4..]));
        Assert.Equal(NtStatus.SharingViolation, _machine.Create(Disk + @"\dir\h", GenericRead, OpenExisting, out _, share: 0));
        _machine.Close(handle);
        Assert.Equal([1, 2, 3, 4], _machine.Content(Disk + @"\dir\h"));
    }

    [Fact]
    public void Rename_TakenName_IsReplacedOnlyWhenAskedFor()
    {
        uint handle = _machine.Open(File, CreateNew);
        uint other = _machine.Open(Disk + @"\g", CreateNew);
        Assert.Equal(NtStatus.Success, _machine.Write(handle, [1]));

        Assert.Equal(NtStatus.ObjectNameCollision, _machine.Rename(handle, Disk + @"\g"));
        Assert.Equal(NtStatus.AccessDenied, _machine.Rename(handle, Disk + @"\g", replaces: true));
        _machine.Close(other);
        Assert.Equal(NtStatus.Success, _machine.Rename(handle, Disk + @"\g", replaces: true));
        Assert.Equal(NtStatus.Success, _machine.Rename(handle, Disk + @"\G"));
        _machine.Close(handle);

        Assert.Equal(["G"], _machine.Names(Disk + "\\"));
        Assert.Equal([1], _machine.Content(Disk + @"\g"));
    }

    [Fact]
    public void Rename_ThatCannotBe_IsRefused()
    {
        uint handle = _machine.Open(File, CreateNew);
        uint dir = _machine.Open(Disk + @"\dir", CreateNew, SyncNonalert | DirectoryFile, DeleteRight | 1);
        uint inside = _machine.Open(Disk + @"\dir\x", CreateNew);
        uint reader = _machine.Open(File, access: GenericRead);

        Assert.Equal(NtStatus.NotSameDevice, _machine.Rename(handle, @"\Device\Harddisk0\Partition2\f"));
        Assert.Equal(NtStatus.ObjectNameInvalid, _machine.Rename(handle, @"..\f"));
        Assert.Equal(NtStatus.ObjectNameInvalid, _machine.Rename(handle, ".."));
        Assert.Equal(NtStatus.ObjectNameInvalid, _machine.Rename(handle, Disk + @"\dir\.."));
        Assert.Equal(NtStatus.ObjectNameInvalid, _machine.Rename(handle, Disk));
        Assert.Equal(NtStatus.ObjectPathNotFound, _machine.Rename(handle, Disk + @"\none\f"));
        Assert.Equal(NtStatus.AccessDenied, _machine.Rename(reader, "g"));
        Assert.Equal(NtStatus.AccessDenied, _machine.Rename(dir, "dir2"));
        _machine.Close(inside);
        Assert.Equal(NtStatus.ObjectNameInvalid, _machine.Rename(dir, Disk + @"\dir\dir"));
        Assert.Equal(NtStatus.ObjectNameInvalid, _machine.Rename(dir, Disk + @"\DIR\x", replaces: true));
        Assert.Equal(NtStatus.ObjectNameInvalid, _machine.Rename(handle, Disk + @"\g\"));
        Assert.Equal(NtStatus.AccessDenied, _machine.Rename(handle, Disk + @"\dir", replaces: true));
        Assert.Equal(NtStatus.Success, _machine.Rename(dir, "dir2"));
        Assert.Equal(["x"], _machine.Names(Disk + @"\dir2"));
    }

    [Fact]
    public void QueryFullAttributes_FileFolderAndDevice()
    {
        uint handle = _machine.Open(File, CreateNew);
        Assert.Equal(NtStatus.Success, _machine.Write(handle, new byte[100]));
        uint info = _machine.Take(0x38);

        Assert.Equal(NtStatus.Success, _machine.Call("NtQueryFullAttributesFile", _machine.Attributes(File), info));
        Assert.Equal((100UL, 0x80u), (_machine.Memory.Read64(info + 0x28), _machine.Memory.Read32(info + 0x30)));
        Assert.Equal(NtStatus.Success, _machine.Call("NtQueryFullAttributesFile", _machine.Attributes(@"\Device\CdRom0\"), info));
        Assert.Equal(0x10u, _machine.Memory.Read32(info + 0x30) & 0x10);
        Assert.Equal(NtStatus.Success, _machine.Call("NtQueryFullAttributesFile", _machine.Attributes(@"\Device\CdRom0\a"), info));
        Assert.Equal(3000UL, _machine.Memory.Read64(info + 0x28));
        Assert.Equal(NtStatus.InvalidParameter, _machine.Call("NtQueryFullAttributesFile", _machine.Attributes(Disk), info));
        Assert.Equal(NtStatus.ObjectNameNotFound, _machine.Call("NtQueryFullAttributesFile", _machine.Attributes(Disk + @"\none"), info));
        Assert.Equal(Fault, _machine.Call("NtQueryFullAttributesFile", _machine.Attributes(File), 0x10));
    }

    [Fact]
    public void IoQuery_ByObject_TellsTheSame()
    {
        uint handle = _machine.Open(File, CreateNew);
        Assert.Equal(NtStatus.Success, _machine.Kernel.Objects.Find(handle, ObjectKind.File, out uint obj));
        uint info = _machine.Take(0x38);
        uint length = _machine.Take(4);
        _machine.Kernel.Objects.Reference(obj);

        Assert.Equal(NtStatus.Success, _machine.Call("IoQueryFileInformation", obj, 34, 0x38, info, length));
        Assert.Equal((0x38u, 0x80u), (_machine.Memory.Read32(length), _machine.Memory.Read32(info + 0x30)));
        Assert.Equal(NtStatus.Success, _machine.Call("IoQueryVolumeInformation", obj, 3, 0x18, info, length));
        Assert.Equal(512u, _machine.Memory.Read32(info + 0x14));
        _machine.Close(handle);
        Assert.Equal(NtStatus.FileClosed, _machine.Call("IoQueryFileInformation", obj, 34, 0x38, info, length));
    }

    private byte[] Query(uint handle, uint kind, int length)
    {
        Assert.Equal(NtStatus.Success, _machine.Query(handle, kind, length, out byte[] bytes));
        return bytes;
    }

    private static long[] Longs(byte[] bytes, int count) => [.. Enumerable.Range(0, count).Select(i => BitConverter.ToInt64(bytes, 8 * i))];
}
