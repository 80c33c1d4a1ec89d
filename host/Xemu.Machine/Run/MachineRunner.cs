using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Xemu.Abstractions;
using Xemu.Abstractions.Cpu;
using Xemu.Abstractions.Memory;

namespace Xemu.Machine;

/// <summary>The run loop: inputs, timers, then a slice of guest instructions, over and over, on the caller's thread.</summary>
public sealed class MachineRunner : IMachineControl, IDisposable
{
    /// <summary>Most instructions between two looks at requests, in deterministic mode.</summary>
    private const ulong DeterministicSlice = 1_000_000;

    /// <summary>How long a slice lasts in real-time mode.</summary>
    private const ulong RealSliceNs = 1_000_000;

    private const ulong NsPerMillisecond = 1_000_000;

    private const ulong ShortestSleepNs = 200_000;

    private static readonly TimeSpan LongestSleep = TimeSpan.FromMilliseconds(100);

    private readonly VirtualMachine _machine;
    private readonly ILogger _log;
    private readonly ConcurrentQueue<Action> _posted = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly SpeedMeter _speed = new();
    private RunResult? _stop;
    private volatile bool _running;
    private bool _pauseRequested;
    private int _holds;
    private Action<DebugStop>? _debugger;
    private DebugStop _debugStop;
    private bool _stopTold;
    private ulong? _stepEnd;
    private int _thread;

    internal MachineRunner(VirtualMachine machine, ILogger log)
    {
        _machine = machine;
        _log = log;
        machine.Inputs.Posted = Wake;
    }

    /// <inheritdoc/>
    public string Name => _machine.Options.Name;

    /// <inheritdoc/>
    public bool IsRunning => _running;

    /// <inheritdoc/>
    public bool IsStopRequested => Volatile.Read(ref _stop) is not null;

    /// <inheritdoc/>
    public MachineSpeed Speed => _speed.Current;

    /// <summary>Whether a reset that another thread asks for, and not the guest, ends the run: another machine would not have it.</summary>
    internal bool RefusesOutsideResets { get; set; }

    /// <inheritdoc/>
    public void RequestReset(ResetKind kind)
    {
        if (RefusesOutsideResets && Environment.CurrentManagedThreadId != _thread)
        {
            RequestStop("A reset from outside would reach one of two machines only.");
            return;
        }

        Post(() =>
        {
            RunnerLog.Reset(_log, kind);

            // Threads of components stand while their state goes; the loop starts them again.
            SetRunning(false);
            _machine.Reset(kind);
        });
    }

    /// <inheritdoc/>
    public void RequestStop(string reason, int exitCode = 0) => Stop(new RunResult(reason, exitCode, RunEnd.Stopped));

    /// <inheritdoc/>
    public void RequestPause() => Post(() => _pauseRequested = true);

    /// <inheritdoc/>
    public void RequestResume() => Post(() =>
    {
        EndStep();
        _pauseRequested = false;
    });

    /// <inheritdoc/>
    public void RequestStep(ulong instructions, bool holdsInterrupts) => Post(() =>
    {
        _stepEnd = (_machine.Cpu?.InstructionCount ?? 0) + Math.Max(1, instructions);
        if (_machine.Cpu is ICpuBreakpoints breakpoints)
        {
            breakpoints.HoldsInterrupts = holdsInterrupts;
        }

        _pauseRequested = false;
    });

    /// <inheritdoc/>
    public IDisposable AttachDebugger(Action<DebugStop> stopped)
    {
        ArgumentNullException.ThrowIfNull(stopped);
        if (_debugger is not null)
        {
            throw new InvalidOperationException($"Machine '{Name}' has a debugger already; detach it first.");
        }

        _debugger = stopped;
        _stopTold = false;
        _debugStop = default;
        return new Detachment(this);
    }

    /// <summary>Runs something on the machine thread with everything quiet.</summary>
    /// <param name="action">What to do; the run loop decides afterwards whether the machine goes on.</param>
    public void PostStopped(Action action) => Post(() =>
    {
        SetRunning(false);
        foreach ((_, IComponent component) in _machine.Components)
        {
            component.Quiesce();
        }

        action();
    });

    /// <summary>Keeps the machine from running until disposed. Any thread.</summary>
    public IDisposable Hold()
    {
        _ = Interlocked.Increment(ref _holds);
        Wake();
        return new MachineHold(() =>
        {
            _ = Interlocked.Decrement(ref _holds);
            Wake();
        });
    }

    /// <inheritdoc/>
    public void Post(Action action)
    {
        _posted.Enqueue(action);
        Wake();
    }

    /// <inheritdoc/>
    public void Dispose() => _wake.Dispose();

    /// <summary>Runs until a limit, a stop request, or cancellation. May be called again to go on.</summary>
    /// <param name="limits">When to end.</param>
    /// <param name="cancellation">Ends the run between two instructions.</param>
    public RunResult Run(RunLimits limits, CancellationToken cancellation = default)
    {
        ICpu cpu = _machine.Cpu ?? throw new InvalidOperationException($"Machine '{Name}' has no CPU; name one in its manifest.");
        _thread = Environment.CurrentManagedThreadId;
        using CancellationTokenRegistration registration = cancellation.Register(
            () => Stop(new RunResult("Interrupted.", 130, RunEnd.Cancelled)));
        try
        {
            return Loop(limits, cpu);
        }
        catch (RamLostException e)
        {
            return new RunResult(e.Message, 1, RunEnd.RamLost);
        }
        finally
        {
            SetRunning(false);
        }
    }

    private RunResult Loop(RunLimits limits, ICpu cpu)
    {
        RunResult? end = null;
        while (end is null)
        {
            DrainPosted();
            end = Interlocked.Exchange(ref _stop, null) ?? LimitReached(limits, cpu);
            if (end is null && (_pauseRequested || Volatile.Read(ref _holds) > 0))
            {
                SetRunning(false);

                // A machine that a save holds is not the debugger's business: it goes on by itself.
                if (_pauseRequested)
                {
                    TellStop();
                }

                _ = _wake.Wait(LongestSleep, CancellationToken.None);
            }
            else if (end is null)
            {
                _stopTold = false;
                SetRunning(true);
                end = Step(cpu, limits);
            }
        }

        return end;
    }

    private RunResult? Step(ICpu cpu, RunLimits limits)
    {
        MachineClock clock = _machine.Clock;
        _machine.Inputs.Deliver();
        clock.RunExpired();
        ulong now = clock.NowNs;
        ulong deadline = Math.Min(Math.Min(clock.NextDeadlineNs, _machine.Inputs.NextReplayNs), limits.StopAtNs ?? ulong.MaxValue);
        CpuExit exit = RunSlice(cpu, now, deadline, Math.Min(limits.StopAtCount ?? ulong.MaxValue, _stepEnd ?? ulong.MaxValue));
        clock.EndSlice();
        _speed.Update(cpu.InstructionCount, clock.NowNs);
        if (exit == CpuExit.Breakpoint && _debugger is not null)
        {
            StopForDebugger(new DebugStop(DebugStopReason.Breakpoint, (cpu as ICpuBreakpoints)?.LastHit));
            return null;
        }

        if (cpu.InstructionCount >= _stepEnd)
        {
            StopForDebugger(new DebugStop(DebugStopReason.Step));
        }

        switch (exit)
        {
            case CpuExit.Halted when _pauseRequested:
                return null;
            case CpuExit.Halted:
                Idle(deadline);
                return null;
            case CpuExit.Shutdown when _machine.Options.StopOnShutdown:
                return new RunResult("The CPU shut down (triple fault).", 1, RunEnd.Shutdown);
            case CpuExit.Shutdown:
                RunnerLog.TripleFault(_log);
                RequestReset(ResetKind.Warm);
                return null;
            case CpuExit.Breakpoint:
                return new RunResult("Breakpoint.", 0, RunEnd.Breakpoint);
            default:
                return null;
        }
    }

    private void StopForDebugger(DebugStop stop)
    {
        _debugStop = stop;
        _pauseRequested = true;
    }

    private void TellStop()
    {
        if (_stopTold)
        {
            return;
        }

        _stopTold = true;
        EndStep();
        DebugStop stop = _debugStop;
        _debugStop = default;
        if (_debugger is not null)
        {
            (_machine.Cpu as ICpuBreakpoints)?.SkipCurrent();
            _debugger(stop);
        }
    }

    private void EndStep()
    {
        _stepEnd = null;
        if (_machine.Cpu is ICpuBreakpoints breakpoints)
        {
            breakpoints.HoldsInterrupts = false;
        }
    }

    private CpuExit RunSlice(ICpu cpu, ulong now, ulong deadline, ulong stopAtCount)
    {
        MachineClock clock = _machine.Clock;
        ulong count = cpu.InstructionCount;
        if (clock.IsDeterministic)
        {
            ulong until = deadline == ulong.MaxValue ? ulong.MaxValue : clock.CountAt(deadline);
            clock.BeginSlice(deadline);
            return cpu.Run(Math.Min(Math.Min(until, count + DeterministicSlice), stopAtCount));
        }

        ulong slice = Math.Min(deadline > now ? deadline - now : 0, RealSliceNs);
        ulong instructions = Math.Max(1_000, (ulong)(slice * _speed.InstructionsPerNs));
        clock.BeginSlice(deadline);
        return cpu.Run(Math.Min(count + instructions, stopAtCount));
    }

    /// <summary>The CPU is halted: nothing happens before the deadline, save input from outside.</summary>
    private void Idle(ulong deadlineNs)
    {
        MachineClock clock = _machine.Clock;
        if (!_posted.IsEmpty || _machine.Inputs.HasPending || Volatile.Read(ref _stop) is not null)
        {
            return;
        }

        if (clock.IsDeterministic && deadlineNs != ulong.MaxValue)
        {
            clock.SkipTo(deadlineNs);
            return;
        }

        ulong now = clock.NowNs;
        if (deadlineNs > now)
        {
            ulong sleepNs = Math.Min(deadlineNs - now, (ulong)LongestSleep.Ticks * 100);

            // The host sleeps whole milliseconds. What is nearly due, such as the end of a disk's command, is waited for awake; rounding the rest down would keep
            // a core busy for a guest with a clock of a thousand ticks a second that does nothing.
            if (sleepNs < ShortestSleepNs)
            {
                return;
            }

            _ = _wake.Wait((int)((sleepNs + NsPerMillisecond - 1) / NsPerMillisecond), CancellationToken.None);
            clock.EndSleep(sleepNs);
        }
    }

    private RunResult? LimitReached(RunLimits limits, ICpu cpu)
    {
        bool reached = cpu.InstructionCount >= (limits.StopAtCount ?? ulong.MaxValue) || _machine.Clock.NowNs >= (limits.StopAtNs ?? ulong.MaxValue);
        return reached ? new RunResult("The limit of --stop-after was reached.", 0, RunEnd.Limit) : null;
    }

    private void DrainPosted()
    {
        while (_posted.TryDequeue(out Action? action))
        {
            action();
        }
    }

    private void Stop(RunResult result)
    {
        _ = Interlocked.CompareExchange(ref _stop, result, null);
        Wake();
    }

    private void Wake()
    {
        _machine.Cpu?.RequestExit();
        if (_wake.CurrentCount == 0)
        {
            _ = _wake.Release();
        }
    }

    private void SetRunning(bool running)
    {
        if (running == _running)
        {
            return;
        }

        _running = running;
        if (running)
        {
            foreach ((_, IComponent component) in _machine.Components)
            {
                component.Start();
            }

            _machine.Clock.Start();
            _speed.Restart(_machine.Cpu!.InstructionCount, _machine.Clock.NowNs);
        }
        else
        {
            _machine.Clock.Pause();
            foreach ((_, IComponent component) in _machine.Components)
            {
                component.Pause();
            }
        }
    }

    private sealed class Detachment(MachineRunner runner) : IDisposable
    {
        private MachineRunner? _runner = runner;

        public void Dispose()
        {
            if (_runner is { } runner)
            {
                _runner = null;
                runner._debugger = null;
                runner.EndStep();
            }
        }
    }
}
