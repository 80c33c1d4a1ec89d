namespace Xemu.Abstractions.Devices;

/// <summary>A PCI function.</summary>
public interface IPciDevice
{
    /// <summary>What the header says; read once, when the device is attached.</summary>
    PciFunctionDefinition Definition { get; }

    /// <summary>The function is on the bus.</summary>
    /// <param name="slot">Its side of the bus; keep what is needed.</param>
    void AttachPci(IPciSlot slot);
}
