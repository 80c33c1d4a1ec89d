namespace Xemu.Abstractions.Devices;

/// <summary>The fixed part of a PCI function's configuration header.</summary>
/// <param name="VendorId">Vendor.</param>
/// <param name="DeviceId">Device.</param>
/// <param name="ClassCode">Class, subclass and programming interface: 0x030000 is a VGA controller.</param>
/// <param name="Revision">Revision.</param>
public sealed record PciFunctionDefinition(ushort VendorId, ushort DeviceId, uint ClassCode, byte Revision)
{
    /// <summary>Subsystem vendor.</summary>
    public ushort SubsystemVendorId { get; init; }

    /// <summary>Subsystem.</summary>
    public ushort SubsystemId { get; init; }

    /// <summary>0 for none, 1 to 4 for INTA# to INTD#.</summary>
    public byte InterruptPin { get; init; }

    /// <summary>Header type without the multi-function bit, which the bus sets: 0 ordinary, 1 bridge.</summary>
    public byte HeaderType { get; init; }

    /// <summary>Initial value of the status register (capability list, timing bits).</summary>
    public ushort Status { get; init; }

    /// <summary>Bits of the command register that the guest can set.</summary>
    public ushort CommandMask { get; init; } = 0x0007;

    /// <summary>Minimum grant and maximum latency, as two bytes.</summary>
    public ushort GrantAndLatency { get; init; }

    /// <summary>Offset of the first capability, or 0.</summary>
    public byte CapabilityPointer { get; init; }

    /// <summary>The base address registers.</summary>
    public IReadOnlyList<PciBar> Bars { get; init; } = [];
}
