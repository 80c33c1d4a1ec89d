using System.Diagnostics.CodeAnalysis;
using Xemu.Abstractions.Time;

namespace Xemu.Abstractions.Io;

/// <summary>The host's end of an Ethernet cable. Kept small until the network issue implements it.</summary>
[Experimental("XEMU0003")]
public interface INetworkBackend
{
    /// <summary>Takes a frame that the guest sent, without its check sequence. Machine thread; a frame that cannot be sent is dropped.</summary>
    /// <param name="frame">14 to 1514 bytes.</param>
    void Send(ReadOnlySpan<byte> frame);

    /// <summary>Says where frames for the guest go; delivered through the input queue.</summary>
    /// <param name="receive">Called on the machine thread.</param>
    void Connect(InputDelivery receive);
}
