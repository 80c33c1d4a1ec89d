using System.Diagnostics.CodeAnalysis;

namespace Xemu.Abstractions.Devices;

/// <summary>A USB 1.1 function. Kept small until the host controller's issue implements it.</summary>
[Experimental("XEMU0002")]
public interface IUsbDevice
{
    /// <summary>Whether the device is low-speed.</summary>
    bool IsLowSpeed { get; }

    /// <summary>Carries out one transaction.</summary>
    /// <param name="endpoint">Endpoint number, 0 to 15.</param>
    /// <param name="token">0x2D SETUP, 0xE1 OUT, 0x69 IN.</param>
    /// <param name="data">Data sent, or room for data received.</param>
    /// <returns>Bytes moved, or a negative completion code: -1 NAK, -2 STALL, -3 no answer.</returns>
    int Transact(int endpoint, byte token, Span<byte> data);

    /// <summary>A bus reset.</summary>
    void ResetUsb();
}
