namespace Xemu.Abstractions.Devices;

/// <summary>A PCI root that lists what is on it and behind its bridges; asked for by type.</summary>
public interface IPciInventory
{
    /// <summary>Every function now, by bus and address. Machine thread.</summary>
    IReadOnlyList<PciFunctionInfo> Functions { get; }
}
