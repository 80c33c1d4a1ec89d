using Xemu.Abstractions.Time;

namespace Xemu.Abstractions.Io;

/// <summary>The host's end of a serial line: standard streams, a file, a socket.</summary>
public interface ICharacterDevice
{
    /// <summary>Takes bytes that the guest sent. Machine thread; never blocks for long and never throws for a peer that is gone.</summary>
    /// <param name="data">The bytes.</param>
    void Write(ReadOnlySpan<byte> data);

    /// <summary>Says where bytes for the guest go. Called once, while wiring. The device opens an <see cref="IInputQueue"/> channel of its own, so that each input is stamped.</summary>
    /// <param name="receive">Called on the machine thread.</param>
    void Connect(InputDelivery receive);
}
