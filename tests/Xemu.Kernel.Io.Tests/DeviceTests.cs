using System.Text;
using Xemu.Block.Fatx;
using Xemu.Kernel.Hle;
using static Xemu.Kernel.Io.Tests.IoMachine;

namespace Xemu.Kernel.Io.Tests;

public sealed class DeviceTests : IDisposable
{
    private const string Whole = @"\Device\Harddisk0\partition0";
    private const string Drive = @"\Device\CdRom0";
    private const uint ReadWrite = GenericRead | GenericWrite;
    private const uint Dismount = 0x0009_0020;

    private readonly TestDisk _disk = TestDisk.Create();
    private readonly TestDrive _drive = new(Disc(1));
    private readonly IoMachine _machine;

    public DeviceTests() => _machine = new IoMachine(_disk, _drive);

    public void Dispose() => _machine.Dispose();

    [Fact]
    public void Partition0_IsReadAndWrittenInSectors()
    {
        uint handle = _machine.Open(Whole, access: ReadWrite, options: 0x10);
        byte[] sector = [.. Enumerable.Range(0, 512).Select(static i => (byte)i)];

        Assert.Equal(NtStatus.Success, _machine.Write(handle, sector, 0x1000));
        Assert.Equal(NtStatus.Success, _machine.Read(handle, 512, out byte[] back, 0x1000));
        Assert.Equal(sector, back);
        Assert.Equal(NtStatus.InvalidParameter, _machine.Read(handle, 100, out _, 0));
        Assert.Equal(NtStatus.InvalidParameter, _machine.Read(handle, 512, out _, 1));
        Assert.Equal(NtStatus.EndOfFile, _machine.Read(handle, 512, out _, (long)_disk.SizeBytes));
        Assert.Equal(NtStatus.InvalidParameter, _machine.Write(handle, new byte[1024], (long)_disk.SizeBytes - 512));
        Assert.Equal(NtStatus.InvalidParameter, _machine.Write(handle, sector, long.MaxValue - 511));
        Assert.Equal(NtStatus.Success, _machine.Read(handle, 1024, out byte[] last, (long)_disk.SizeBytes - 512));
        Assert.Equal(512, last.Length);
    }

    [Fact]
    public void Device_OpenedOtherwiseThanToUseIt_IsRefused()
    {
        Assert.Equal(NtStatus.AccessDenied, _machine.Create(Whole, ReadWrite, CreateNew, out _));
        Assert.Equal(NtStatus.NotADirectory, _machine.Create(Whole, ReadWrite, OpenExisting, out _, options: SyncNonalert | DirectoryFile));
        Assert.Equal(NtStatus.CannotDelete, _machine.Create(Whole, ReadWrite | DeleteRight, OpenExisting, out _, options: SyncNonalert | DeleteOnClose));
        Assert.Equal(NtStatus.UnrecognizedVolume, _machine.Create(Whole + "\\", ReadWrite, OpenExisting, out _));
        uint handle = _machine.Open(Whole, access: ReadWrite);
        Assert.Equal(NtStatus.InvalidParameter, _machine.Create("x", ReadWrite, OpenExisting, out _, root: handle));
        Assert.Equal(NtStatus.InvalidParameter, _machine.Query(handle, 5, 0x18, out _));
        Assert.Equal(NtStatus.InvalidParameter, _machine.Set(handle, 20, new byte[8]));
        Assert.Equal(NtStatus.InvalidParameter, _machine.Rename(handle, Disk + @"\x"));
    }

    [Fact]
    public void Disc_Raw_StartsAtItsGamePartition()
    {
        _drive.Insert(Disc(1, 0x0208_0000));
        uint handle = _machine.Open(Drive, access: GenericRead);

        Assert.Equal(NtStatus.Success, _machine.Read(handle, 2048, out byte[] descriptor, 32 * 2048));
        Assert.Equal("MICROSOFT*XBOX*MEDIA", Encoding.Latin1.GetString(descriptor, 0, 20));
        Assert.Equal(NtStatus.InvalidParameter, _machine.Read(handle, 512, out _, 512));
        Assert.Equal(NtStatus.EndOfFile, _machine.Read(handle, 2048, out _, 1 << 20));
        Assert.Equal(NtStatus.AccessDenied, _machine.Write(handle, new byte[2048], 0));
    }

    [Fact]
    public void Formatting_ByRawWrites_GivesAnEmptyVolume()
    {
        _machine.Close(_machine.Open(Disk + @"\old", CreateNew));
        uint old = _machine.Open(Disk + @"\old");
        uint handle = _machine.Open(Disk, access: ReadWrite);
        byte[] geometry = Control(handle, 0x0007_0000, 0x18);
        Assert.Equal(512, BitConverter.ToInt32(geometry, 20));
        byte[] partition = Control(handle, 0x0007_4004, 0x20);
        Assert.True(XboxDisk.Open(_disk, out XboxDisk? layout) == FatxStatus.Ok && layout!.TryGet(1, out _));
        Assert.True(layout!.TryGet(1, out XboxPartition first));
        Assert.Equal(((long)first.Offset, (long)first.Size, 1), (BitConverter.ToInt64(partition), BitConverter.ToInt64(partition, 8), BitConverter.ToInt32(partition, 20)));

        TestDisk model = TestDisk.Create();
        byte[] sector = new byte[0x1000];
        for (int at = 0; at < 0x18_0000; at += sector.Length)
        {
            model.Read(first.Offset + (ulong)at, sector);
            Assert.Equal(NtStatus.Success, _machine.Write(handle, sector, at));
        }

        Assert.Equal(NtStatus.VolumeDismounted, _machine.Read(old, 1, out _));
        Assert.Equal(NtStatus.Success, _machine.Call("NtFsControlFile", handle, 0, 0, 0, _machine.Block, Dismount, 0, 0, 0, 0));
        Assert.Empty(_machine.Names(Disk + "\\"));
        _machine.Close(old);
    }

    [Fact]
    public void Dismount_FilesOfTheVolume_AreLost()
    {
        uint file = _machine.Open(Disk + @"\f", CreateNew);
        Assert.Equal(NtStatus.Success, _machine.Call("IoDismountVolumeByName", _machine.Text(Disk)));

        Assert.Equal(NtStatus.VolumeDismounted, _machine.Write(file, [1]));
        Assert.Equal(NtStatus.VolumeDismounted, _machine.Query(file, 5, 0x18, out _));
        Assert.Equal(NtStatus.VolumeDismounted, _machine.Set(file, 13, [1]));
        uint again = _machine.Open(Disk + @"\f");
        Assert.Equal(NtStatus.Success, _machine.Write(again, [1]));
        _machine.Close(file);
        Assert.Equal(NtStatus.ObjectNameNotFound, _machine.Call("IoDismountVolumeByName", _machine.Text(@"\Device\None")));
        Assert.Equal(NtStatus.Success, _machine.Call("IoDismountVolume", _machine.Kernel.Objects.Lookup(0, Disk, followsLast: true).Object));
        Assert.Equal(NtStatus.InvalidDeviceRequest, _machine.Call("IoDismountVolume", _machine.Scratch));
    }

    [Fact]
    public void Disc_TakenOutAndChanged_IsNoticed()
    {
        uint file = _machine.Open(Drive + @"\a", access: GenericRead);
        uint raw = _machine.Open(Drive, access: GenericRead);
        _drive.Eject();

        Assert.Equal(NtStatus.NoMediaInDevice, _machine.Read(file, 1, out _, 0));
        Assert.Equal(NtStatus.NoMediaInDevice, _machine.Read(raw, 2048, out _, 0));
        Assert.Equal(NtStatus.NoMediaInDevice, _machine.Create(Drive + @"\a", GenericRead, OpenExisting, out _));
        Assert.Equal(NtStatus.NoMediaInDevice, _machine.Create(Drive, GenericRead, OpenExisting, out _));
        Assert.Equal(NtStatus.NoMediaInDevice, ControlStatus(raw, 0x0002_4800));

        _drive.Insert(Disc(2));
        Assert.Equal(IoStatus.VerifyRequired, _machine.Read(file, 1, out _, 0));
        Assert.Equal(IoStatus.VerifyRequired, _machine.Read(raw, 2048, out _, 0));
        Assert.Equal([2], _machine.Content(Drive + @"\a"));
        _machine.Close(file);
        _machine.Close(raw);
        uint again = _machine.Open(Drive, access: GenericRead);
        Assert.Equal(NtStatus.Success, ControlStatus(again, 0x0002_4800));
        Assert.Equal(2048, BitConverter.ToInt32(Control(again, 0x0002_404C, 0x18), 20));
    }

    [Fact]
    public void Drive_EmptyFromTheStart_HasNoMedium()
    {
        using var machine = new IoMachine(_disk, new TestDrive(null));
        using var bare = new IoMachine();

        Assert.Equal(NtStatus.NoMediaInDevice, machine.Create(Drive + @"\a", GenericRead, OpenExisting, out _));
        Assert.Equal(NtStatus.NoMediaInDevice, bare.Create(Drive + @"\a", GenericRead, OpenExisting, out _));
        Assert.Equal(NtStatus.ObjectPathNotFound, bare.Create(Disk + @"\a", GenericRead, OpenExisting, out _));
    }

    [Fact]
    public void Control_Codes_AreServedOrRefused()
    {
        uint handle = _machine.Open(Disk, access: ReadWrite);
        uint output = _machine.Take(0x20);
        uint verify = _machine.Take(12);
        _machine.Memory.Write32(verify + 8, 0x1000);

        Assert.Equal(NtStatus.BufferTooSmall, _machine.Call("NtDeviceIoControlFile", handle, 0, 0, 0, _machine.Block, 0x0007_0000, 0, 0, output, 0x17));
        Assert.Equal(NtStatus.Success, _machine.Call("NtDeviceIoControlFile", handle, 0, 0, 0, _machine.Block, 0x0007_0014, verify, 12, 0, 0));
        _disk.IsBroken = true;
        Assert.Equal(NtStatus.IoDeviceError, _machine.Call("NtDeviceIoControlFile", handle, 0, 0, 0, _machine.Block, 0x0007_0014, verify, 12, 0, 0));
        _disk.IsBroken = false;
        _machine.Memory.Write32(verify + 8, 0x1001);
        Assert.Equal(NtStatus.InvalidParameter, _machine.Call("NtDeviceIoControlFile", handle, 0, 0, 0, _machine.Block, 0x0007_0014, verify, 12, 0, 0));
        Assert.Equal(NtStatus.InvalidDeviceRequest, ControlStatus(handle, 0x0004_D014));
        Assert.Equal(NtStatus.InvalidDeviceRequest, ControlStatus(handle, 0x0002_404C));
        Assert.Equal(NtStatus.InvalidDeviceRequest, _machine.Call("NtFsControlFile", handle, 0, 0, 0, _machine.Block, 0x0009_0018, 0, 0, 0, 0));
        Assert.Equal(Fault, _machine.Call("NtDeviceIoControlFile", handle, 0, 0, 0, _machine.Block, 0x0007_0000, 0, 0, 0x10, 0x18));
        uint device = _machine.Kernel.Objects.Lookup(0, Drive, followsLast: true).Object;
        Assert.Equal(NtStatus.Success, _machine.Control(device, 0x0002_404C, output, 0x20, out uint count));
        Assert.Equal((0x18u, 2048u), (count, _machine.Memory.Read32(output + 20)));
    }

    [Theory]
    [InlineData(0xFFFF_FE00, NtStatus.InvalidParameter)]
    [InlineData(0x1000_0200, NtStatus.InvalidParameter)]
    [InlineData(0x0400_0000, NtStatus.Success)]
    public void Verify_Lengths_EndOrAreRefused(uint length, uint status)
    {
        uint handle = _machine.Open(Whole, access: ReadWrite);
        uint verify = _machine.Take(12);
        _machine.Memory.Write32(verify + 8, length);

        Assert.Equal(status, _machine.Call("NtDeviceIoControlFile", handle, 0, 0, 0, _machine.Block, 0x0007_0014, verify, 12, 0, 0));
    }

    [Fact]
    public void DeletedDeviceObject_ItsAddressIsNoDevice()
    {
        uint device = _machine.Kernel.Objects.Lookup(0, Drive, followsLast: true).Object;
        _machine.Call("ObMakeTemporaryObject", device);
        Assert.NotNull(_machine.Kernel.Io.DeviceOf(device));

        _machine.Call("ObfDereferenceObject", device);

        Assert.Null(_machine.Kernel.Io.DeviceOf(device));
    }

    [Fact]
    public void Volume_Information_IsThatOfTheVolume()
    {
        uint disk = _machine.Open(Disk + "\\", access: 1, options: SyncNonalert | 0x0080_0000 | DirectoryFile);
        uint disc = _machine.Open(Drive + "\\", access: 1);
        FatxVolume volume = _disk.Mount(1);

        byte[] size = Volume(disk, 3, 0x18);
        Assert.Equal((volume.TotalClusters, volume.FreeClusters), (BitConverter.ToUInt32(size), BitConverter.ToUInt32(size, 8)));
        Assert.Equal((volume.ClusterBytes / 512, 512u), (BitConverter.ToUInt32(size, 16), BitConverter.ToUInt32(size, 20)));
        byte[] full = Volume(disk, 7, 0x20);
        Assert.Equal((volume.FreeClusters, volume.FreeClusters), (BitConverter.ToUInt32(full, 8), BitConverter.ToUInt32(full, 16)));
        Assert.Equal(volume.VolumeId, BitConverter.ToUInt32(Volume(disk, 1, 0x18), 8));
        Assert.Equal((7, 0), (BitConverter.ToInt32(Volume(disk, 4, 8)), BitConverter.ToInt32(Volume(disk, 4, 8), 4)));
        Assert.Equal("FATX", Encoding.Latin1.GetString(Volume(disk, 5, 0x20)[12..]));
        Assert.Equal((512, 0), (BitConverter.ToInt32(Volume(disc, 3, 0x18)), BitConverter.ToInt32(Volume(disc, 3, 0x18), 8)));
        Assert.Equal(127_000_000_000_000_000, BitConverter.ToInt64(Volume(disc, 1, 0x18)));
        Assert.Equal("XDVDFS", Encoding.Latin1.GetString(Volume(disc, 5, 0x20)[12..]));
        Assert.Equal(2, BitConverter.ToInt32(Volume(disc, 4, 8)));
        Assert.Equal(NtStatus.InvalidInfoClass, VolumeStatus(disk, 9, 0x20));
        Assert.Equal(NtStatus.InvalidParameter, VolumeStatus(disk, 8, 0x20));
        Assert.Equal(NtStatus.InfoLengthMismatch, VolumeStatus(disk, 3, 0x17));
        Assert.Equal(NtStatus.UnrecognizedVolume, VolumeStatus(_machine.Open(Whole, access: GenericRead), 3, 0x18));
    }

    [Fact]
    public void CreateDevice_ByAProgram_IsNamedAndTakesNoRequests()
    {
        uint place = _machine.Take(4);
        uint name = _machine.Text(@"\Device\Mine");

        Assert.Equal(NtStatus.Success, _machine.Call("IoCreateDevice", 0x8000_1000, 0x20, name, 0x3A, 0, place));
        uint device = _machine.Memory.Read32(place);
        Assert.Equal((3, 0x68), (_machine.Memory.Read16(device), _machine.Memory.Read16(device + 2)));
        Assert.Equal((device + 0x48, 0x3A), (_machine.Memory.Read32(device + 0x18), _machine.Memory.Read8(device + 0x1C)));
        Assert.Equal(NtStatus.ObjectNameCollision, _machine.Call("IoCreateDevice", 0, 0, name, 0x3A, 0, place));
        Assert.Equal(NtStatus.InvalidDeviceRequest, _machine.Create(@"\Device\Mine\x", GenericRead, OpenExisting, out _));
        _machine.Call("IoDeleteDevice", device);
        Assert.Equal(NtStatus.ObjectPathNotFound, _machine.Create(@"\Device\Mine\x", GenericRead, OpenExisting, out _));
        uint own = _machine.Kernel.Objects.Lookup(0, Drive, followsLast: true).Object;
        _machine.Call("IoDeleteDevice", own);
        Assert.Equal([1], _machine.Content(Drive + @"\a"));
    }

    [Fact]
    public void CreateDevice_HasWhatItsTypeAndNameAskFor()
    {
        uint place = _machine.Take(4);

        Assert.Equal(NtStatus.Success, _machine.Call("IoCreateDevice", 0, 0, _machine.Text(@"\Device\Mine"), 0x3A, 1, place));
        uint mountable = _machine.Memory.Read32(place);
        Assert.Equal(NtStatus.Success, _machine.Call("IoCreateDevice", 0, 0, 0, 0x22, 0, place));
        uint other = _machine.Memory.Read32(place);

        Assert.Equal((0x1AU, 0U), (_machine.Memory.Read32(mountable + 0x14), _machine.Memory.Read32(mountable + 0x0C)));
        Assert.Equal((0x10U, other), (_machine.Memory.Read32(other + 0x14), _machine.Memory.Read32(other + 0x0C)));
    }

    [Fact]
    public void ReadOnlyDisk_TakesNothing()
    {
        _machine.Close(_machine.Open(Disk + @"\f", CreateNew));
        _disk.IsReadOnly = true;

        Assert.Equal(NtStatus.MediaWriteProtected, _machine.Create(Disk + @"\g", GenericWrite, CreateNew, out _));
        uint file = _machine.Open(Disk + @"\f");
        Assert.Equal(NtStatus.MediaWriteProtected, _machine.Write(file, [1]));
        Assert.Equal(NtStatus.MediaWriteProtected, _machine.Set(file, 13, [1]));
        Assert.Equal(NtStatus.MediaWriteProtected, _machine.Rename(file, "g"));
        Assert.Equal(NtStatus.MediaWriteProtected, _machine.Write(_machine.Open(Whole, access: ReadWrite), new byte[512], 0));
    }

    [Fact]
    public void Flush_FileAndBadHandle()
    {
        uint file = _machine.Open(Disk + @"\f", CreateNew);

        Assert.Equal(NtStatus.Success, _machine.Call("NtFlushBuffersFile", file, _machine.Block));
        Assert.Equal(NtStatus.InvalidHandle, _machine.Call("NtFlushBuffersFile", 0x4000, _machine.Block));
        Assert.Equal(Fault, _machine.Call("NtFlushBuffersFile", file, 0x10));
    }

    private static TestDisc Disc(byte value, int offset = 0) =>
        TestDisc.Create(new Dictionary<string, byte[]> { ["a"] = [value] }, new Dictionary<string, byte[]>(), offset);

    private byte[] Control(uint handle, uint code, uint length)
    {
        uint output = _machine.Take(length);
        Assert.Equal(NtStatus.Success, _machine.Call("NtDeviceIoControlFile", handle, 0, 0, 0, _machine.Block, code, 0, 0, output, length));
        byte[] bytes = new byte[_machine.Information];
        _machine.Memory.Read(output, bytes);
        return bytes;
    }

    private uint ControlStatus(uint handle, uint code) => _machine.Call("NtDeviceIoControlFile", handle, 0, 0, 0, _machine.Block, code, 0, 0, 0, 0);

    private byte[] Volume(uint handle, uint kind, uint length)
    {
        Assert.Equal(NtStatus.Success, VolumeStatus(handle, kind, length));
        byte[] bytes = new byte[_machine.Information];
        _machine.Memory.Read(_machine.Scratch + 0x1_0000, bytes);
        return bytes;
    }

    private uint VolumeStatus(uint handle, uint kind, uint length) => _machine.Call("NtQueryVolumeInformationFile", handle, _machine.Block, _machine.Scratch + 0x1_0000, length, kind);
}
