using System.Buffers.Binary;
using Xemu.Abstractions;
using Xemu.Abstractions.Devices;
using Xemu.Abstractions.State;
using Xemu.Abstractions.Time;

namespace Xemu.Ide;

/// <summary>What a hard disk and a packet device share: the task file, the data buffer, the interrupt, resets, and the time a command takes.</summary>
/// <remarks>
/// Source: ATA/ATAPI-5 (T13 1321D), chapters 7 and 9. A command is busy for a fixed guest time; a real drive's seek times are not modelled.
/// </remarks>
internal abstract class IdeDevice : IComponent, IIdeDevice, IStateful
{
    /// <summary>Bytes of the data buffer.</summary>
    protected const int BufferSize = 64 << 10;

    /// <summary>ERR: the error register says why (CHK for packet devices).</summary>
    protected const byte StatusError = 0x01;

    /// <summary>DRQ: data can be moved.</summary>
    protected const byte StatusDataRequest = 0x08;

    /// <summary>DSC: the heads have settled (SERV for packet devices).</summary>
    protected const byte StatusSeekDone = 0x10;

    /// <summary>DF: the drive has failed.</summary>
    protected const byte StatusFault = 0x20;

    /// <summary>DRDY: commands are taken.</summary>
    protected const byte StatusReady = 0x40;

    /// <summary>BSY: nothing else is valid.</summary>
    protected const byte StatusBusy = 0x80;

    /// <summary>ABRT: the command or its parameters are not supported.</summary>
    protected const byte ErrorAbort = 0x04;

    /// <summary>IDNF: there is no such sector.</summary>
    protected const byte ErrorNotFound = 0x10;

    /// <summary>UNC: the sector cannot be read.</summary>
    protected const byte ErrorUncorrectable = 0x40;

    private const byte ControlNoInterrupt = 0x02;
    private const byte ControlReset = 0x04;
    private const byte ControlHighOrder = 0x80;
    private const byte DiagnosticPassed = 0x01;
    private const byte CommandDiagnostic = 0x90;
    private const byte CommandDeviceReset = 0x08;
    private const ulong CommandNs = 20_000;
    private const ulong NextBlockNs = 5_000;
    private const ulong FinishNs = 1_000;
    private const ulong ResetNs = 1_000_000;
    private readonly IClock _clock;
    private readonly IGuestTimer _timer;

    [Derived("wired when the device is attached")]
    private IIdePort? _port;

    [Derived("wired when the device is attached")]
    private bool _isSlave;

    private byte _status;
    private byte _error;
    private byte _control;
    private bool _interruptPending;
    private bool _dmaRequested;
    private int _position;
    private int _end;
    private IdePhase _phase;
    private byte _command;

    /// <summary>Makes the device.</summary>
    private protected IdeDevice(IComponentContext context)
    {
        _clock = context.Clock;
        _timer = context.Clock.CreateTimer($"{context.Id}/command", OnTimer);
    }

    /// <inheritdoc/>
    public virtual int StateVersion => 1;

    /// <summary>The data on their way; as much as <see cref="Remaining"/> says, after <see cref="Position"/>.</summary>
    protected byte[] Buffer { get; } = new byte[BufferSize];

    /// <summary>The task file as the host wrote it; the present and the previous value of each register.</summary>
    private protected TaskFile File { get; } = new();

    /// <summary>The command being carried out.</summary>
    protected byte Command => _command;

    /// <summary>What the device waits for.</summary>
    private protected IdePhase Phase => _phase;

    /// <summary>How far the buffer has been moved.</summary>
    protected int Position => _position;

    /// <summary>Bytes of the buffer that are still to be moved.</summary>
    protected int Remaining => _end - _position;

    /// <summary>The status of a device that is done and well.</summary>
    protected abstract byte IdleStatus { get; }

    /// <summary>The status after a reset.</summary>
    protected abstract byte ResetStatus { get; }

    /// <summary>LBA mid and high that tell what kind of device this is.</summary>
    protected abstract (byte Mid, byte High) Signature { get; }

    private bool IsSelected => ((File.Device >> 4) & 1) == (_isSlave ? 1 : 0);

    /// <inheritdoc/>
    public void AttachIde(IIdePort port, IdeUnit unit)
    {
        _port = port;
        _isSlave = unit.IsSlave;
    }

    /// <inheritdoc/>
    public void Reset(ResetKind kind)
    {
        File.Clear();
        _control = 0;
        StopCommand();
        Array.Clear(Buffer);
        _command = 0;
        OnReset(kind);
        ShowSignature();
    }

    /// <inheritdoc/>
    public byte ReadRegister(IdeRegister register)
    {
        bool highOrder = (_control & ControlHighOrder) != 0;
        switch (register)
        {
            case IdeRegister.ErrorFeatures:
                return _error;
            case IdeRegister.SectorCount or IdeRegister.LbaLow or IdeRegister.LbaMid or IdeRegister.LbaHigh:
                return File.Read(register, highOrder);
            case IdeRegister.Device:
                return (byte)(File.Device | 0xA0);
            case IdeRegister.Status:
                SetInterrupt(pending: false);
                return _status;
            default:
                return _status;
        }
    }

    /// <inheritdoc/>
    public void WriteRegister(IdeRegister register, byte value)
    {
        switch (register)
        {
            case IdeRegister.AlternateStatus:
                WriteControl(value);
                break;
            case IdeRegister.Status:
                WriteCommand(value);
                break;
            case IdeRegister.Device:
                _control &= unchecked((byte)~ControlHighOrder);
                File.Device = value;
                UpdateInterrupt();
                break;
            default:
                _control &= unchecked((byte)~ControlHighOrder);
                if ((_status & (StatusBusy | StatusDataRequest)) == 0)
                {
                    File.Write(register, value);
                }

                break;
        }
    }

    /// <inheritdoc/>
    public ushort ReadData()
    {
        if (_phase != IdePhase.DataIn || _position + 2 > _end)
        {
            return 0;
        }

        ushort value = BinaryPrimitives.ReadUInt16LittleEndian(Buffer.AsSpan(_position));
        _position += 2;
        if (_position >= _end)
        {
            OnDataInDrained();
        }

        return value;
    }

    /// <inheritdoc/>
    public void WriteData(ushort value)
    {
        if (_phase != IdePhase.DataOut || _position + 2 > _end)
        {
            return;
        }

        BinaryPrimitives.WriteUInt16LittleEndian(Buffer.AsSpan(_position), value);
        _position += 2;
        if (_position >= _end)
        {
            Wait(IdePhase.DataOutNext, NextBlockNs);
        }
    }

    /// <inheritdoc/>
    public int DmaRead(Span<byte> destination)
    {
        int moved = 0;
        while (_phase == IdePhase.DmaIn && moved < destination.Length)
        {
            int length = Math.Min(Remaining, destination.Length - moved);
            Buffer.AsSpan(_position, length).CopyTo(destination[moved..]);
            moved += length;
            _position += length;
            if (Remaining == 0 && !RefillDma())
            {
                EndDma();
            }
        }

        return moved;
    }

    /// <inheritdoc/>
    public int DmaWrite(ReadOnlySpan<byte> source)
    {
        int moved = 0;
        while (_phase == IdePhase.DmaOut && moved < source.Length)
        {
            int length = Math.Min(Remaining, source.Length - moved);
            source.Slice(moved, length).CopyTo(Buffer.AsSpan(_position));
            moved += length;
            _position += length;
            if (Remaining == 0 && !RefillDma())
            {
                EndDma();
            }
        }

        return moved;
    }

    /// <inheritdoc/>
    public void DescribeState(IStateVisitor state)
    {
        state.Part("task-file", File);
        state.Field("status", ref _status);
        state.Field("error", ref _error);
        state.Field("control", ref _control);
        state.Field("command", ref _command);
        state.Field("interrupt-pending", ref _interruptPending);
        state.Field("dma-requested", ref _dmaRequested);
        state.Enum("phase", ref _phase);
        state.Field("position", ref _position);
        state.Field("end", ref _end);
        state.Bytes("buffer", Buffer);
        state.Timer("timer", _timer);
        DescribeMore(state);
    }

    /// <inheritdoc/>
    public void AfterRestore()
    {
        if (_position < 0 || _end < _position || _end > BufferSize)
        {
            throw new StateException($"Fields 'position' {_position} and 'end' {_end} of a drive do not lie in its buffer of {BufferSize} bytes; the snapshot is damaged.");
        }

        CheckRestored();
    }

    /// <inheritdoc/>
    public virtual void Dispose() => _timer.Dispose();

    /// <summary>Carries out <see cref="Command"/>, after its time.</summary>
    protected abstract void Execute();

    /// <summary>The host has read all of the buffer.</summary>
    protected abstract void OnDataInDrained();

    /// <summary>The time of <see cref="IdePhase.DataInNext"/> is over.</summary>
    protected abstract void OnDataInNext();

    /// <summary>The host has written all that was asked for, and some time has passed.</summary>
    protected abstract void OnDataOut();

    /// <summary>The bus master has emptied or filled the buffer.</summary>
    /// <returns>Whether the buffer was set up again; if not, and no error was reported, the command is done.</returns>
    protected abstract bool RefillDma();

    /// <summary>The time of <see cref="IdePhase.Finishing"/> is over.</summary>
    protected abstract void OnFinished();

    /// <summary>A reset: forget what it makes a drive forget.</summary>
    /// <param name="kind">The machine's reset, or null for one that the host has asked for by register or command.</param>
    protected abstract void OnReset(ResetKind? kind);

    /// <summary>Describes the fields of the kind of device.</summary>
    protected abstract void DescribeMore(IStateVisitor state);

    /// <summary>Checks the restored fields of the kind of device.</summary>
    protected abstract void CheckRestored();

    /// <summary>Whether the device takes a command by a quick way: DEVICE RESET, for packet devices.</summary>
    protected abstract bool TakesDeviceReset { get; }

    /// <summary>Offers bytes of the buffer to the data register.</summary>
    protected void OfferDataIn(int length, int start = 0)
    {
        SetWindow(length, start);
        _phase = IdePhase.DataIn;
        _status = (byte)(IdleStatus | StatusDataRequest);
        SetInterrupt(pending: true);
    }

    /// <summary>Asks for bytes by the data register.</summary>
    protected void AskDataOut(int length, bool interrupts)
    {
        SetWindow(length);
        _phase = IdePhase.DataOut;
        _status = (byte)(IdleStatus | StatusDataRequest);
        if (interrupts)
        {
            SetInterrupt(pending: true);
        }
    }

    /// <summary>Offers or asks for bytes of the buffer by DMA.</summary>
    protected void OfferDma(int length, bool isToHost)
    {
        SetWindow(length);
        _phase = isToHost ? IdePhase.DmaIn : IdePhase.DmaOut;
        _status = (byte)(IdleStatus | StatusDataRequest);
        SetDmaRequest(level: true);
    }

    /// <summary>Gets the next block ready, which takes a moment.</summary>
    protected void WaitForNextBlock() => Wait(IdePhase.DataInNext, NextBlockNs);

    /// <summary>Ends the command well.</summary>
    protected void Complete()
    {
        StopTransfer();
        _error = 0;
        _status = IdleStatus;
        SetInterrupt(pending: true);
    }

    /// <summary>Ends the command well, without an interrupt.</summary>
    protected void EndQuietly()
    {
        StopTransfer();
        _status = IdleStatus;
    }

    /// <summary>Ends the command with an error.</summary>
    protected void Fail(byte error, byte moreStatus = 0)
    {
        StopTransfer();
        _error = error;
        _status = (byte)(IdleStatus | StatusError | moreStatus);
        SetInterrupt(pending: true);
    }

    /// <summary>Sets the registers that tell what kind of device this is.</summary>
    protected void SetSignature(bool keepsSelection) => File.SetSignature(Signature.Mid, Signature.High, keepsSelection);

    private void SetWindow(int length, int start = 0)
    {
        _position = start;
        _end = start + length;
    }

    private void WriteCommand(byte value)
    {
        _control &= unchecked((byte)~ControlHighOrder);
        bool isBusy = (_status & (StatusBusy | StatusDataRequest)) != 0;
        if (value == CommandDiagnostic && !isBusy)
        {
            // Both devices carry it out, whichever is selected.
            Wait(IdePhase.Starting, CommandNs);
            _command = value;
            return;
        }

        if (!IsSelected)
        {
            return;
        }

        if (value == CommandDeviceReset && TakesDeviceReset)
        {
            StopCommand();
            OnReset(kind: null);
            ShowSignature(keepsSelection: true);
            return;
        }

        if (isBusy || _phase is IdePhase.ResetHeld)
        {
            return;
        }

        SetInterrupt(pending: false);
        _error = 0;
        _command = value;
        Wait(IdePhase.Starting, CommandNs);
    }

    private void WriteControl(byte value)
    {
        bool wasReset = (_control & ControlReset) != 0;
        _control = value;
        bool isReset = (value & ControlReset) != 0;
        if (isReset && !wasReset)
        {
            StopCommand();
            _phase = IdePhase.ResetHeld;
            _status = StatusBusy;
        }
        else if (!isReset && wasReset)
        {
            OnReset(kind: null);
            Wait(IdePhase.Resetting, ResetNs);
        }

        UpdateInterrupt();
    }

    private void OnTimer()
    {
        switch (_phase)
        {
            case IdePhase.Starting when _command == CommandDiagnostic:
                _phase = IdePhase.Idle;
                ShowSignature();
                if (!_isSlave)
                {
                    SetInterrupt(pending: true);
                }

                break;
            case IdePhase.Starting:
                _phase = IdePhase.Idle;
                Execute();
                break;
            case IdePhase.DataInNext:
                OnDataInNext();
                break;
            case IdePhase.DataOutNext:
                OnDataOut();
                break;
            case IdePhase.Finishing:
                OnFinished();
                break;
            case IdePhase.Resetting:
                _phase = IdePhase.Idle;
                ShowSignature();
                break;
            default:
                break;
        }
    }

    private void ShowSignature(bool keepsSelection = false)
    {
        SetSignature(keepsSelection);
        _error = DiagnosticPassed;
        _status = ResetStatus;
    }

    private void Wait(IdePhase phase, ulong nanoseconds)
    {
        _phase = phase;
        _status = StatusBusy;
        _timer.Arm(_clock.NowNs + nanoseconds);
    }

    private void EndDma()
    {
        if (_phase is IdePhase.DmaIn or IdePhase.DmaOut)
        {
            SetDmaRequest(level: false);
            Wait(IdePhase.Finishing, FinishNs);
        }
    }

    private void StopTransfer()
    {
        _phase = IdePhase.Idle;
        SetWindow(0);
        SetDmaRequest(level: false);
    }

    private void StopCommand()
    {
        _timer.Cancel();
        StopTransfer();
        SetInterrupt(pending: false);
    }

    private void SetInterrupt(bool pending)
    {
        _interruptPending = pending;
        UpdateInterrupt();
    }

    private void UpdateInterrupt() =>
        _port?.Interrupt.SetLevel(_interruptPending && IsSelected && (_control & ControlNoInterrupt) == 0);

    private void SetDmaRequest(bool level)
    {
        if (_dmaRequested != level)
        {
            _dmaRequested = level;
            _port?.DmaRequest.SetLevel(level);
        }
    }
}
