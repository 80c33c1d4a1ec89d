using System.Diagnostics;
using Xemu.Abstractions.Cpu;
using Xemu.Abstractions.State;
using Xemu.Abstractions.Time;

namespace Xemu.Machine;

/// <summary>The machine's virtual clock: host time while the machine runs, or a function of instructions executed.</summary>
/// <remarks>
/// In real time, host time is taken over in steps, each time the machine thread looks at the clock. A step that is longer than a running CPU can
/// explain is the host's (another program had the processor, the lid was closed) and counts only in part: guests measure one of their
/// clocks against another, and a gap between two instructions ruins that.
/// </remarks>
public sealed class MachineClock : IClock, IStateful
{
    private const ulong NanosecondsPerSecond = 1_000_000_000;

    /// <summary>The run loop looks every millisecond or so.</summary>
    private const ulong LongestStepNs = 3_000_000;

    private static readonly ulong HostTicksPerSecond = (ulong)Stopwatch.Frequency;

    [Derived("part of the machine's make-up, in the manifest")]
    private readonly ulong _instructionsPerSecond;

    [Derived("arming is described by each timer's owner")]
    private readonly List<GuestTimer> _timers = [];

    [Derived("set while wiring")]
    private ICpu? _cpu;

    /// <summary>Deterministic: what idling has added to the time that instructions make. Real time: guest time at the last look.</summary>
    private ulong _baseNs;

    private long _epochSeconds;

    [Derived("host time of the last look, 0 while paused")]
    private long _lookedTicks;

    [Derived("the host's thread that runs the machine")]
    private int _machineThread;

    [Derived("set by each run slice")]
    private ulong _sliceEndNs;

    /// <summary>Makes a clock at guest time 0.</summary>
    /// <param name="deterministic">Whether time follows instructions.</param>
    /// <param name="instructionsPerSecond">In deterministic mode, how many instructions make a second.</param>
    /// <param name="epochSeconds">Seconds since 1970-01-01 UTC at guest time 0.</param>
    public MachineClock(bool deterministic, ulong instructionsPerSecond, long epochSeconds)
    {
        ArgumentOutOfRangeException.ThrowIfZero(instructionsPerSecond);
        IsDeterministic = deterministic;
        _instructionsPerSecond = instructionsPerSecond;
        _epochSeconds = epochSeconds;
    }

    /// <inheritdoc/>
    public bool IsDeterministic { get; }

    /// <inheritdoc/>
    public long EpochSeconds => _epochSeconds;

    /// <inheritdoc/>
    public ulong NowNs
    {
        get
        {
            if (IsDeterministic)
            {
                return _baseNs + InstructionTime(_cpu?.InstructionCount ?? 0);
            }

            // Other threads read for display, and have what the machine thread saw last.
            if (Environment.CurrentManagedThreadId == _machineThread)
            {
                Look(LongestStepNs);
            }

            return Volatile.Read(ref _baseNs);
        }
    }

    internal ulong NextDeadlineNs { get; private set; } = ulong.MaxValue;

    /// <inheritdoc/>
    public IGuestTimer CreateTimer(string name, Action expired)
    {
        var timer = new GuestTimer(this, name, expired);
        _timers.Add(timer);
        return timer;
    }

    /// <inheritdoc/>
    public void DescribeState(IStateVisitor state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.Field("base-ns", ref _baseNs);
        state.Field("epoch-seconds", ref _epochSeconds);
    }

    /// <summary>The count at which the time is reached, in deterministic mode.</summary>
    internal ulong CountAt(ulong timeNs)
    {
        if (timeNs <= _baseNs)
        {
            return 0;
        }

        UInt128 scaled = (UInt128)(timeNs - _baseNs) * _instructionsPerSecond;
        return (ulong)UInt128.Min((scaled + (NanosecondsPerSecond - 1)) / NanosecondsPerSecond, ulong.MaxValue);
    }

    internal void ConnectCpu(ICpu cpu) => _cpu = cpu;

    internal void Start()
    {
        _machineThread = Environment.CurrentManagedThreadId;
        _lookedTicks = Stopwatch.GetTimestamp();
    }

    internal void Pause()
    {
        Look(LongestStepNs);
        _lookedTicks = 0;
    }

    /// <summary>Real time, after a sleep: the whole of it counts, but for what it was too long.</summary>
    internal void EndSleep(ulong wantedNs) => Look(wantedNs + LongestStepNs);

    /// <summary>Deterministic idling: time jumps.</summary>
    internal void SkipTo(ulong timeNs)
    {
        ulong now = NowNs;
        _baseNs += timeNs > now ? timeNs - now : 0;
    }

    /// <summary>From now on a timer armed for an earlier time ends the CPU's run.</summary>
    internal void BeginSlice(ulong endNs) => _sliceEndNs = endNs;

    internal void EndSlice() => _sliceEndNs = 0;

    /// <summary>Fires every timer that is due, in order of deadline and then of creation.</summary>
    internal void RunExpired()
    {
        while (NextDeadlineNs <= NowNs)
        {
            GuestTimer due = _timers[0];
            ulong best = ulong.MaxValue;
            foreach (GuestTimer timer in _timers)
            {
                if (timer.IsArmed && timer.DeadlineNs < best)
                {
                    (due, best) = (timer, timer.DeadlineNs);
                }
            }

            due.Fire();
        }
    }

    internal void Remove(GuestTimer timer)
    {
        _ = _timers.Remove(timer);
        Update();
    }

    /// <summary>A timer was armed or cancelled.</summary>
    internal void Update()
    {
        ulong next = ulong.MaxValue;
        foreach (GuestTimer timer in _timers)
        {
            if (timer.IsArmed && timer.DeadlineNs < next)
            {
                next = timer.DeadlineNs;
            }
        }

        NextDeadlineNs = next;
        if (next < _sliceEndNs)
        {
            _cpu?.RequestExit();
        }
    }

    private ulong InstructionTime(ulong count) =>
        _instructionsPerSecond == NanosecondsPerSecond / 10
            ? count * 10
            : (ulong)((UInt128)count * NanosecondsPerSecond / _instructionsPerSecond);

    /// <summary>Takes over the host time that has passed since the last look, up to a limit.</summary>
    private void Look(ulong limitNs)
    {
        if (IsDeterministic || _lookedTicks == 0)
        {
            return;
        }

        long now = Stopwatch.GetTimestamp();
        ulong ticks = (ulong)(now - _lookedTicks);
        ulong elapsed = HostTicksPerSecond == NanosecondsPerSecond ? ticks : (ulong)((UInt128)ticks * NanosecondsPerSecond / HostTicksPerSecond);
        Volatile.Write(ref _baseNs, _baseNs + Math.Min(elapsed, limitNs));
        _lookedTicks = now;
    }
}
