using Xemu.Kernel.Hle;

namespace Xemu.Kernel.Tests;

public sealed class RefurbTests : IDisposable
{
    private const int Sector = 3 * 512;
    private readonly SparseDisk _disk = new();
    private readonly TestKernel _kernel;
    private readonly uint _information;

    public RefurbTests()
    {
        "BRFR"u8.CopyTo(_disk.Start.AsSpan(Sector));
        _disk.Start[Sector + 4] = 7;
        _disk.Start[Sector + 16] = 0x5A;
        _kernel = new TestKernel(_disk);
        _information = _kernel.AllocateAtEnd(16);
    }

    public void Dispose() => _kernel.Dispose();

    [Fact]
    public void Read_Sector_GivesItsFirstWords()
    {
        Assert.Equal(NtStatus.Success, _kernel.Call("ExReadWriteRefurbInfo", _information, 16, 0));

        Assert.Equal([(byte)'B', (byte)'R', (byte)'F', (byte)'R', 7, 0, 0, 0], _kernel.Bytes(_information, 8));
    }

    [Fact]
    public void Read_SectorWithoutSignature_IsFresh()
    {
        _disk.Start[Sector] = 0;

        Assert.Equal(NtStatus.Success, _kernel.Call("ExReadWriteRefurbInfo", _information, 16, 0));

        Assert.Equal([(byte)'B', (byte)'R', (byte)'F', (byte)'R', 0, 0, 0, 0], _kernel.Bytes(_information, 8));
    }

    [Fact]
    public void Write_Information_KeepsTheRestOfTheSector()
    {
        _kernel.Memory.Write32(_information + 4, 0x1234);

        Assert.Equal(NtStatus.Success, _kernel.Call("ExReadWriteRefurbInfo", _information, 16, 1));

        Assert.Equal([(byte)'B', (byte)'R', (byte)'F', (byte)'R', 0x34, 0x12, 0, 0, 0], _disk.Start[Sector..(Sector + 9)]);
        Assert.Equal(0x5A, _disk.Start[Sector + 16]);
    }

    [Fact]
    public void Use_WrongSizeOrBrokenDisk_IsRefused()
    {
        Assert.Equal(NtStatus.InvalidParameter, _kernel.Call("ExReadWriteRefurbInfo", _information, 12, 0));
        _disk.IsReadOnly = true;
        Assert.Equal(NtStatus.MediaWriteProtected, _kernel.Call("ExReadWriteRefurbInfo", _information, 16, 1));
        _disk.IsBroken = true;
        Assert.Equal(NtStatus.IoDeviceError, _kernel.Call("ExReadWriteRefurbInfo", _information, 16, 0));
    }

    [Fact]
    public void Read_WithoutDisk_TellsThatThereIsNone()
    {
        using var kernel = new TestKernel();

        Assert.Equal(NtStatus.NoSuchDevice, kernel.Call("ExReadWriteRefurbInfo", kernel.Allocate(16), 16, 0));
    }
}
