namespace Xemu.Abstractions.Devices;

/// <summary>A PCI function as those see it that list a machine's hardware.</summary>
/// <param name="Bus">The bus's number, as the guest has set it at the bridge; 0 is the root.</param>
/// <param name="Address">Its place on the bus.</param>
/// <param name="Id">The device's component id.</param>
/// <param name="Definition">What its header says.</param>
/// <param name="Slot">Tells where its BARs are mapped.</param>
/// <param name="InterruptLine">The interrupt line register, as firmware has set it.</param>
public readonly record struct PciFunctionInfo(
    byte Bus, PciAddress Address, string Id, PciFunctionDefinition Definition, IPciSlot Slot, byte InterruptLine);
