using Xemu.Abstractions.Memory;

namespace Xemu.Kernel.Tests.Hardware;

/// <summary>HalReadWritePCISpace.</summary>
public sealed class PciTests : IIoHandler, IDisposable
{
    private readonly TestKernel _kernel = new();
    private readonly byte[] _space = [.. Enumerable.Range(0, 256).Select(static i => (byte)i)];
    private readonly byte[] _address = new byte[4];

    public PciTests() => _kernel.Machine.Ports.MapIo("pci", 0xCF8, 8, this);

    IoWidths IIoHandler.Widths => IoWidths.Byte;

    private uint Address => BitConverter.ToUInt32(_address);

    public void Dispose() => _kernel.Dispose();

    ulong IIoHandler.Read(ulong offset, int width) => offset < 4 ? _address[offset] : _space[(Address & 0xFC) + offset - 4];

    void IIoHandler.Write(ulong offset, int width, ulong value) => (offset < 4 ? ref _address[offset] : ref _space[(Address & 0xFC) + offset - 4]) = (byte)value;

    [Theory]
    [InlineData(0U, 4)]
    [InlineData(1U, 1)]
    [InlineData(2U, 2)]
    [InlineData(3U, 9)]
    [InlineData(0xFEU, 2)]
    public void Read_AnyPart_IsTheFunctionsSpace(uint register, int length)
    {
        const uint DeviceThreeFunctionTwo = 0x43;
        uint buffer = _kernel.Allocate(16);

        _ = _kernel.Call("HalReadWritePCISpace", 1, DeviceThreeFunctionTwo, register, buffer, (uint)length, 0);

        Assert.Equal(Enumerable.Range((int)register, length).Select(static i => (byte)i), _kernel.Bytes(buffer, length));
        Assert.Equal(0x8001_1A00U, Address & ~0xFFU);
    }

    [Fact]
    public void Write_Part_ChangesNothingBesideIt()
    {
        uint buffer = _kernel.Place([0xA1, 0xA2, 0xA3]);

        _ = _kernel.Call("HalReadWritePCISpace", 0, 0, 0x41, buffer, 3, 1);

        Assert.Equal([0x40, 0xA1, 0xA2, 0xA3, 0x44], _space[0x40..0x45]);
    }
}
