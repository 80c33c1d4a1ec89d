using System.Diagnostics.CodeAnalysis;

namespace Xemu.Abstractions.Devices;

/// <summary>A USB root hub.</summary>
[Experimental("XEMU0002")]
public interface IUsbBus : IBus<IUsbDevice, UsbPort>
{
}
