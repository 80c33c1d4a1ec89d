namespace Xemu.Abstractions.Time;

/// <summary>Receives one input on the machine thread.</summary>
/// <param name="payload">The bytes that were posted; valid during the call.</param>
public delegate void InputDelivery(ReadOnlySpan<byte> payload);
