namespace Xemu.Abstractions.Time;

/// <summary>Where one kind of input is posted.</summary>
public interface IInputChannel : IDisposable
{
    /// <summary>Posts an input; any thread. It is copied, and wakes a machine that sleeps in HLT.</summary>
    /// <param name="payload">The bytes; what they mean is the channel's business.</param>
    void Post(ReadOnlySpan<byte> payload);
}
