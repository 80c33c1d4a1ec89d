using Xemu.Abstractions.Memory;

namespace Xemu.Abstractions.Devices;

/// <summary>A base address register: registers, or RAM, that the guest places.</summary>
/// <param name="Index">0 to 5, or 6 for the expansion ROM.</param>
/// <param name="Kind">Which space it is in.</param>
/// <param name="SizeBytes">Size, a power of two: at least 4 for ports, 16 for memory, 4096 for RAM.</param>
/// <param name="Name">Name of the region.</param>
public sealed record PciBar(int Index, PciBarKind Kind, ulong SizeBytes, string Name)
{
    /// <summary>Who answers; null for RAM.</summary>
    public IIoHandler? Handler { get; init; }

    /// <summary>The RAM behind it; null for registers.</summary>
    public IRamBlock? Block { get; init; }

    /// <summary>Where the window starts in <see cref="Block"/>, in bytes.</summary>
    public ulong BlockOffset { get; init; }

    /// <summary>Bytes of <see cref="Block"/> that are visible; 0 means all of the size.</summary>
    public ulong BlockLength { get; init; }

    /// <summary>Address after reset, when firmware finds the BAR set already; normally 0.</summary>
    public ulong ResetAddress { get; init; }
}
