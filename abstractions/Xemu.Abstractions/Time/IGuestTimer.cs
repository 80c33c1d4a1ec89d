namespace Xemu.Abstractions.Time;

/// <summary>A one-shot timer on guest time. Timers with one deadline fire in the order in which they were created.</summary>
public interface IGuestTimer : IDisposable
{
    /// <summary>Whether it is armed.</summary>
    bool IsArmed { get; }

    /// <summary>The deadline in guest nanoseconds; meaningful while armed.</summary>
    ulong DeadlineNs { get; }

    /// <summary>Arms or re-arms it. A deadline in the past fires as soon as the CPU has left the current instruction.</summary>
    /// <param name="deadlineNs">Guest time in nanoseconds.</param>
    void Arm(ulong deadlineNs);

    /// <summary>Disarms it; nothing happens when it is not armed.</summary>
    void Cancel();
}
