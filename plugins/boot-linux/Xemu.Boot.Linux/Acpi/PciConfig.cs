using Xemu.Abstractions.Memory;

namespace Xemu.Boot.Linux;

/// <summary>PCI configuration registers by mechanism 1, as firmware reads them.</summary>
/// <remarks>Source: PCI Local Bus Specification 2.2, 3.2.2.3.2 and chapter 6.</remarks>
internal readonly struct PciConfig(IAddressSpace ports)
{
    private const uint AddressPort = 0xCF8;
    private const uint DataPort = 0xCFC;

    /// <summary>Reads a register of four bytes.</summary>
    /// <returns>The value; all ones where there is no function.</returns>
    public uint Read(int bus, int device, int function, int offset)
    {
        ports.WriteValue(AddressPort, 4, 0x8000_0000u | (uint)((bus << 16) | (device << 11) | (function << 8) | offset));
        uint value = (uint)ports.ReadValue(DataPort, 4);

        // As after a reset.
        ports.WriteValue(AddressPort, 4, 0);
        return value;
    }
}
