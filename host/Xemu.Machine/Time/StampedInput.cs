namespace Xemu.Machine;

/// <summary>An input and when the guest got it.</summary>
/// <param name="TimeNs">Guest time in nanoseconds.</param>
/// <param name="Channel">Id of the channel.</param>
/// <param name="Payload">The bytes.</param>
public sealed record StampedInput(ulong TimeNs, string Channel, byte[] Payload);
