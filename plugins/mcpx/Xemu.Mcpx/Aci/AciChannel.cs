using System.Buffers.Binary;
using Xemu.Abstractions;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;
using Xemu.Abstractions.Time;

namespace Xemu.Mcpx;

/// <summary>A bus-master channel of the AC'97 interface: goes through a list of 32 buffers as guest time passes.</summary>
/// <remarks>
/// Source: Intel ICH AC'97 data sheet: a descriptor is address, then length in samples (bits 0 to 15), underrun policy (30), interrupt on completion (31).
/// The channel halts behind the last valid buffer and goes on when that index is written. Empty buffers end at once. Not modelled: the FIFO, so nothing
/// is fetched early and no FIFO error happens.
/// </remarks>
internal sealed class AciChannel : IStateful, IDisposable
{
    public const int SizeBytes = 0x0C;

    private const int CurrentIndexRegister = 0x04;
    private const int LastIndexRegister = 0x05;
    private const int StatusRegister = 0x06;
    private const int RemainingRegister = 0x08;
    private const int PrefetchedIndexRegister = 0x0A;
    private const int ControlRegister = 0x0B;

    private const byte Halted = 0x01;
    private const byte AtLast = 0x02;
    private const byte LastCompleted = 0x04;
    private const byte BufferCompleted = 0x08;
    private const byte FifoError = 0x10;

    private const byte Run = 0x01;
    private const byte ResetRegisters = 0x02;
    private const byte LastInterrupt = 0x04;
    private const byte FifoInterrupt = 0x08;
    private const byte CompletionInterrupt = 0x10;
    private const byte InterruptEnables = LastInterrupt | FifoInterrupt | CompletionInterrupt;

    private const int Buffers = 32;
    private const uint SlowestRate = 48_000;
    private const uint FastestRate = 6 * 48_000;
    private const uint InterruptOnCompletion = 0x8000_0000;

    /// <summary>Buffers ended in one call, when the host was late; the timer comes again at once for the others.</summary>
    private const int MostAtOnce = 64;

    private readonly IClock _clock;
    private readonly IGuestTimer _timer;

    [Derived("wiring")]
    private readonly Func<IAddressSpace?> _dma;

    [Derived("wiring")]
    private readonly Action _interruptChanged;

    /// <summary>Samples a second.</summary>
    private uint _rate = SlowestRate;

    private uint _listAddress;
    private byte _current;
    private byte _last;
    private byte _prefetched;
    private byte _status = Halted;
    private byte _control;

    /// <summary>Whether a buffer is being gone through; it stays so while the channel is paused.</summary>
    private bool _loaded;

    private bool _interruptsWhenDone;

    /// <summary>Samples left in the buffer at <see cref="_originNs"/>.</summary>
    private uint _left;

    private ulong _originNs;

    /// <summary>Makes a channel.</summary>
    /// <param name="context">The interface's context.</param>
    /// <param name="name">Its name in the state.</param>
    /// <param name="offset">Its offset among the bus-master registers.</param>
    /// <param name="statusBit">Its interrupt in the global status.</param>
    /// <param name="dma">Memory as a bus master reaches it.</param>
    /// <param name="interruptChanged">Called when <see cref="IsInterrupting"/> may have changed.</param>
    public AciChannel(IComponentContext context, string name, int offset, uint statusBit, Func<IAddressSpace?> dma, Action interruptChanged)
    {
        Name = name;
        Offset = offset;
        StatusBit = statusBit;
        _clock = context.Clock;
        _dma = dma;
        _interruptChanged = interruptChanged;
        _timer = context.Clock.CreateTimer($"{context.Id}/{name}", Advance);
    }

    public string Name { get; }

    public int Offset { get; }

    public uint StatusBit { get; }

    public bool IsInterrupting =>
        (Has(LastCompleted) && (_control & LastInterrupt) != 0)
        || (Has(BufferCompleted) && (_control & CompletionInterrupt) != 0)
        || (Has(FifoError) && (_control & FifoInterrupt) != 0);

    private bool IsPlaying => (_control & Run) != 0 && _loaded;

    private ulong EndNs => _originNs + TickMath.ToNs(_left, _rate);

    public void Reset()
    {
        _listAddress = 0;
        _current = _last = _prefetched = _control = 0;
        _status = Halted;
        _loaded = _interruptsWhenDone = false;
        _left = 0;
        _originNs = 0;
        _timer.Cancel();
    }

    /// <summary>Sets samples a second; what has been played until now was at the old rate.</summary>
    public void SetRate(uint rate)
    {
        if (rate != _rate)
        {
            Advance();
            TakePosition();
            _rate = rate;
            Arm();
        }
    }

    public byte Read(int register)
    {
        Advance();
        return register switch
        {
            < CurrentIndexRegister => (byte)(_listAddress >> (8 * register)),
            CurrentIndexRegister => _current,
            LastIndexRegister => _last,
            StatusRegister => _status,
            RemainingRegister => (byte)Remaining(),
            RemainingRegister + 1 => (byte)(Remaining() >> 8),
            PrefetchedIndexRegister => _prefetched,
            ControlRegister => _control,
            _ => 0,
        };
    }

    public void Write(int register, byte value)
    {
        Advance();
        switch (register)
        {
            case < CurrentIndexRegister:
                int shift = 8 * register;
                _listAddress = ((_listAddress & ~(0xFFu << shift)) | ((uint)value << shift)) & ~7u;
                break;
            case LastIndexRegister:
                WriteLast((byte)(value % Buffers));
                break;
            case StatusRegister:
                _status &= (byte)~(value & (LastCompleted | BufferCompleted | FifoError));
                break;
            case ControlRegister:
                WriteControl(value);
                break;
            default:
                // The others are the channel's.
                break;
        }

        _interruptChanged();
    }

    public void DescribeState(IStateVisitor state)
    {
        state.Field("rate", ref _rate);
        state.Field("list-address", ref _listAddress);
        state.Field("current", ref _current);
        state.Field("last", ref _last);
        state.Field("prefetched", ref _prefetched);
        state.Field("status", ref _status);
        state.Field("control", ref _control);
        state.Field("loaded", ref _loaded);
        state.Field("interrupts-when-done", ref _interruptsWhenDone);
        state.Field("left", ref _left);
        state.Field("origin-ns", ref _originNs);
        state.Timer("timer", _timer);
    }

    public void AfterRestore()
    {
        if (_rate is < SlowestRate or > FastestRate)
        {
            throw new StateException($"Channel '{Name}' of an AC'97 interface has {_rate} samples a second, of {SlowestRate} to {FastestRate}; the snapshot is damaged.");
        }

        if (_originNs > _clock.NowNs || _left > ushort.MaxValue || _current >= Buffers || _last >= Buffers || _prefetched >= Buffers)
        {
            throw new StateException($"Channel '{Name}' of an AC'97 interface holds what it cannot: index {_current}, last {_last}, next {_prefetched}, {_left} samples from {_originNs} ns; the snapshot is damaged.");
        }
    }

    public void Dispose() => _timer.Dispose();

    private bool Has(byte status) => (_status & status) != 0;

    private void WriteControl(byte value)
    {
        if ((value & ResetRegisters) != 0 && (_control & Run) == 0)
        {
            // The bit falls when the reset is done: at once. The enables go with the other registers.
            Reset();
            return;
        }

        bool ran = (_control & Run) != 0;
        if (ran && (value & Run) == 0)
        {
            TakePosition();
            _status |= Halted;
        }

        _control = (byte)(value & (Run | InterruptEnables));
        if (!ran && (_control & Run) != 0)
        {
            Begin();
        }

        Arm();
    }

    /// <summary>Runs: from the next buffer, or on in the one that was paused. Behind the last valid one it stays halted.</summary>
    private void Begin()
    {
        if (Has(AtLast))
        {
            return;
        }

        _originNs = _clock.NowNs;
        _status &= unchecked((byte)~Halted);
        if (!_loaded)
        {
            Load();
        }

        Advance();
    }

    private void WriteLast(byte value)
    {
        _last = value;
        if (!Has(AtLast))
        {
            return;
        }

        _status &= unchecked((byte)~AtLast);
        if ((_control & Run) != 0)
        {
            Begin();
        }
    }

    /// <summary>Takes the next descriptor.</summary>
    private void Load()
    {
        _current = _prefetched;
        _prefetched = (byte)((_prefetched + 1) % Buffers);
        Span<byte> bytes = stackalloc byte[4];
        _dma()?.Read((_listAddress + (8u * _current) + 4) & uint.MaxValue, bytes);
        uint word = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        _left = word & 0xFFFF;
        _interruptsWhenDone = (word & InterruptOnCompletion) != 0;
        _loaded = true;
    }

    /// <summary>Ends the buffers whose time has come.</summary>
    private void Advance()
    {
        for (int i = 0; i < MostAtOnce && IsPlaying && EndNs <= _clock.NowNs; i++)
        {
            Complete();
        }

        Arm();
    }

    private void Complete()
    {
        // The next one starts where this one ended, however late that is noticed.
        _originNs = EndNs;
        _left = 0;
        _loaded = false;
        _status |= _interruptsWhenDone ? BufferCompleted : (byte)0;
        if (_current == _last)
        {
            _status |= Halted | AtLast | LastCompleted;
        }
        else
        {
            Load();
        }

        _interruptChanged();
    }

    private uint Remaining() => IsPlaying ? _left - Played() : _left;

    private uint Played() => (uint)Math.Min(_left, TickMath.ToTicks(_clock.NowNs - _originNs, _rate));

    /// <summary>Makes now the origin; the fraction of a sample that has passed is lost, as a pause loses it.</summary>
    private void TakePosition()
    {
        if (IsPlaying)
        {
            _left -= Played();
            _originNs = _clock.NowNs;
        }
    }

    private void Arm()
    {
        if (IsPlaying)
        {
            _timer.Arm(EndNs);
        }
        else
        {
            _timer.Cancel();
        }
    }
}
