using Xemu.Abstractions;
using Xemu.Abstractions.Devices;
using Xemu.Abstractions.State;
using Xemu.Abstractions.Time;

namespace Xemu.Mcpx;

/// <summary>The MC146818 real-time clock with its battery-backed memory.</summary>
/// <remarks>
/// Source: Motorola MC146818A data sheet. Time is computed from the machine's clock when it is read. Ports 0x72 and 0x73 reach all 256 bytes
/// (Cromwell uses both pairs with one index; how the chip splits its memory between them is unverified).
/// Not modelled: daylight saving, the square wave, crystals other than 32.768 kHz.
/// </remarks>
internal sealed class Rtc : IComponent, IStateful
{
    private const long NsPerSecond = 1_000_000_000;
    private const ulong CrystalHertz = 32_768;

    /// <summary>The update-in-progress bit leads the update by 244 µs, and the update takes 1984 µs.</summary>
    private const long UpdateNs = 2_228_000;

    private const int Seconds = 0x00;
    private const int SecondsAlarm = 0x01;
    private const int Minutes = 0x02;
    private const int MinutesAlarm = 0x03;
    private const int Hours = 0x04;
    private const int HoursAlarm = 0x05;
    private const int Weekday = 0x06;
    private const int Day = 0x07;
    private const int Month = 0x08;
    private const int Year = 0x09;
    private const int RegisterA = 0x0A;
    private const int RegisterB = 0x0B;
    private const int RegisterC = 0x0C;
    private const int RegisterD = 0x0D;

    private const byte SetBit = 0x80;
    private const byte PeriodicBit = 0x40;
    private const byte AlarmBit = 0x20;
    private const byte UpdateBit = 0x10;
    private const byte SquareWaveBit = 0x08;

    private readonly IClock _clock;
    private readonly IInterruptLine _interrupt;
    private readonly IGuestTimer _timer;
    private readonly int _century;

    /// <summary>All 256 bytes; the time registers in it count only while the clock is stopped.</summary>
    private readonly byte[] _memory = new byte[256];

    private byte _index;
    private byte _extendedIndex;

    /// <summary>Guest time, perhaps before the machine's start, at which second <see cref="_originSeconds"/> began.</summary>
    private long _originNs;

    private long _originSeconds;

    /// <summary>How far the weekday register is from the calendar's weekday.</summary>
    private int _weekdayShift;

    /// <summary>Flags of register C that are set.</summary>
    private byte _flags;

    private long _lastSecond;
    private ulong _lastPeriod;

    public Rtc(RtcOptions options, IComponentContext context)
    {
        _clock = context.Clock;
        _century = options.Century;
        _interrupt = options.Interrupts.CreateLine(8);
        _timer = context.Clock.CreateTimer($"{context.Id}/interrupt", Update);
        _originSeconds = _lastSecond = context.Clock.EpochSeconds;
        _memory[RegisterA] = 0x26;
        _memory[RegisterB] = RtcTime.Hours24;
        context.Ports.MapIo("rtc", 0x70, 4, new ByteIo(Read, Write));
    }

    private long Now => (long)_clock.NowNs;

    private byte Modes => _memory[RegisterB];

    private bool IsSet => (_memory[RegisterB] & SetBit) != 0;

    private bool IsDividerHeld => (_memory[RegisterA] & 0x60) == 0x60;

    private bool IsRunning => !IsSet && !IsDividerHeld;

    /// <summary>Ticks of the crystal a period of the periodic interrupt, or 0.</summary>
    private ulong PeriodTicks => (_memory[RegisterA] & 0x0F) switch
    {
        0 => 0,
        1 => 1UL << 7,
        2 => 1UL << 8,
        int rate => 1UL << (rate - 1),
    };

    /// <summary>The battery keeps time and memory; only the interrupt enables fall.</summary>
    public void Reset(ResetKind kind)
    {
        _memory[RegisterB] &= unchecked((byte)~(PeriodicBit | AlarmBit | UpdateBit | SquareWaveBit));
        _flags = 0;
        _index = _extendedIndex = 0;
        Synchronize();
        _flags = 0;
        Update();
    }

    public void DescribeState(IStateVisitor state)
    {
        state.Bytes("memory", _memory);
        state.Field("index", ref _index);
        state.Field("extended-index", ref _extendedIndex);
        state.Field("origin-ns", ref _originNs);
        state.Field("origin-seconds", ref _originSeconds);
        state.Field("weekday-shift", ref _weekdayShift);
        state.Field("flags", ref _flags);
        state.Field("last-second", ref _lastSecond);
        state.Field("last-period", ref _lastPeriod);
        state.Timer("timer", _timer);
    }

    public void AfterRestore()
    {
        if (_originNs > Now || _weekdayShift is < 0 or > 6)
        {
            throw new StateException($"The clock's fields origin-ns {_originNs} and weekday-shift {_weekdayShift} must be at most {Now} and 0 to 6; the snapshot is damaged.");
        }
    }

    public void Dispose() => _timer.Dispose();

    private byte Read(int offset) => offset switch
    {
        1 => ReadRegister(_index & 0x7F),
        2 => _extendedIndex,
        3 => ReadRegister(_extendedIndex),

        // The index is write-only on a PC; unverified here.
        _ => 0xFF,
    };

    private void Write(int offset, byte value)
    {
        switch (offset)
        {
            case 0:
                // Bit 7 masks the NMI, which nothing on this console raises.
                _index = value;
                break;
            case 1:
                WriteRegister(_index & 0x7F, value);
                break;
            case 2:
                _extendedIndex = value;
                break;
            default:
                WriteRegister(_extendedIndex, value);
                break;
        }
    }

    private byte ReadRegister(int index)
    {
        switch (index)
        {
            case RegisterA:
                return (byte)(_memory[index] | (IsUpdating() ? 0x80 : 0));
            case RegisterC:
                return ReadFlags();
            case RegisterD:
                return 0x80;
            default:
                return IsRunning && IsTimeRegister(index) ? TimeRegister(index, SecondsNow()) : _memory[index];
        }
    }

    private byte ReadFlags()
    {
        Synchronize();
        var value = (byte)(_flags | ((_flags & Modes & 0x70) != 0 ? 0x80 : 0));
        _flags = 0;
        Update();
        return value;
    }

    private void WriteRegister(int index, byte value)
    {
        Synchronize();
        switch (index)
        {
            case RegisterA:
                Change(index, (byte)(value & 0x7F));
                break;
            case RegisterB:
                Change(index, (value & SetBit) != 0 ? (byte)(value & ~UpdateBit) : value);
                break;
            case RegisterC or RegisterD:
                break;
            default:
                WriteMemory(index, value);
                break;
        }

        Update();
    }

    private void WriteMemory(int index, byte value)
    {
        if (!IsRunning || !IsTimeRegister(index))
        {
            _memory[index] = value;
            return;
        }

        // The chip writes one register and goes on counting from there.
        CopyTimeToMemory();
        _memory[index] = value;
        TakeTimeFromMemory();
    }

    /// <summary>Writes a control register, stopping or starting the clock as its bits say.</summary>
    private void Change(int index, byte value)
    {
        bool wasRunning = IsRunning;
        bool wasHeld = IsDividerHeld;
        if (wasRunning)
        {
            CopyTimeToMemory();
        }

        _memory[index] = value;
        if (wasHeld && !IsDividerHeld)
        {
            // The first update comes half a second after the divider starts.
            _originNs = Now - (NsPerSecond / 2);
        }

        if (!wasRunning && IsRunning)
        {
            TakeTimeFromMemory();
        }

        _lastPeriod = PeriodNow();
    }

    private bool IsTimeRegister(int index) => index is Seconds or Minutes or Hours or (>= Weekday and <= Year) || index == _century;

    private long SecondsNow() => _originSeconds + ((Now - _originNs) / NsPerSecond);

    private bool IsUpdating() => IsRunning && (Now - _originNs) % NsPerSecond >= NsPerSecond - UpdateNs;

    private byte TimeRegister(int index, long seconds)
    {
        DateTime date = RtcTime.ToDate(seconds);
        int value = index switch
        {
            Seconds => date.Second,
            Minutes => date.Minute,
            Weekday => (((int)date.DayOfWeek + _weekdayShift) % 7) + 1,
            Day => date.Day,
            Month => date.Month,
            Year => date.Year % 100,
            _ => date.Year / 100,
        };
        return index == Hours ? RtcTime.EncodeHour(date.Hour, Modes) : RtcTime.Encode(value, Modes);
    }

    private void CopyTimeToMemory()
    {
        long seconds = SecondsNow();
        foreach (int index in (ReadOnlySpan<int>)[Seconds, Minutes, Hours, Weekday, Day, Month, Year, _century])
        {
            _memory[index] = TimeRegister(index, seconds);
        }
    }

    private void TakeTimeFromMemory()
    {
        int Decoded(int index) => RtcTime.Decode(_memory[index], Modes);
        long seconds = RtcTime.ToSeconds(
            Decoded(_century), Decoded(Year), Decoded(Month), Decoded(Day), RtcTime.DecodeHour(_memory[Hours], Modes), Decoded(Minutes), Decoded(Seconds));

        // The divider goes on: seconds begin when they did before.
        long elapsed = (Now - _originNs) / NsPerSecond;
        _originNs += elapsed * NsPerSecond;
        _originSeconds = _lastSecond = seconds;
        int calendar = (int)RtcTime.ToDate(seconds).DayOfWeek;
        _weekdayShift = (((Decoded(Weekday) - 1 - calendar) % 7) + 7) % 7;
        _lastPeriod = PeriodNow();
    }

    private ulong PeriodNow()
    {
        ulong period = PeriodTicks;
        return period == 0 || IsDividerHeld ? 0 : TickMath.ToTicks((ulong)(Now - _originNs), CrystalHertz) / period;
    }

    /// <summary>Sets the flags of what has happened since the last time.</summary>
    private void Synchronize()
    {
        ulong period = PeriodNow();
        if (period != _lastPeriod)
        {
            _lastPeriod = period;
            _flags |= PeriodicBit;
        }

        long second = SecondsNow();
        if (IsRunning && second != _lastSecond)
        {
            _flags |= UpdateBit;
            _flags |= AlarmMatches(_lastSecond, second) ? AlarmBit : (byte)0;
            _lastSecond = second;
        }
    }

    /// <summary>Whether the alarm falls after one second and not after another; a day at most is looked at.</summary>
    private bool AlarmMatches(long after, long until)
    {
        const int day = 86_400;
        long first = until - after is > day or < 0 ? until - day + 1 : after + 1;
        for (long second = first; second <= until; second++)
        {
            int time = (int)(((second % day) + day) % day);
            if (Matches(SecondsAlarm, time % 60) && Matches(MinutesAlarm, time / 60 % 60) && MatchesHour(time / 3600))
            {
                return true;
            }
        }

        return false;
    }

    private bool Matches(int register, int value) => _memory[register] >= 0xC0 || RtcTime.Encode(value, Modes) == _memory[register];

    private bool MatchesHour(int hour) => _memory[HoursAlarm] >= 0xC0 || RtcTime.EncodeHour(hour, Modes) == _memory[HoursAlarm];

    private void Update()
    {
        Synchronize();
        _interrupt.SetLevel((_flags & Modes & 0x70) != 0);
        long next = long.MaxValue;
        if ((Modes & PeriodicBit) != 0 && PeriodTicks != 0 && !IsDividerHeld)
        {
            next = _originNs + (long)TickMath.ToNs((_lastPeriod + 1) * PeriodTicks, CrystalHertz);
        }

        if ((Modes & (AlarmBit | UpdateBit)) != 0 && IsRunning)
        {
            long elapsed = (Now - _originNs) / NsPerSecond;
            next = Math.Min(next, _originNs + ((elapsed + 1) * NsPerSecond));
        }

        if (next == long.MaxValue)
        {
            _timer.Cancel();
        }
        else
        {
            _timer.Arm((ulong)next);
        }
    }
}
