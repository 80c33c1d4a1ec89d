using Xemu.Kernel.Hle;

namespace Xemu.Kernel.Tests.Threads;

/// <summary>Timers of programs: periods, what their calls tell, times of day.</summary>
public sealed class KernelTimerTests : IDisposable
{
    private const ulong Millisecond = 1_000_000;
    private const ulong UnitsPerSecond = 10_000_000;
    private const uint Period = 10;
    private const uint Ran = 1;

    private readonly TestKernel _kernel = new();
    private readonly uint _place;

    public KernelTimerTests()
    {
        _place = _kernel.Allocate(0x100);
        _kernel.Tick(5 * Millisecond);
    }

    private uint Timer => _place + 0x40;

    public void Dispose() => _kernel.Dispose();

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1234, 0)]
    public void SetTimerEx_DueAtOnceWithAPeriod_IsDueAgainAPeriodLater(uint low, uint high)
    {
        _ = _kernel.Call("KeInitializeTimerEx", Timer, 1);

        _ = _kernel.Call("KeSetTimerEx", Timer, low, high, Period, 0);

        Assert.Equal(1, _kernel.Kernel.Dispatcher.SignalOf(Timer));
        Assert.Equal(_kernel.Kernel.Timers.Now + (Period * KernelClock.TickUnits), _kernel.Kernel.Timers.DueTime(Timer));
    }

    [Fact]
    public void NtTimers_PreviousAndCurrentState_AreBytes()
    {
        uint handle = CreateTimer();
        _kernel.Memory.Write32(_place + 8, 0xAAAA_AAAA);
        _kernel.Memory.Write32(_place + 12, 0xAAAA_AAAA);

        Assert.Equal(NtStatus.Success, _kernel.Call("NtSetTimerEx", handle, _place + 16, 0, 0, 0, 0, 0, _place + 8));
        Assert.Equal(NtStatus.Success, _kernel.Call("NtCancelTimer", handle, _place + 12));

        Assert.Equal((0xAAAA_AA00, 0xAAAA_AA01), (_kernel.Memory.Read32(_place + 8), _kernel.Memory.Read32(_place + 12)));
    }

    [Fact]
    public void NtCancelTimer_TimerThatRuns_TellsThatItIsNotSignaled()
    {
        uint handle = CreateTimer();
        _kernel.Memory.Write64(_place + 16, unchecked((ulong)-50_000));
        _kernel.Memory.Write8(_place + 8, 0xAA);
        Assert.Equal(NtStatus.Success, _kernel.Call("NtSetTimerEx", handle, _place + 16, 0, 0, 0, 0, 0, 0));

        Assert.Equal(NtStatus.Success, _kernel.Call("NtCancelTimer", handle, _place + 8));

        Assert.Equal(0, _kernel.Memory.Read8(_place + 8));
    }

    [Fact]
    public void SetSystemTime_TimersToATimeOfDay_MoveAndOthersStay()
    {
        ulong now = _kernel.Kernel.Clock.SystemTime;
        uint relative = Timer + 0x40;
        _ = _kernel.Call("KeInitializeTimerEx", Timer, 0);
        _ = _kernel.Call("KeInitializeTimerEx", relative, 0);
        ulong due = now + (100 * UnitsPerSecond);
        _ = _kernel.Call("KeSetTimer", Timer, (uint)due, (uint)(due >> 32), 0);
        _ = _kernel.Call("KeSetTimer", relative, unchecked((uint)-(100 * (int)UnitsPerSecond)), uint.MaxValue, 0);
        Assert.Equal((1, 0), (_kernel.Memory.Read8(Timer + DispatcherHeader.Absolute), _kernel.Memory.Read8(relative + DispatcherHeader.Absolute)));
        ulong? before = _kernel.Kernel.Timers.DueTime(Timer);

        SetSystemTime(now + (60 * UnitsPerSecond));
        Assert.Equal(before - (60 * UnitsPerSecond), _kernel.Kernel.Timers.DueTime(Timer));
        SetSystemTime(due + 1);

        Assert.Equal((1, 0), (_kernel.Kernel.Dispatcher.SignalOf(Timer), _kernel.Kernel.Dispatcher.SignalOf(relative)));
        Assert.Equal(Ran, _kernel.Call("KeCancelTimer", relative));
    }

    [Fact]
    public void SetSystemTime_WaitToATimeOfDay_TimesOut()
    {
        ulong due = _kernel.Kernel.Clock.SystemTime + (100 * UnitsPerSecond);
        _ = _kernel.Call("KeInitializeEvent", Timer, 0, 0);
        _kernel.Memory.Write64(_place + 16, due);
        Assert.Equal(CallOutcome.Suspended, _kernel.Invoke("KeWaitForSingleObject", [Timer, 0, 0, 0, _place + 16], out _));
        Assert.True(_kernel.Kernel.Waits.IsWaiting(_kernel.Thread));

        _kernel.Kernel.Clock.SetSystemTime(due);
        _kernel.Kernel.Timers.SystemTimeChanged((long)(100 * UnitsPerSecond));

        Assert.Equal(NtStatus.Timeout, _kernel.Memory.Read32(_kernel.Thread + Kthread.WaitStatus));
        Assert.False(_kernel.Kernel.Waits.IsWaiting(_kernel.Thread));
    }

    [Fact]
    public void SetSystemTime_NegativeTime_IsRefused()
    {
        ulong now = _kernel.Kernel.Clock.SystemTime;
        _kernel.Memory.Write64(_place + 16, unchecked((ulong)-6));

        Assert.Equal(NtStatus.InvalidParameter, _kernel.Call("NtSetSystemTime", _place + 16, 0));

        Assert.Equal(now, _kernel.Kernel.Clock.SystemTime);
    }

    [Fact]
    public void SetSystemTime_Reboot_KeepsTheTimeUntilThePowerGoes()
    {
        ulong now = _kernel.Kernel.Clock.SystemTime;
        SetSystemTime(now + (60 * UnitsPerSecond));

        _kernel.Restart();
        ulong rebooted = _kernel.Kernel.Clock.SystemTime;
        _kernel.Kernel.Clock.PowerOn();
        _kernel.Restart();

        Assert.InRange(rebooted, now + (60 * UnitsPerSecond), now + (61 * UnitsPerSecond));
        Assert.InRange(_kernel.Kernel.Clock.SystemTime, now, now + UnitsPerSecond);
    }

    private uint CreateTimer()
    {
        Assert.Equal(NtStatus.Success, _kernel.Call("NtCreateTimer", _place, 0, 0));
        return _kernel.Memory.Read32(_place);
    }

    private void SetSystemTime(ulong time)
    {
        _kernel.Memory.Write64(_place + 24, time);
        Assert.Equal(NtStatus.Success, _kernel.Call("NtSetSystemTime", _place + 24, 0));
    }
}
