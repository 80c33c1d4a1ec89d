using Xemu.Abstractions.Memory;

namespace Xemu.Abstractions.Devices;

/// <summary>A PCI function's side of the bus.</summary>
public interface IPciSlot
{
    /// <summary>The function's interrupt pin; level-triggered, routed by the bus.</summary>
    IInterruptLine Interrupt { get; }

    /// <summary>Memory as the function reaches it as a bus master. Accesses are dropped, and reads give all ones, while the command register forbids mastering.</summary>
    IAddressSpace Dma { get; }

    /// <summary>Where a BAR is mapped now.</summary>
    /// <param name="index">0 to 5, or 6 for the expansion ROM.</param>
    /// <returns>Its address, or null while it is disabled.</returns>
    ulong? BarAddress(int index);
}
