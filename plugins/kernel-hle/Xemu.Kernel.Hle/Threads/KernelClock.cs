using Xemu.Abstractions.State;
using Xemu.Abstractions.Time;

namespace Xemu.Kernel.Hle;

/// <summary>The kernel's times: milliseconds since the start (KeTickCount), 100 ns units since the start (KeInterruptTime) and since 1601 (KeSystemTime).</summary>
/// <remarks>They advance with the clock interrupt, a thousand times a second, to what the machine's clock says, so that a lost tick loses no time.</remarks>
internal sealed class KernelClock : IStateful
{
    /// <summary>Units of 100 ns a tick: KeTimeIncrement.</summary>
    public const uint TickUnits = 10_000;

    private const ulong NsPerUnit = 100;
    private const ulong UnitsPerSecond = 10_000_000;

    /// <summary>Seconds from 1601 to 1970.</summary>
    private const long EpochOffsetSeconds = 11_644_473_600;

    private readonly IClock _clock;
    private readonly GuestMemory _memory;
    private readonly uint _interruptTime;
    private readonly uint _systemTime;
    private readonly uint _tickCount;
    private ulong _startNs;
    private ulong _offset;
    private ulong _now;

    /// <summary>By how much the system time was set ahead of the machine's clock, as a two's complement. As the console's real-time clock keeps it, so does this until the power goes.</summary>
    private ulong _ahead;

    public KernelClock(IClock clock, GuestMemory memory, ExportTable exports)
    {
        _clock = clock;
        _memory = memory;
        _interruptTime = exports["KeInterruptTime"].Address;
        _systemTime = exports["KeSystemTime"].Address;
        _tickCount = exports["KeTickCount"].Address;
    }

    /// <summary>Time since the start in units of 100 ns, a multiple of <see cref="TickUnits"/>.</summary>
    public ulong InterruptTime => _now;

    /// <summary>Time since the start in units of 100 ns, exact.</summary>
    public ulong PreciseTime => (_clock.NowNs - _startNs) / NsPerUnit;

    /// <summary>Time since 1601 in units of 100 ns.</summary>
    public ulong SystemTime => _now + _offset;

    /// <summary>Milliseconds since the start.</summary>
    public uint TickCount => (uint)(_now / TickUnits);

    /// <summary>The machine was switched on: the system time is that of the machine's clock.</summary>
    public void PowerOn() => _ahead = 0;

    /// <summary>Starts at 0.</summary>
    public void Reset()
    {
        _startNs = _clock.NowNs;
        _now = 0;
        _offset = (ulong)(_clock.EpochSeconds + EpochOffsetSeconds) * UnitsPerSecond + (_startNs / NsPerUnit) + _ahead;
        Publish();
    }

    /// <summary>Sets the system time.</summary>
    public void SetSystemTime(ulong time)
    {
        _ahead += time - SystemTime;
        _offset = time - _now;
        Publish();
    }

    /// <summary>The clock interrupt.</summary>
    /// <returns>Ticks that have passed since the last one.</returns>
    public uint Tick()
    {
        ulong now = PreciseTime / TickUnits * TickUnits;
        uint ticks = (uint)((now - _now) / TickUnits);
        _now = now;
        Publish();
        return ticks;
    }

    /// <inheritdoc/>
    public void DescribeState(IStateVisitor state)
    {
        state.Field("start", ref _startNs);
        state.Field("offset", ref _offset);
        state.Field("now", ref _now);
        state.Field("ahead", ref _ahead);
    }

    private void Publish()
    {
        Put(_interruptTime, _now);
        Put(_systemTime, SystemTime);
        _memory.Write32(_tickCount, TickCount);
    }

    /// <summary>KSYSTEM_TIME: the high half twice, so that a reader sees whether it was interrupted.</summary>
    private void Put(uint address, ulong time)
    {
        _memory.Write32(address + 8, (uint)(time >> 32));
        _memory.Write32(address, (uint)time);
        _memory.Write32(address + 4, (uint)(time >> 32));
    }
}
