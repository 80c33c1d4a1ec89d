using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;
using Xemu.Abstractions.Time;

namespace Xemu.Mcpx;

/// <summary>The ACPI registers of the LPC bridge, 256 ports at 0x8000.</summary>
/// <remarks>
/// Sources: ACPI specification 2.0, 4.7.3 (what the registers do); Cromwell (where they are: status and enable 0x00, 0x02, control 0x04,
/// 32-bit timer of 3,579,545 Hz at 0x08, general-purpose events 0x20, 0x22, and that the SMC's interrupt is event 9). That every sleep type
/// is power-off is unverified. Other offsets are storage.
/// </remarks>
internal sealed class PowerManagement : IIoHandler, IStateful, IDisposable
{
    public const int SizeBytes = 0x100;

    /// <summary>General-purpose event of the SMC's EXTSMI# wire.</summary>
    public const int ExtsmiEvent = 9;

    private const ulong TimerHertz = 3_579_545;
    private const int Pm1Status = 0x00;
    private const int Pm1Enable = 0x02;
    private const int Pm1Control = 0x04;
    private const int TimerLow = 0x08;
    private const int GpeStatus = 0x20;
    private const int GpeEnable = 0x22;
    private const ushort TimerCarry = 0x0001;
    private const ushort PowerButton = 0x0100;
    private const ushort SciEnable = 0x0001;
    private const ushort SleepEnable = 0x2000;

    private readonly IClock _clock;
    private readonly IGuestTimer _carryTimer;
    private readonly Action<bool> _setInterrupt;
    private readonly Action<int> _powerOff;
    private readonly byte[] _storage = new byte[SizeBytes];
    private ushort _pm1Status;
    private ushort _gpeStatus;
    private bool _extsmi;

    /// <summary>How often the timer's top bit had changed when the carry was last looked at.</summary>
    private ulong _carries;

    public PowerManagement(string id, IClock clock, Action<bool> setInterrupt, Action<int> powerOff)
    {
        _clock = clock;
        _carryTimer = clock.CreateTimer($"{id}/timer-carry", Update);
        _setInterrupt = setInterrupt;
        _powerOff = powerOff;
    }

    public IoWidths Widths => IoWidths.Any;

    private ulong Ticks => TickMath.ToTicks(_clock.NowNs, TimerHertz);

    public void Reset()
    {
        Array.Clear(_storage);
        _pm1Status = _gpeStatus = 0;
        _carries = Ticks >> 31;
        Update();
    }

    /// <summary>The SMC's interrupt wire.</summary>
    public void SetExtsmi(bool level)
    {
        if (level && !_extsmi)
        {
            _gpeStatus |= 1 << ExtsmiEvent;
        }

        _extsmi = level;
        Update();
    }

    /// <summary>The power button's fixed event (ACPI 2.0, 4.7.2.2.1.1: status and enable bit 8). Holding it for four seconds is not modelled.</summary>
    public void PressPowerButton()
    {
        _pm1Status |= PowerButton;
        Update();
    }

    public ulong Read(ulong offset, int width)
    {
        TakeCarry();

        // One instant for all bytes of the timer.
        ulong ticks = Ticks;
        ulong value = 0;
        for (int i = 0; i < width; i++)
        {
            value |= (ulong)ReadByte((int)offset + i, ticks) << (8 * i);
        }

        return value;
    }

    public void Write(ulong offset, int width, ulong value)
    {
        TakeCarry();
        for (int i = 0; i < width; i++)
        {
            WriteByte((int)offset + i, (byte)(value >> (8 * i)));
        }

        Update();
    }

    public void DescribeState(IStateVisitor state)
    {
        state.Bytes("storage", _storage);
        state.Field("pm1-status", ref _pm1Status);
        state.Field("gpe-status", ref _gpeStatus);
        state.Field("extsmi", ref _extsmi);
        state.Field("carries", ref _carries);
        state.Timer("carry-timer", _carryTimer);
    }

    public void Dispose() => _carryTimer.Dispose();

    private byte ReadByte(int register, ulong ticks) => register switch
    {
        >= TimerLow and < TimerLow + 4 => (byte)(ticks >> (8 * (register - TimerLow))),
        Pm1Status => (byte)_pm1Status,
        Pm1Status + 1 => (byte)(_pm1Status >> 8),
        GpeStatus => (byte)_gpeStatus,
        GpeStatus + 1 => (byte)(_gpeStatus >> 8),
        _ => _storage[register],
    };

    private void WriteByte(int register, byte value)
    {
        switch (register)
        {
            case Pm1Status or Pm1Status + 1:
                _pm1Status &= (ushort)~(value << (8 * register));
                break;
            case GpeStatus or GpeStatus + 1:
                _gpeStatus &= (ushort)~(value << (8 * (register - GpeStatus)));
                break;
            case >= TimerLow and < TimerLow + 4:
                break;
            case Pm1Control + 1:
                // The sleep bit itself always reads 0.
                _storage[register] = (byte)(value & ~(SleepEnable >> 8));
                if ((value & (SleepEnable >> 8)) != 0)
                {
                    Sleep();
                }

                break;
            default:
                _storage[register] = value;
                break;
        }
    }

    private ushort Stored(int register) => (ushort)(_storage[register] | (_storage[register + 1] << 8));

    private void Sleep()
    {
        int type = (Stored(Pm1Control) >> 10) & 7;
        if (type != 0)
        {
            _powerOff(type);
        }
    }

    private void TakeCarry()
    {
        ulong carries = Ticks >> 31;
        if (carries != _carries)
        {
            _carries = carries;
            _pm1Status |= TimerCarry;
        }
    }

    private void Update()
    {
        TakeCarry();
        bool event1 = (_pm1Status & Stored(Pm1Enable)) != 0;
        bool event2 = (_gpeStatus & Stored(GpeEnable)) != 0;
        _setInterrupt((Stored(Pm1Control) & SciEnable) != 0 && (event1 || event2));
        if ((Stored(Pm1Enable) & TimerCarry) != 0)
        {
            _carryTimer.Arm(TickMath.ToNs((_carries + 1) << 31, TimerHertz));
        }
        else
        {
            _carryTimer.Cancel();
        }
    }
}
