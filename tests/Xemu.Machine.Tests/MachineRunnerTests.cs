using Xemu.Abstractions;
using Xemu.Abstractions.Time;

namespace Xemu.Machine.Tests;

public sealed class MachineRunnerTests : IDisposable
{
    private readonly VirtualMachine _machine = new(new MachineOptions { RamBytes = 4096, IsDeterministic = true });
    private readonly FakeCpu _cpu = new();

    public MachineRunnerTests() => _machine.Add("cpu", _cpu);

    public void Dispose() => _machine.Dispose();

    [Fact]
    public void Run_WithCountLimit_StopsThereExactly()
    {
        RunResult result = Run(new RunLimits(StopAtCount: 12_345));

        Assert.Equal((RunEnd.Limit, 12_345ul), (result.End, _cpu.InstructionCount));
    }

    [Fact]
    public void Run_Deterministic_TenNanosecondsAnInstruction()
    {
        _ = Run(new RunLimits(StopAtNs: 1_000_000));

        Assert.Equal(100_000ul, _cpu.InstructionCount);
    }

    [Fact]
    public void Timer_ArmedByAnInstruction_FiresRightAfterTheInstructionThatReachesIt()
    {
        ulong firedAt = 0;
        IGuestTimer timer = _machine.Clock.CreateTimer("test", () => firedAt = _cpu.InstructionCount);
        _cpu.OnInstruction = count =>
        {
            if (count == 100)
            {
                timer.Arm(_machine.Clock.NowNs + 55);
            }
        };

        _ = Run(new RunLimits(StopAtCount: 1_000));

        Assert.Equal(106ul, firedAt);
    }

    [Fact]
    public void Timers_OfOneDeadline_FireInOrderOfCreation()
    {
        List<int> order = [];
        IGuestTimer first = _machine.Clock.CreateTimer("first", () => order.Add(1));
        IGuestTimer second = _machine.Clock.CreateTimer("second", () => order.Add(2));
        second.Arm(500);
        first.Arm(500);

        _ = Run(new RunLimits(StopAtNs: 1_000));

        Assert.Equal([1, 2], order);
    }

    [Fact]
    public void Run_HaltedDeterministic_JumpsToTheNextTimer()
    {
        bool halted = true;
        _machine.Clock.CreateTimer("wake", () => halted = false).Arm(5_000_000_000);
        _cpu.IsHalted = () => halted;

        _ = Run(new RunLimits(StopAtCount: 1));

        Assert.Equal(5_000_000_010ul, _machine.Clock.NowNs);
    }

    [Fact]
    public void Hold_WhileRunning_StopsTheMachineUntilItIsLetGo()
    {
        ulong heldAt = 0;
        IDisposable? hold = null;
        _cpu.OnInstruction = count =>
        {
            if (count == 500)
            {
                hold = _machine.State.Hold();
                _machine.State.PostStopped(() =>
                {
                    heldAt = _cpu.InstructionCount;
                    _machine.Runner.Post(hold.Dispose);
                });
            }
        };

        RunResult result = Run(new RunLimits(StopAtCount: 1_000));

        Assert.Equal((501ul, 1_000ul, RunEnd.Limit), (heldAt, _cpu.InstructionCount, result.End));
    }

    [Fact]
    public void PostStopped_OfARunningMachine_FindsItPausedAndLetsItGoOn()
    {
        bool? wasRunning = null;
        _cpu.OnInstruction = count =>
        {
            if (count == 10)
            {
                _machine.State.PostStopped(() => wasRunning = _machine.Runner.IsRunning);
            }
        };

        _ = Run(new RunLimits(StopAtCount: 100));

        Assert.Equal((false, 100ul), (wasRunning, _cpu.InstructionCount));
    }

    [Fact]
    public void Run_WhenRamIsLost_EndsWithTheMessage()
    {
        _cpu.OnInstruction = static _ => throw new Xemu.Abstractions.Memory.RamLostException("Page 3 is gone.", new IOException());

        RunResult result = Run(default);

        Assert.Equal((RunEnd.RamLost, "Page 3 is gone.", 1), (result.End, result.Reason, result.ExitCode));
    }

    [Fact]
    public void Replay_OfARecording_DeliversAtTheSameInstruction()
    {
        List<(ulong Count, byte Value)> live = [];
        List<StampedInput> recording = [];
        using IInputChannel channel = _machine.Inputs.OpenChannel("test", payload => live.Add((_cpu.InstructionCount, payload[0])));
        _machine.Inputs.Recorder = recording.Add;
        _cpu.OnInstruction = count =>
        {
            if (count % 1_000 == 7)
            {
                channel.Post([(byte)(count / 1_000)]);
            }
        };
        _ = Run(new RunLimits(StopAtCount: 3_500));

        using var second = new VirtualMachine(new MachineOptions { RamBytes = 4096, IsDeterministic = true });
        var cpu = new FakeCpu();
        second.Add("cpu", cpu);
        List<(ulong Count, byte Value)> replayed = [];
        using IInputChannel channel2 = second.Inputs.OpenChannel("test", payload => replayed.Add((cpu.InstructionCount, payload[0])));
        second.Inputs.Replay(recording);
        _ = second.Runner.Run(new RunLimits(StopAtCount: 3_500), TestContext.Current.CancellationToken);

        Assert.Equal(4, live.Count);
        Assert.Equal(live, replayed);
    }

    [Fact]
    public void RequestStop_FromAnInstruction_EndsTheRunWithItsExitCode()
    {
        _cpu.OnInstruction = count =>
        {
            if (count == 10)
            {
                _machine.Runner.RequestStop("The guest is done.", 7);
            }
        };

        RunResult result = Run(default);

        Assert.Equal((RunEnd.Stopped, 7, "The guest is done.", 11ul), (result.End, result.ExitCode, result.Reason, _cpu.InstructionCount));
    }

    [Fact]
    public void Run_Cancelled_EndsWith130()
    {
        using var source = new CancellationTokenSource();
        _cpu.OnInstruction = count =>
        {
            if (count == 10)
            {
                source.Cancel();
            }
        };

        RunResult result = _machine.Runner.Run(default, source.Token);

        Assert.Equal((RunEnd.Cancelled, 130), (result.End, result.ExitCode));
    }

    [Fact]
    public void RequestStep_WithADebugger_RunsExactlySoManyAndPausesAgain()
    {
        List<(DebugStopReason Reason, ulong Count)> stops = [];
        _machine.Runner.RequestPause();
        _machine.Runner.Post(() => _machine.Runner.AttachDebugger(stop =>
        {
            stops.Add((stop.Reason, _cpu.InstructionCount));
            if (stops.Count == 4)
            {
                _machine.Runner.RequestStop("Enough.");
            }
            else
            {
                _machine.Runner.RequestStep((ulong)stops.Count, holdsInterrupts: true);
            }
        }));

        _ = Run(default);

        Assert.Equal([(DebugStopReason.Pause, 0ul), (DebugStopReason.Step, 1ul), (DebugStopReason.Step, 3ul), (DebugStopReason.Step, 6ul)], stops);
    }

    [Fact]
    public void Detach_InTheMiddleOfAStep_LetsTheMachineRun()
    {
        IDisposable? debugger = null;
        int stops = 0;
        _machine.Runner.Post(() => debugger = _machine.Runner.AttachDebugger(_ => stops++));
        _machine.Runner.RequestStep(1_000, holdsInterrupts: false);
        _cpu.OnInstruction = count =>
        {
            if (count == 10)
            {
                _machine.Runner.Post(() => debugger!.Dispose());
            }
        };

        _ = Run(new RunLimits(StopAtCount: 5_000));

        Assert.Equal((0, 5_000ul), (stops, _cpu.InstructionCount));
    }

    [Fact]
    public void AttachDebugger_Twice_IsRefused()
    {
        using IDisposable first = _machine.Runner.AttachDebugger(static _ => { });

        Assert.Throws<InvalidOperationException>(() => _machine.Runner.AttachDebugger(static _ => { }));
    }

    private RunResult Run(RunLimits limits) => _machine.Runner.Run(limits, TestContext.Current.CancellationToken);
}
