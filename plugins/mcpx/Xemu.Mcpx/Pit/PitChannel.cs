using Xemu.Abstractions.State;

namespace Xemu.Mcpx;

/// <summary>One counter of an 8254, computed from the number of clock ticks that have passed: nothing runs between accesses.</summary>
/// <remarks>
/// Source: Intel 8254 data sheet (231164-005), "Mode definitions". A count that is written is loaded on the tick after the write.
/// Time is in ticks of the input clock since guest time 0.
/// </remarks>
internal sealed class PitChannel : IStateful
{
    /// <summary>A tick that never comes.</summary>
    public const ulong Never = ulong.MaxValue;

    /// <summary>Bits 5 to 0 of the control word: access, mode, BCD.</summary>
    private byte _control;

    /// <summary>The count register, as written.</summary>
    private ushort _written;

    private byte _writtenLow;
    private bool _writeHighNext;
    private bool _readHighNext;

    /// <summary>A count was written since the control word.</summary>
    private bool _hasCount;

    /// <summary>The count that was written is not in the counting element yet.</summary>
    private bool _nullCount = true;

    /// <summary>When the count register goes into the counting element, or <see cref="Never"/>.</summary>
    private ulong _loadTick = Never;

    /// <summary>The counting element has been loaded.</summary>
    private bool _loaded;

    /// <summary>The count that was loaded, 1 to 65536.</summary>
    private uint _reload = 0x10000;

    /// <summary>When the present cycle (in mode 3: half-cycle) began.</summary>
    private ulong _start;

    /// <summary>Mode 3: which half-cycle.</summary>
    private bool _highHalf;

    /// <summary>The gate has stopped counting, that many ticks after the start.</summary>
    private bool _paused;

    private ulong _pausedElapsed;
    private bool _gate = true;

    /// <summary>What the counting element holds while it is not loaded.</summary>
    private ushort _idleCount;

    private bool _countLatched;
    private ushort _countLatch;
    private bool _statusLatched;
    private byte _statusLatch;

    private int Mode => ((_control >> 1) & 7) switch
    {
        6 => 2,
        7 => 3,
        int mode => mode,
    };

    private bool IsBcd => (_control & 1) != 0;

    private int Access => (_control >> 4) & 3;

    private uint Modulus => IsBcd ? 10_000u : 0x10000u;

    private ulong HalfLength => _highHalf ? (_reload + 1) / 2 : _reload / 2;

    public void Reset(bool gate)
    {
        _control = 0x30;
        _written = 0;
        _idleCount = 0;
        _gate = gate;
        _start = 0;
        _reload = 0x10000;
        _highHalf = false;
        Unprogram();
    }

    /// <summary>Writes a control word for this channel.</summary>
    public void WriteControl(byte value, ulong tick)
    {
        Advance(tick);
        if ((value & 0x30) == 0)
        {
            LatchCount(tick);
            return;
        }

        _idleCount = Count(tick);
        _control = (byte)(value & 0x3F);
        Unprogram();
    }

    public void LatchCount(ulong tick)
    {
        Advance(tick);
        if (!_countLatched)
        {
            _countLatched = true;
            _countLatch = Count(tick);
        }
    }

    public void LatchStatus(ulong tick)
    {
        Advance(tick);
        if (!_statusLatched)
        {
            _statusLatched = true;
            _statusLatch = (byte)((Output(tick) ? 0x80 : 0) | (_nullCount ? 0x40 : 0) | _control);
        }
    }

    public byte Read(ulong tick)
    {
        Advance(tick);
        if (_statusLatched)
        {
            _statusLatched = false;
            return _statusLatch;
        }

        ushort count = _countLatched ? _countLatch : Count(tick);
        bool isLast = true;
        int shift = 0;
        if (Access == 3)
        {
            shift = _readHighNext ? 8 : 0;
            isLast = _readHighNext;
            _readHighNext = !_readHighNext;
        }
        else if (Access == 2)
        {
            shift = 8;
        }

        if (isLast)
        {
            _countLatched = false;
        }

        return (byte)(count >> shift);
    }

    public void Write(byte value, ulong tick)
    {
        Advance(tick);
        switch (Access)
        {
            case 1:
                Commit(value, tick);
                break;
            case 2:
                Commit((ushort)(value << 8), tick);
                break;
            default:
                WriteHalf(value, tick);
                break;
        }
    }

    public void SetGate(bool level, ulong tick)
    {
        Advance(tick);
        if (_gate == level)
        {
            return;
        }

        _gate = level;
        switch (Mode)
        {
            case 0 or 4:
                PauseOrResume(tick);
                break;
            case 1 or 5:
                Trigger(level, tick);
                break;
            default:
                if (level)
                {
                    Trigger(true, tick);
                }
                else
                {
                    PauseOrResume(tick);
                }

                break;
        }
    }

    /// <summary>The output at a tick that is not before the last access.</summary>
    public bool Output(ulong tick)
    {
        Advance(tick);
        ulong elapsed = Elapsed(tick);
        return Mode switch
        {
            0 => _loaded && elapsed >= _reload,
            1 => !_loaded || elapsed >= _reload,
            2 => !_loaded || _paused || _reload == 1 || elapsed != _reload - 1,
            3 => !_loaded || _paused || _highHalf,
            _ => !_loaded || elapsed != _reload,
        };
    }

    /// <summary>The first tick after this one at which the output may change, or <see cref="Never"/>.</summary>
    public ulong NextChange(ulong tick)
    {
        Advance(tick);
        ulong change = Never;
        if (_loaded && !_paused)
        {
            ulong elapsed = tick - _start;
            change = Mode switch
            {
                0 or 1 => elapsed < _reload ? _start + _reload : Never,
                2 => _reload == 1 ? Never : _start + (elapsed < _reload - 1 ? _reload - 1 : _reload),
                3 => _reload == 1 ? Never : _start + HalfLength,
                _ => elapsed < _reload ? _start + _reload : elapsed == _reload ? _start + _reload + 1 : Never,
            };
        }

        return Math.Min(change, _loadTick);
    }

    public void DescribeState(IStateVisitor state)
    {
        state.Field("control", ref _control);
        state.Field("written", ref _written);
        state.Field("written-low", ref _writtenLow);
        state.Field("write-high-next", ref _writeHighNext);
        state.Field("read-high-next", ref _readHighNext);
        state.Field("has-count", ref _hasCount);
        state.Field("null-count", ref _nullCount);
        state.Field("load-tick", ref _loadTick);
        state.Field("loaded", ref _loaded);
        state.Field("reload", ref _reload);
        state.Field("start", ref _start);
        state.Field("high-half", ref _highHalf);
        state.Field("paused", ref _paused);
        state.Field("paused-elapsed", ref _pausedElapsed);
        state.Field("gate", ref _gate);
        state.Field("idle-count", ref _idleCount);
        state.Field("count-latched", ref _countLatched);
        state.Field("count-latch", ref _countLatch);
        state.Field("status-latched", ref _statusLatched);
        state.Field("status-latch", ref _statusLatch);
    }

    /// <summary>Checks what was loaded.</summary>
    /// <param name="tick">Now.</param>
    public void CheckRestored(ulong tick)
    {
        if (_reload is 0 or > 0x10000)
        {
            throw new StateException($"Field 'reload' of an interval counter holds {_reload}; it must be 1 to 65536, the snapshot is damaged.");
        }

        if (_start > tick || _pausedElapsed > tick)
        {
            throw new StateException($"An interval counter started at tick {_start}, which is after now ({tick}); the snapshot is damaged.");
        }
    }

    private void Unprogram()
    {
        _writtenLow = 0;
        _writeHighNext = _readHighNext = _hasCount = _loaded = _paused = false;
        _countLatched = _statusLatched = false;
        _countLatch = 0;
        _statusLatch = 0;
        _pausedElapsed = 0;
        _nullCount = true;
        _loadTick = Never;
    }

    private void WriteHalf(byte value, ulong tick)
    {
        if (_writeHighNext)
        {
            _writeHighNext = false;
            Commit((ushort)(_writtenLow | (value << 8)), tick);
            return;
        }

        _writtenLow = value;
        _writeHighNext = true;
        if (Mode == 0)
        {
            // The first byte stops the count and lowers the output.
            Unload(tick);
        }
    }

    private void Commit(ushort value, ulong tick)
    {
        _written = value;
        _hasCount = true;
        _nullCount = true;
        switch (Mode)
        {
            case 0:
                Unload(tick);
                _loadTick = tick + 1;
                break;
            case 4:
                _loadTick = tick + 1;
                break;
            case 2 or 3 when !_loaded && _loadTick == Never:
                _loadTick = tick + 1;
                break;
            default:
                // Modes 1 and 5 wait for a trigger; 2 and 3 take it at the end of the cycle that runs.
                break;
        }
    }

    private void Unload(ulong tick)
    {
        _idleCount = Count(tick);
        _loaded = false;
        _paused = false;
        _loadTick = Never;
    }

    private void Trigger(bool level, ulong tick)
    {
        if (level && _hasCount)
        {
            _loadTick = tick + 1;
        }
    }

    private void PauseOrResume(ulong tick)
    {
        if (!_loaded)
        {
            return;
        }

        if (!_gate && !_paused)
        {
            _paused = true;
            _pausedElapsed = tick - _start;
        }
        else if (_gate && _paused)
        {
            _paused = false;
            _start = tick - _pausedElapsed;
        }
    }

    private void Advance(ulong tick)
    {
        if (_loadTick <= tick)
        {
            Load(_loadTick);
        }

        if (!_loaded || _paused)
        {
            return;
        }

        if (Mode == 2)
        {
            AdvanceRate(tick);
        }
        else if (Mode == 3)
        {
            AdvanceSquare(tick);
        }
    }

    private void Load(ulong tick)
    {
        _loadTick = Never;
        TakeCount();
        _start = tick;
        _loaded = true;
        _highHalf = true;
        _pausedElapsed = 0;
        _paused = !_gate && Mode is not (1 or 5);
    }

    private void TakeCount()
    {
        _nullCount = false;
        uint count = IsBcd ? FromBcd(_written) : _written;
        _reload = count == 0 ? Modulus : count;
    }

    private void AdvanceRate(ulong tick)
    {
        if (tick - _start >= _reload && _nullCount)
        {
            _start += _reload;
            TakeCount();
        }

        _start += (tick - _start) / _reload * _reload;
    }

    private void AdvanceSquare(ulong tick)
    {
        while (tick - _start >= HalfLength)
        {
            _start += HalfLength;
            _highHalf = !_highHalf;
            if (_nullCount)
            {
                TakeCount();
            }

            // Both half-cycles together are one reload, so whole periods keep the phase.
            _start += (tick - _start) / _reload * _reload;
        }
    }

    private ulong Elapsed(ulong tick) => _paused ? _pausedElapsed : tick - _start;

    private ushort Count(ulong tick)
    {
        if (!_loaded)
        {
            return _idleCount;
        }

        ulong elapsed = Elapsed(tick);
        ulong count = Mode switch
        {
            2 => _reload - elapsed,

            // Counts down by two, from an even number.
            3 => (_reload & ~1u) - (2 * elapsed),
            _ => _reload + Modulus - (elapsed % Modulus),
        };
        var value = (uint)(count % Modulus);
        return IsBcd ? ToBcd(value) : (ushort)value;
    }

    private static uint FromBcd(ushort value)
    {
        uint result = 0;
        for (int shift = 12; shift >= 0; shift -= 4)
        {
            result = (result * 10) + ((uint)(value >> shift) & 0xF);
        }

        return result;
    }

    private static ushort ToBcd(uint value) =>
        (ushort)((value / 1000 << 12) | (value / 100 % 10 << 8) | (value / 10 % 10 << 4) | (value % 10));
}
