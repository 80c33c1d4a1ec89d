using Microsoft.Extensions.Logging;
using Xemu.Abstractions;
using Xemu.Abstractions.Devices;
using Xemu.Abstractions.Io;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;
using Xemu.Abstractions.Time;

namespace Xemu.Mcpx;

/// <summary>A 16550A serial port.</summary>
/// <remarks>
/// Source: National Semiconductor PC16550D data sheet; OUT2 opens the interrupt output, as on a PC (SMSC LPC47M157, "Modem control
/// register"). Received bytes that do not fit the FIFO wait instead of being lost: the host's end has no flow control of its own.
/// Not modelled: breaks, parity and framing errors.
/// </remarks>
internal sealed class Uart16550 : IIoHandler, IStateful, IDisposable
{
    private const int BacklogBytes = 64 * 1024;
    private const ulong ClockHertz = 1_843_200;
    private const byte LcrDivisorLatch = 0x80;
    private const byte McrOut2 = 0x08;
    private const byte McrLoop = 0x10;
    private const byte NoInterrupt = 0x01;

    private static readonly int[] TriggerLevels = [1, 4, 8, 14];

    private readonly ILogger _log;
    private readonly IClock _clock;
    private readonly IInterruptLine _line;
    private readonly ICharacterDevice? _port;
    private readonly bool _timed;
    private readonly IGuestTimer _receiveTimeout;
    private readonly IGuestTimer _transmitTimer;
    private readonly ByteQueue _backlog = new(BacklogBytes);
    private readonly ByteQueue _received = new(16);
    private readonly ByteQueue _transmit = new(16);
    private byte _lastReceived;
    private byte _interruptEnable;
    private byte _fifoControl;
    private byte _lineControl;
    private byte _modemControl;
    private byte _modemStatus;
    private byte _scratch;
    private ushort _divisor = 1;

    /// <summary>Overrun and the other latched error bits of the line status.</summary>
    private byte _lineErrors;

    private bool _transmitEmptyPending;
    private bool _timeoutPending;

    /// <summary>The transmit shift register holds a byte.</summary>
    private bool _shifting;

    private byte _shiftRegister;

    public Uart16550(IComponentContext context, string name, IInterruptLine line, ICharacterDevice? port, bool timed)
    {
        _log = context.Log;
        _clock = context.Clock;
        _line = line;
        _port = port;
        _timed = timed;
        _receiveTimeout = context.Clock.CreateTimer($"{context.Id}/{name}-receive-timeout", ReceiveTimedOut);
        _transmitTimer = context.Clock.CreateTimer($"{context.Id}/{name}-transmit", ByteSent);
    }

    public IoWidths Widths => IoWidths.Byte;

    private bool FifoEnabled => (_fifoControl & 1) != 0;

    private bool IsLoop => (_modemControl & McrLoop) != 0;

    private int ReceiveCapacity => FifoEnabled ? 16 : 1;

    public void Wire() => _port?.Connect(Receive);

    public void Reset()
    {
        _backlog.Clear();
        _received.Clear();
        _transmit.Clear();
        _interruptEnable = _fifoControl = _lineControl = _modemControl = _scratch = _lineErrors = _lastReceived = 0;
        _divisor = 1;
        _transmitEmptyPending = _timeoutPending = _shifting = false;
        _shiftRegister = 0;
        _modemStatus = ModemInputs();
        _receiveTimeout.Cancel();
        _transmitTimer.Cancel();
        UpdateLine();
    }

    public ulong Read(ulong offset, int width)
    {
        byte value = ReadRegister((int)offset);
        UpdateLine();
        return value;
    }

    public void Write(ulong offset, int width, ulong value)
    {
        WriteRegister((int)offset, (byte)value);
        UpdateLine();
    }

    public void DescribeState(IStateVisitor state)
    {
        state.Part("backlog", _backlog);
        state.Part("received", _received);
        state.Part("transmit", _transmit);
        state.Field("last-received", ref _lastReceived);
        state.Field("interrupt-enable", ref _interruptEnable);
        state.Field("fifo-control", ref _fifoControl);
        state.Field("line-control", ref _lineControl);
        state.Field("modem-control", ref _modemControl);
        state.Field("modem-status", ref _modemStatus);
        state.Field("scratch", ref _scratch);
        state.Field("divisor", ref _divisor);
        state.Field("line-errors", ref _lineErrors);
        state.Field("transmit-empty-pending", ref _transmitEmptyPending);
        state.Field("timeout-pending", ref _timeoutPending);
        state.Field("shifting", ref _shifting);
        state.Field("shift-register", ref _shiftRegister);
        state.Timer("receive-timeout", _receiveTimeout);
        state.Timer("transmit-timer", _transmitTimer);
    }

    public void Dispose()
    {
        _receiveTimeout.Dispose();
        _transmitTimer.Dispose();
    }

    private byte ReadRegister(int offset)
    {
        bool latch = (_lineControl & LcrDivisorLatch) != 0;
        return offset switch
        {
            0 => latch ? (byte)_divisor : ReadReceived(),
            1 => latch ? (byte)(_divisor >> 8) : _interruptEnable,
            2 => ReadInterruptId(),
            3 => _lineControl,
            4 => _modemControl,
            5 => ReadLineStatus(),
            6 => ReadModemStatus(),
            _ => _scratch,
        };
    }

    private void WriteRegister(int offset, byte value)
    {
        bool latch = (_lineControl & LcrDivisorLatch) != 0;
        switch (offset)
        {
            case 0 when latch:
                _divisor = (ushort)((_divisor & 0xFF00) | value);
                break;
            case 0:
                WriteTransmit(value);
                break;
            case 1 when latch:
                _divisor = (ushort)((_divisor & 0x00FF) | (value << 8));
                break;
            case 1:
                WriteInterruptEnable(value);
                break;
            case 2:
                WriteFifoControl(value);
                break;
            case 3:
                _lineControl = value;
                break;
            case 4:
                WriteModemControl(value);
                break;
            case 7:
                _scratch = value;
                break;
            default:
                // Line and modem status are read-only.
                break;
        }
    }

    private byte ReadReceived()
    {
        _timeoutPending = false;
        if (_received.TryDequeue(out byte value))
        {
            _lastReceived = value;
            Refill();
            ArmTimeout();
        }

        return _lastReceived;
    }

    private byte ReadInterruptId()
    {
        byte id = InterruptId();
        if (id == 0x02)
        {
            _transmitEmptyPending = false;
        }

        return (byte)(id | (FifoEnabled ? 0xC0 : 0));
    }

    private byte ReadLineStatus()
    {
        bool holdingEmpty = _transmit.Count == 0;
        byte status = (byte)(_lineErrors
            | (_received.Count > 0 ? 0x01 : 0)
            | (holdingEmpty ? 0x20 : 0)
            | (holdingEmpty && !_shifting ? 0x40 : 0));
        _lineErrors = 0;
        return status;
    }

    private byte ReadModemStatus()
    {
        byte status = _modemStatus;
        _modemStatus &= 0xF0;
        return status;
    }

    private void WriteTransmit(byte value)
    {
        _transmitEmptyPending = false;
        if (!_timed)
        {
            // The holding register empties at once: the interrupt falls and rises again.
            UpdateLine();
            SendByte(value);
            _transmitEmptyPending = true;
            return;
        }

        if (!FifoEnabled)
        {
            // The holding register is overwritten.
            _transmit.Clear();
        }

        _transmit.TryEnqueue(value);
        StartShift();
    }

    private void StartShift()
    {
        if (_shifting || !_transmit.TryDequeue(out _shiftRegister))
        {
            return;
        }

        _shifting = true;
        _transmitTimer.Arm(_clock.NowNs + CharacterNs());
        _transmitEmptyPending |= _transmit.Count == 0;
    }

    private void ByteSent()
    {
        _shifting = false;
        SendByte(_shiftRegister);
        StartShift();
        UpdateLine();
    }

    private void SendByte(byte value)
    {
        if (IsLoop)
        {
            PushReceived(value);
        }
        else
        {
            _port?.Write([value]);
        }
    }

    private void WriteInterruptEnable(byte value)
    {
        bool enablesTransmit = (value & ~_interruptEnable & 0x02) != 0;
        _interruptEnable = (byte)(value & 0x0F);
        if (enablesTransmit && _transmit.Count == 0)
        {
            _transmitEmptyPending = true;
        }
    }

    private void WriteFifoControl(byte value)
    {
        bool toggles = ((value ^ _fifoControl) & 1) != 0;
        if (toggles || (value & 0x03) == 0x03)
        {
            _received.Clear();
            _timeoutPending = false;
            _receiveTimeout.Cancel();
        }

        if ((toggles || (value & 0x05) == 0x05) && _transmit.Count > 0)
        {
            _transmit.Clear();
            _transmitEmptyPending = true;
        }

        // The other bits are only taken together with the enable bit.
        _fifoControl = (value & 1) != 0 ? (byte)(value & 0xC9) : (byte)0;
        Refill();
    }

    private void WriteModemControl(byte value)
    {
        _modemControl = (byte)(value & 0x1F);
        byte inputs = ModemInputs();
        int changed = (inputs ^ _modemStatus) & 0xF0;
        int ringFell = changed & ~inputs & 0x40;
        _modemStatus = (byte)(inputs | (_modemStatus & 0x0F) | ((changed & 0xB0) >> 4) | (ringFell >> 4));
        Refill();
    }

    private byte ModemInputs()
    {
        if (!IsLoop)
        {
            // CTS, DSR and DCD of a peer that is always ready.
            return _port is null ? (byte)0 : (byte)0xB0;
        }

        int inputs = ((_modemControl & 0x02) << 3) | ((_modemControl & 0x01) << 5) | ((_modemControl & 0x0C) << 4);
        return (byte)inputs;
    }

    private void Receive(ReadOnlySpan<byte> payload)
    {
        int dropped = 0;
        foreach (byte value in payload)
        {
            dropped += _backlog.TryEnqueue(value) ? 0 : 1;
        }

        if (dropped > 0)
        {
            McpxLog.SerialOverflow(_log, dropped);
        }

        Refill();
        UpdateLine();
    }

    private void Refill()
    {
        while (!IsLoop && _received.Count < ReceiveCapacity && _backlog.TryDequeue(out byte value))
        {
            PushReceived(value);
        }
    }

    private void PushReceived(byte value)
    {
        if (_received.Count >= ReceiveCapacity)
        {
            _lineErrors |= 0x02;
            return;
        }

        _received.TryEnqueue(value);
        ArmTimeout();
    }

    /// <summary>The time-out counts four characters from the last access of the receive FIFO.</summary>
    private void ArmTimeout()
    {
        if (FifoEnabled && _received.Count > 0)
        {
            _receiveTimeout.Arm(_clock.NowNs + (4 * CharacterNs()));
        }
        else
        {
            _receiveTimeout.Cancel();
        }
    }

    private void ReceiveTimedOut()
    {
        _timeoutPending = FifoEnabled && _received.Count > 0;
        UpdateLine();
    }

    private ulong CharacterNs()
    {
        int bits = 1 + 5 + (_lineControl & 3) + ((_lineControl >> 3) & 1) + 1 + ((_lineControl >> 2) & 1);
        return (ulong)bits * 16 * Math.Max(_divisor, (ushort)1) * 1_000_000_000 / ClockHertz;
    }

    private byte InterruptId()
    {
        bool receives = (_interruptEnable & 0x01) != 0;
        int trigger = FifoEnabled ? TriggerLevels[_fifoControl >> 6] : 1;
        if ((_interruptEnable & 0x04) != 0 && _lineErrors != 0)
        {
            return 0x06;
        }

        if (receives && _received.Count >= trigger)
        {
            return 0x04;
        }

        if (receives && _timeoutPending)
        {
            return 0x0C;
        }

        if ((_interruptEnable & 0x02) != 0 && _transmitEmptyPending)
        {
            return 0x02;
        }

        return (_interruptEnable & 0x08) != 0 && (_modemStatus & 0x0F) != 0 ? (byte)0x00 : NoInterrupt;
    }

    private void UpdateLine() =>
        _line.SetLevel(InterruptId() != NoInterrupt && (_modemControl & (McrOut2 | McrLoop)) == McrOut2);
}
