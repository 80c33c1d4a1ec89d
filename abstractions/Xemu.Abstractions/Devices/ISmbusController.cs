namespace Xemu.Abstractions.Devices;

/// <summary>An SMBus with its devices.</summary>
public interface ISmbusController : IBus<ISmbusDevice, SmbusAddress>
{
}
