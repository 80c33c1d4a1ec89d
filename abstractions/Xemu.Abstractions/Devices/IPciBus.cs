namespace Xemu.Abstractions.Devices;

/// <summary>A PCI bus. It keeps each function's standard configuration header and maps its BARs; the device sees neither.</summary>
public interface IPciBus : IBus<IPciDevice, PciAddress>
{
}
