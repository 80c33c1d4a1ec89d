using Xemu.Abstractions.State;
using Xemu.Abstractions.Time;

namespace Xemu.Gpu.Nv2a;

/// <summary>Time measurement: a 56-bit counter and an alarm on its low 27 bits.</summary>
/// <remarks>Source: envytools docs/hw/bus/ptimer.rst.</remarks>
internal sealed class Ptimer : RegisterBlock<Ptimer>
{
    private const ulong CounterMask = (1UL << 56) - 1;
    private const ulong AlarmRange = 1UL << 27;
    private const ulong NsPerSecond = 1_000_000_000;

    private readonly IClock _clock;
    private readonly IGuestTimer _alarmTimer;
    private readonly Action<bool> _setPending;
    private readonly Func<ulong> _coreHertz;

    /// <summary>The counter at <see cref="_baseNs"/>.</summary>
    private ulong _baseCount;
    private ulong _baseNs;

    /// <summary>The counter's rate since then.</summary>
    private ulong _baseHertz;

    public Ptimer(IClock clock, Func<ulong> coreHertz, Action<bool> setPending)
        : base("PTIMER", 0x00_9000, 0x1000, PtimerRegisters.Table)
    {
        _clock = clock;
        _coreHertz = coreHertz;
        _setPending = setPending;
        _alarmTimer = clock.CreateTimer("nv2a-ptimer-alarm", OnAlarm);
    }

    public uint TimeLow => (uint)(Count() << 5);

    public uint TimeHigh => (uint)(Count() >> 27);

    public override uint EnableBit => Pmc.PtimerUnit;

    public bool IsPending => (Value(PtimerRegisters.Intr) & Value(PtimerRegisters.IntrEn)) != 0;

    public void UpdateIrq() => _setPending(IsPending);

    public void WriteTimeLow(uint value) => SetCount((Count() & ~(AlarmRange - 1)) | (value >> 5));

    public void WriteTimeHigh(uint value) => SetCount((Count() & (AlarmRange - 1)) | ((ulong)(value & 0x1FFF_FFFF) << 27));

    /// <summary>The ratio, or the clock it divides, was written: the counter goes on from where it is.</summary>
    public void RateChanged() => SetCount(Count());

    /// <summary>Arms the timer for when the low 27 bits reach the alarm next.</summary>
    public void ArmAlarm()
    {
        if (_baseHertz == 0)
        {
            _alarmTimer.Cancel();
            return;
        }

        ulong ticks = ((Value(PtimerRegisters.Alarm) >> 5) - Count()) & (AlarmRange - 1);
        ulong target = Elapsed() + (ticks == 0 ? AlarmRange : ticks);
        UInt128 ns = (((UInt128)target * NsPerSecond) + _baseHertz - 1) / _baseHertz;
        _alarmTimer.Arm((ulong)UInt128.Min((UInt128)_baseNs + ns, long.MaxValue));
    }

    public override void Reset()
    {
        base.Reset();
        SetCount(0);
        UpdateIrq();
    }

    public override void DescribeState(IStateVisitor state)
    {
        base.DescribeState(state);
        state.Field("base-count", ref _baseCount);
        state.Field("base-ns", ref _baseNs);
        state.Field("base-hertz", ref _baseHertz);
        state.Timer("alarm", _alarmTimer);
    }

    public override void AfterRestore()
    {
        base.AfterRestore();
        if (_baseNs > _clock.NowNs || _baseHertz > Pramdac.MaxHertz)
        {
            throw new StateException($"PTIMER's base of {_baseNs} ns and {_baseHertz} Hz does not fit a machine at {_clock.NowNs} ns; the snapshot is damaged.");
        }

        _baseCount &= CounterMask;
    }

    public void Dispose() => _alarmTimer.Dispose();

    private ulong Elapsed() => (ulong)((UInt128)(_clock.NowNs - _baseNs) * _baseHertz / NsPerSecond);

    private ulong Count() => (_baseCount + Elapsed()) & CounterMask;

    private void SetCount(ulong count)
    {
        _baseCount = count & CounterMask;
        _baseNs = _clock.NowNs;
        uint divider = Value(PtimerRegisters.Numerator);
        uint multiplier = Value(PtimerRegisters.Denominator);

        // A multiplier of 0 stops the counter; one above the divider "will misbehave" (ptimer.rst): we run at the core clock.
        _baseHertz = divider == 0 ? 0 : _coreHertz() * Math.Min(multiplier, divider) / divider;
        ArmAlarm();
    }

    private void OnAlarm()
    {
        Value(PtimerRegisters.Intr) |= 1;
        UpdateIrq();
        ArmAlarm();
    }
}
