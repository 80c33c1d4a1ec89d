namespace Xemu.Abstractions.Devices;

/// <summary>What space a BAR is in.</summary>
public enum PciBarKind
{
    /// <summary>Ports.</summary>
    Io,

    /// <summary>32-bit memory.</summary>
    Memory,

    /// <summary>32-bit prefetchable memory.</summary>
    PrefetchableMemory,
}
