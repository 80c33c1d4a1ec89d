using Xemu.Kernel.Hle;
using static Xemu.Kernel.Io.Tests.IoMachine;

namespace Xemu.Kernel.Io.Tests;

public sealed class ShareTests : IDisposable
{
    private const uint ReadAttributes = 0x80;
    private const string File = Disk + @"\f";

    private readonly IoMachine _machine = new(TestDisk.Create());

    public ShareTests() => _machine.Close(_machine.Open(File, CreateNew));

    public void Dispose() => _machine.Dispose();

    [Theory]
    [InlineData(GenericRead, 1u, GenericRead, 1u, true)]
    [InlineData(GenericRead, 0u, GenericRead, 1u, false)]
    [InlineData(GenericRead, 1u, GenericRead, 0u, false)]
    [InlineData(GenericRead, 1u, GenericWrite, 1u, false)]
    [InlineData(GenericRead, 3u, GenericWrite, 1u, true)]
    [InlineData(GenericWrite, 3u, GenericRead, 1u, false)]
    [InlineData(GenericWrite, 3u, GenericRead, 3u, true)]
    [InlineData(GenericRead, 7u, DeleteRight, 1u, true)]
    [InlineData(GenericRead, 3u, DeleteRight, 1u, false)]
    [InlineData(DeleteRight, 7u, GenericRead, 3u, false)]
    [InlineData(ReadAttributes, 0u, GenericRead, 0u, true)]
    [InlineData(GenericRead, 0u, ReadAttributes, 0u, true)]
    public void Create_SecondOpen_MustAgreeWithTheFirst(uint access, uint share, uint secondAccess, uint secondShare, bool agrees)
    {
        Assert.Equal(NtStatus.Success, _machine.Create(File, access, OpenExisting, out uint first, share));

        Assert.Equal(agrees ? NtStatus.Success : NtStatus.SharingViolation, _machine.Create(File, secondAccess, OpenExisting, out uint second, secondShare));

        _machine.Close(first);
        if (agrees)
        {
            _machine.Close(second);
        }

        Assert.Equal(NtStatus.Success, _machine.Create(File, GenericRead | GenericWrite | DeleteRight, OpenExisting, out _, share: 0));
    }

    [Fact]
    public void Create_Overwriting_IsAWriteToWhoSharesTheFile()
    {
        Assert.Equal(NtStatus.Success, _machine.Create(File, GenericRead, OpenExisting, out _, share: 1));

        Assert.Equal(NtStatus.SharingViolation, _machine.Create(File, GenericRead, Overwrite, out _));
        Assert.Equal(NtStatus.SharingViolation, _machine.Create(File, ReadAttributes | GenericRead, Supersede, out _));
    }

    [Fact]
    public void Duplicate_LastHandleOfThree_EndsTheSharing()
    {
        Assert.Equal(NtStatus.Success, _machine.Create(File, GenericRead, OpenExisting, out uint handle, share: 0));
        uint place = _machine.Take(4);
        Assert.Equal(NtStatus.Success, _machine.Call("NtDuplicateObject", handle, place, 0));
        _machine.Close(handle);

        Assert.Equal(NtStatus.SharingViolation, _machine.Create(File, GenericRead, OpenExisting, out _));
        _machine.Close(_machine.Memory.Read32(place));
        Assert.Equal(NtStatus.Success, _machine.Create(File, GenericRead, OpenExisting, out _));
    }

    [Fact]
    public void FileObject_Bits_SayWhatWasAskedFor()
    {
        Assert.Equal(NtStatus.Success, _machine.Create(File, GenericRead | DeleteRight, OpenExisting, out uint handle, share: 5));
        Assert.Equal(NtStatus.Success, _machine.Kernel.Objects.Find(handle, ObjectKind.File, out uint obj));

        Assert.Equal(5, _machine.Memory.Read16(obj));
        Assert.Equal(0x02 | 0x08 | 0x10 | 0x40, _machine.Memory.Read8(obj + 2));
        Assert.Equal(0x02, _machine.Memory.Read8(obj + 3));
        Assert.Equal(Disk, _machine.Kernel.Io.DeviceOf(_machine.Memory.Read32(obj + 4))!.Path);
        Assert.Equal(uint.MaxValue, _machine.Memory.Read32(obj + 0x28));
        Assert.Equal(0, _machine.Memory.Read8(obj + 0x3C));
        Assert.Equal(4, _machine.Memory.Read8(obj + 0x3E));
    }

    [Fact]
    public void DeleteOnClose_GoesWithItsLastHandle()
    {
        uint first = _machine.Open(File, options: SyncNonalert | DeleteOnClose);
        uint second = _machine.Open(File, access: GenericRead);
        _machine.Close(first);

        Assert.Equal(NtStatus.DeletePending, _machine.Create(File, GenericRead, OpenIf, out _));
        Assert.Equal(NtStatus.DeletePending, _machine.Call("NtQueryFullAttributesFile", _machine.Attributes(File), _machine.Take(0x38)));
        Assert.Equal(["f"], _machine.Names(Disk + "\\"));
        _machine.Close(second);
        Assert.Empty(_machine.Names(Disk + "\\"));
        Assert.Equal(NtStatus.Success, _machine.Create(File, GenericRead, CreateNew, out _));
    }

    [Fact]
    public void Disposition_SetAndTakenBack_KeepsTheFile()
    {
        uint handle = _machine.Open(File);
        Assert.Equal(NtStatus.Success, _machine.Set(handle, 13, [1]));
        Assert.Equal(NtStatus.Success, _machine.Query(handle, 5, 0x18, out byte[] pending));
        Assert.Equal(NtStatus.Success, _machine.Set(handle, 13, [0]));
        _machine.Close(handle);

        Assert.Equal((0, 1), (pending[16], pending[20]));
        Assert.Equal(["f"], _machine.Names(Disk + "\\"));
    }

    [Fact]
    public void Disposition_WithoutTheRightOrAgainstTheAttribute_IsRefused()
    {
        uint reader = _machine.Open(File, access: GenericRead);
        Assert.Equal(NtStatus.AccessDenied, _machine.Set(reader, 13, [1]));
        _machine.Close(reader);

        Assert.Equal(NtStatus.Success, _machine.Create(Disk + @"\ro", DeleteRight, CreateNew, out uint readOnly, attributes: 1));
        Assert.Equal(NtStatus.CannotDelete, _machine.Set(readOnly, 13, [1]));
        Assert.Equal(NtStatus.Success, _machine.Create(Disk + "\\", DeleteRight, OpenExisting, out uint root));
        Assert.Equal(NtStatus.CannotDelete, _machine.Set(root, 13, [1]));
        uint dir = _machine.Open(Disk + @"\dir", CreateNew, SyncNonalert | DirectoryFile, DeleteRight | 1);
        _machine.Close(_machine.Open(Disk + @"\dir\x", CreateNew));
        Assert.Equal(NtStatus.DirectoryNotEmpty, _machine.Set(dir, 13, [1]));
    }

    [Fact]
    public void Create_InAFolderThatIsGoing_IsRefused()
    {
        uint dir = _machine.Open(Disk + @"\dir", CreateNew, SyncNonalert | DirectoryFile, DeleteRight | 1);
        Assert.Equal(NtStatus.Success, _machine.Set(dir, 13, [1]));

        Assert.Equal(NtStatus.DeletePending, _machine.Create(Disk + @"\dir\x", GenericWrite, CreateNew, out _));
        _machine.Close(dir);
        Assert.Equal(["f"], _machine.Names(Disk + "\\"));
    }

    [Fact]
    public void IoShareAccess_CheckSetRemove_CountInTheProgramsStructure()
    {
        uint handle = _machine.Open(File);
        Assert.Equal(NtStatus.Success, _machine.Kernel.Objects.Find(handle, ObjectKind.File, out uint obj));
        uint share = _machine.Take(8);

        _machine.Call("IoSetShareAccess", 1, 1, obj, share);
        Assert.Equal(0x0001_0000_0101UL, _machine.Memory.Read64(share) & 0xFF_FFFF_FFFF_FFFF);
        Assert.Equal(NtStatus.SharingViolation, _machine.Call("IoCheckShareAccess", 2, 7, obj, share, 1));
        Assert.Equal(NtStatus.Success, _machine.Call("IoCheckShareAccess", 1, 3, obj, share, 1));
        Assert.Equal(0x0102_0000_0202UL, _machine.Memory.Read64(share) & 0xFF_FFFF_FFFF_FFFF);
        _machine.Call("IoRemoveShareAccess", obj, share);
        Assert.Equal(0x0001_0000_0101UL, _machine.Memory.Read64(share) & 0xFF_FFFF_FFFF_FFFF);
    }
}
