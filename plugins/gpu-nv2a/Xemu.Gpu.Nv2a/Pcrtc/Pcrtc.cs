using Xemu.Abstractions.State;
using Xemu.Abstractions.Time;

namespace Xemu.Gpu.Nv2a;

/// <summary>The display engine's beat: vertical blank, its interrupt, and where the beam is.</summary>
internal sealed class Pcrtc : RegisterBlock<Pcrtc>
{
    /// <summary>How far blanks may be behind guest time; each that is missing comes when the machine goes on.</summary>
    private const ulong MaxLagNs = 60_000_000_000;

    private readonly IClock _clock;
    private readonly IGuestTimer _vblankTimer;
    private readonly Func<DisplayMode> _mode;
    private readonly Action<bool> _setPending;
    private readonly Action _vblank;

    /// <summary>When the last vertical blank began.</summary>
    private ulong _vblankNs;

    /// <summary>Its distance to the next.</summary>
    private ulong _periodNs = DisplayMode.DefaultPeriodNs;

    private ulong _frames;

    public Pcrtc(IClock clock, Func<DisplayMode> mode, Action<bool> setPending, Action vblank)
        : base("PCRTC", 0x60_0000, 0x1000, PcrtcRegisters.Table)
    {
        _clock = clock;
        _mode = mode;
        _setPending = setPending;
        _vblank = vblank;
        _vblankTimer = clock.CreateTimer("nv2a-vblank", OnVblank);
    }

    public override uint EnableBit => Pmc.PcrtcUnit;

    /// <summary>Byte offset of the first pixel.</summary>
    public uint StartBytes => Value(PcrtcRegisters.Start);

    /// <summary>What kind of cursor there is.</summary>
    public uint CursorConfig => Value(PcrtcRegisters.CursorConfig);

    /// <summary>Vertical blanks since the machine was made.</summary>
    public ulong Frames => _frames;

    public bool IsPending => (Value(PcrtcRegisters.Intr) & Value(PcrtcRegisters.IntrEn)) != 0;

    /// <summary>The line that the beam is on: the first blank line right after the visible ones.</summary>
    public uint RasterLine
    {
        get
        {
            DisplayMode mode = _mode();
            ulong total = (ulong)Math.Max(mode.TotalLines, 1);
            ulong sinceBlank = Math.Min(_clock.NowNs - _vblankNs, _periodNs - 1);
            return (uint)(((ulong)mode.Height + (sinceBlank * total / _periodNs)) % total);
        }
    }

    /// <summary>Whether the beam is below the last visible line; it moves while the display is off as well.</summary>
    public bool IsInVblank => RasterLine >= (uint)(_mode() is { Height: > 0 } mode ? mode.Height : DisplayMode.OffHeight);

    public void UpdateIrq() => _setPending(IsPending);

    public override void Reset()
    {
        base.Reset();
        _periodNs = DisplayMode.DefaultPeriodNs;
        _vblankNs = _clock.NowNs;
        _vblankTimer.Arm(_vblankNs + _periodNs);
        UpdateIrq();
    }

    public override void DescribeState(IStateVisitor state)
    {
        base.DescribeState(state);
        state.Field("vblank-ns", ref _vblankNs);
        state.Field("period-ns", ref _periodNs);
        state.Field("frames", ref _frames);
        state.Timer("vblank", _vblankTimer);
    }

    public override void AfterRestore()
    {
        base.AfterRestore();
        if (_periodNs is < DisplayMode.MinPeriodNs or > DisplayMode.MaxPeriodNs || _vblankNs > _clock.NowNs || _clock.NowNs - _vblankNs > MaxLagNs)
        {
            throw new StateException($"PCRTC's last blank at {_vblankNs} ns and period of {_periodNs} ns do not fit a machine at {_clock.NowNs} ns; the snapshot is damaged.");
        }
    }

    public void Dispose() => _vblankTimer.Dispose();

    private void OnVblank()
    {
        // Deadlines follow each other, not the moment of the call, so that the rate does not drift.
        _vblankNs += _periodNs;
        _periodNs = _mode().PeriodNs;
        _vblankTimer.Arm(_vblankNs + _periodNs);
        _frames++;
        Value(PcrtcRegisters.Intr) |= 1;
        UpdateIrq();
        _vblank();
    }
}
