namespace Xemu.Abstractions.Time;

/// <summary>The machine's one virtual clock.</summary>
/// <remarks>Machine thread only, save for <see cref="NowNs"/>, which other threads may read for display. Guest time starts at 0 and stands still while the machine is paused.</remarks>
public interface IClock
{
    /// <summary>Guest time in nanoseconds. Inside a register access it is the time of that very instruction in deterministic mode.</summary>
    ulong NowNs { get; }

    /// <summary>Whether time is a function of instructions executed.</summary>
    bool IsDeterministic { get; }

    /// <summary>Seconds since 1970-01-01 UTC at guest time 0: real-time clocks add <see cref="NowNs"/>. It is machine state, so that a run can be repeated.</summary>
    long EpochSeconds { get; }

    /// <summary>Makes a timer that is not armed.</summary>
    /// <param name="name">Name for traces.</param>
    /// <param name="expired">Called on the machine thread when the deadline is reached; the timer is not armed any more then.</param>
    IGuestTimer CreateTimer(string name, Action expired);
}
