using System.Numerics;
using Xemu.Abstractions.State;

namespace Xemu.Mcpx;

/// <summary>One 8259A.</summary>
/// <remarks>
/// Source: Intel 8259A data sheet (231468-003), with the edge/level control register of PCI chipsets (Intel 82371AB data sheet, ELCR)
/// in place of ICW1's LTIM bit, which is ignored, as are the MCS-80 bits.
/// </remarks>
internal sealed class Pic8259 : IStateful
{
    /// <summary>What an interrupt acknowledge without a request gives.</summary>
    public const int None = -1;

    private const int CascadeInput = 2;

    private readonly bool _isMaster;
    private readonly byte _levelMask;

    /// <summary>Inputs as they are driven now.</summary>
    private byte _levels;

    /// <summary>Edges seen and not acknowledged; an edge is forgotten when its input falls, unless it was a pulse.</summary>
    private byte _edges;

    private byte _pulses;
    private byte _inService;
    private byte _mask;
    private byte _levelTriggered;
    private byte _vectorBase;
    private byte _cascade;
    private byte _lowestPriority = 7;

    /// <summary>0 while initialised; else the ICW that the next write to the data port is: 2, 3 or 4.</summary>
    private byte _nextIcw;

    private bool _needsIcw4;
    private bool _isSingle;
    private bool _autoEoi;
    private bool _rotateOnAutoEoi;
    private bool _specialMask;
    private bool _specialFullyNested;
    private bool _readInService;
    private bool _poll;

    /// <summary>Makes a chip.</summary>
    /// <param name="isMaster">Its input 2 is the other chip.</param>
    /// <param name="levelMask">Inputs that may be level-triggered.</param>
    public Pic8259(bool isMaster, byte levelMask)
    {
        _isMaster = isMaster;
        _levelMask = levelMask;
    }

    public byte VectorBase => _vectorBase;

    public byte LevelTriggered
    {
        get => _levelTriggered;
        set => _levelTriggered = (byte)(value & _levelMask);
    }

    private byte Requests => (byte)((_levels & _levelTriggered) | (_edges & ~_levelTriggered));

    public void Reset(byte levelTriggered)
    {
        _edges = _pulses = _inService = _vectorBase = _cascade = _nextIcw = 0;

        // Masked until initialised, so that nothing is delivered through a vector base that nobody has set. Unverified.
        _mask = 0xFF;
        _lowestPriority = 7;
        LevelTriggered = levelTriggered;
        _needsIcw4 = _isSingle = _poll = _readInService = false;
        _autoEoi = _rotateOnAutoEoi = _specialMask = _specialFullyNested = false;
    }

    public void SetLine(int input, bool level)
    {
        var bit = (byte)(1 << input);
        if (((_levels & bit) != 0) == level)
        {
            return;
        }

        if (level)
        {
            _levels |= bit;
            _edges |= bit;
        }
        else
        {
            _levels &= (byte)~bit;
            _edges &= (byte)~(bit & ~_pulses);
        }
    }

    /// <summary>An edge that stays pending although the input is low again.</summary>
    public void Pulse(int input)
    {
        var bit = (byte)(1 << input);
        if ((_levels & bit) == 0)
        {
            _edges |= bit;
            _pulses |= bit;
        }
    }

    /// <summary>The input that would be acknowledged now, or <see cref="None"/>: this is also whether INT is high.</summary>
    public int Resolve()
    {
        int requests = Requests & ~_mask;
        if (requests == 0)
        {
            return None;
        }

        int blocking = _specialMask ? _inService & ~_mask : _inService;
        for (int step = 1; step <= 8; step++)
        {
            int input = (_lowestPriority + step) & 7;
            int bit = 1 << input;
            bool mayNest = _specialFullyNested && _isMaster && input == CascadeInput;
            if ((blocking & bit) != 0 && !mayNest)
            {
                return None;
            }

            if ((requests & bit) != 0)
            {
                return input;
            }

            if ((blocking & bit) != 0)
            {
                return None;
            }
        }

        return None;
    }

    /// <summary>The acknowledge cycle.</summary>
    /// <returns>The input, or <see cref="None"/>: then the chip gives vector 7 and sets no bit in service.</returns>
    public int Acknowledge()
    {
        int input = Resolve();
        if (input == None)
        {
            return None;
        }

        var bit = (byte)(1 << input);
        _edges &= (byte)~bit;
        _pulses &= (byte)~bit;
        if (!_autoEoi)
        {
            _inService |= bit;
        }
        else if (_rotateOnAutoEoi)
        {
            _lowestPriority = (byte)input;
        }

        return input;
    }

    public byte Read(int offset)
    {
        if (_poll)
        {
            _poll = false;
            int input = Acknowledge();
            return input == None ? (byte)0 : (byte)(0x80 | input);
        }

        return offset != 0 ? _mask : _readInService ? _inService : Requests;
    }

    public void Write(int offset, byte value)
    {
        if (offset != 0)
        {
            WriteData(value);
        }
        else if ((value & 0x10) != 0)
        {
            WriteIcw1(value);
        }
        else if ((value & 0x08) != 0)
        {
            WriteOcw3(value);
        }
        else
        {
            WriteOcw2(value >> 5, value & 7);
        }
    }

    public void DescribeState(IStateVisitor state)
    {
        state.Field("levels", ref _levels);
        state.Field("edges", ref _edges);
        state.Field("pulses", ref _pulses);
        state.Field("in-service", ref _inService);
        state.Field("mask", ref _mask);
        state.Field("level-triggered", ref _levelTriggered);
        state.Field("vector-base", ref _vectorBase);
        state.Field("cascade", ref _cascade);
        state.Field("lowest-priority", ref _lowestPriority);
        state.Field("next-icw", ref _nextIcw);
        state.Field("needs-icw4", ref _needsIcw4);
        state.Field("is-single", ref _isSingle);
        state.Field("auto-eoi", ref _autoEoi);
        state.Field("rotate-on-auto-eoi", ref _rotateOnAutoEoi);
        state.Field("special-mask", ref _specialMask);
        state.Field("special-fully-nested", ref _specialFullyNested);
        state.Field("read-in-service", ref _readInService);
        state.Field("poll", ref _poll);
    }

    public void AfterRestore()
    {
        _lowestPriority &= 7;
        _levelTriggered &= _levelMask;
    }

    private void WriteIcw1(byte value)
    {
        _needsIcw4 = (value & 0x01) != 0;
        _isSingle = (value & 0x02) != 0;
        _nextIcw = 2;
        _mask = _inService = _edges = _pulses = 0;
        _lowestPriority = 7;
        _specialMask = _readInService = _poll = _rotateOnAutoEoi = false;
        if (!_needsIcw4)
        {
            _autoEoi = _specialFullyNested = false;
        }
    }

    private void WriteData(byte value)
    {
        switch (_nextIcw)
        {
            case 2:
                _vectorBase = (byte)(value & 0xF8);
                _nextIcw = !_isSingle ? (byte)3 : _needsIcw4 ? (byte)4 : (byte)0;
                break;
            case 3:
                _cascade = value;
                _nextIcw = _needsIcw4 ? (byte)4 : (byte)0;
                break;
            case 4:
                _autoEoi = (value & 0x02) != 0;
                _specialFullyNested = (value & 0x10) != 0;
                _nextIcw = 0;
                break;
            default:
                _mask = value;
                break;
        }
    }

    private void WriteOcw3(byte value)
    {
        if ((value & 0x40) != 0)
        {
            _specialMask = (value & 0x20) != 0;
        }

        if ((value & 0x04) != 0)
        {
            _poll = true;
        }
        else if ((value & 0x02) != 0)
        {
            _readInService = (value & 0x01) != 0;
        }
    }

    private void WriteOcw2(int command, int level)
    {
        switch (command)
        {
            case 0:
                _rotateOnAutoEoi = false;
                break;
            case 4:
                _rotateOnAutoEoi = true;
                break;
            case 1:
                EndOfInterrupt(HighestInService(), rotate: false);
                break;
            case 5:
                EndOfInterrupt(HighestInService(), rotate: true);
                break;
            case 3:
                EndOfInterrupt(level, rotate: false);
                break;
            case 7:
                EndOfInterrupt(level, rotate: true);
                break;
            case 6:
                _lowestPriority = (byte)level;
                break;
            default:
                break;
        }
    }

    private void EndOfInterrupt(int input, bool rotate)
    {
        if (input == None)
        {
            return;
        }

        _inService &= (byte)~(1 << input);
        if (rotate)
        {
            _lowestPriority = (byte)input;
        }
    }

    /// <summary>What a non-specific EOI ends: a level that special mask mode hides is passed over.</summary>
    private int HighestInService()
    {
        int candidates = _specialMask ? _inService & ~_mask : _inService;
        if (candidates == 0)
        {
            return None;
        }

        // Rotate so that the highest priority becomes bit 0.
        int first = (_lowestPriority + 1) & 7;
        int rotated = ((candidates >> first) | (candidates << (8 - first))) & 0xFF;
        return (BitOperations.TrailingZeroCount(rotated) + first) & 7;
    }
}
