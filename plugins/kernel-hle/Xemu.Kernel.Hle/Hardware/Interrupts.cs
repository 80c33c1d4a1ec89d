using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;

namespace Xemu.Kernel.Hle;

/// <summary>Interrupts of the emulated controller: two 8259A, with the levels of the console. The interval timer on input 0 is the kernel's clock.</summary>
/// <remarks>
/// An interrupt whose level is not above the current one is masked and remembered, and begins when the level falls; the clock always counts. A line is masked from its acknowledge until its
/// service routine has returned. Source: Intel 8259A data sheet; xboxdevwiki "PIC", "PIT".
/// </remarks>
internal sealed class Interrupts(Kernel kernel, IAddressSpace ports) : IStateful
{
    private const int Lines = 16;
    private const int Clock = 0;
    private const int Cascade = 2;
    private const ushort Master = 0x20;
    private const ushort Slave = 0xA0;
    private const ushort MasterTrigger = 0x4D0;
    private const ushort SlaveTrigger = 0x4D1;
    private const byte NonspecificEnd = 0x20;

    /// <summary>Inputs of PCI functions, which are levels: USB 1 and 9, GPU 3, network 4, APU 5, AC97 6, SMBus 11, power management 12.</summary>
    private const byte MasterLevels = 0x7A;
    private const byte SlaveLevels = 0x1A;

    /// <summary>1.125 MHz by this is a thousand a second.</summary>
    private const int ClockDivisor = 1125;

    private readonly uint[] _connected = new uint[Lines];
    private ushort _mask;
    private ushort _deferred;

    /// <summary>Lines that are masked from their acknowledge to the end of their service routine.</summary>
    private ushort _serving;

    /// <summary>Lines that the program has disabled: they stay so when a service routine returns.</summary>
    private ushort _disabled;

    private GuestMemory Memory => kernel.Memory;

    /// <summary>Sets controller and timer up, as the console's kernel does.</summary>
    public void Reset()
    {
        Array.Clear(_connected);
        _deferred = 0;
        _serving = 0;
        _disabled = 0;
        _mask = unchecked((ushort)~((1 << Clock) | (1 << Cascade)));
        Initialize(Master, KernelLayout.InterruptVector, 1 << Cascade);
        Initialize(Slave, KernelLayout.InterruptVector + 8, Cascade);
        Out(MasterTrigger, MasterLevels);
        Out(SlaveTrigger, SlaveLevels);
        WriteMask();
        Out(0x43, 0x34);
        Out(0x40, ClockDivisor & 0xFF);
        Out(0x40, ClockDivisor >> 8);
    }

    /// <summary>Connects an interrupt object.</summary>
    /// <returns>Whether its line was free.</returns>
    public bool Connect(uint interrupt)
    {
        uint line = Memory.Read32(interrupt + Kinterrupt.BusInterruptLevel);
        if (line >= Lines || line == Cascade || _connected[line] != 0 || Memory.Read8(interrupt + Kinterrupt.Connected) != 0)
        {
            return false;
        }

        _connected[line] = interrupt;
        Memory.Write8(interrupt + Kinterrupt.Connected, 1);
        SetMasked((int)line, masked: false);
        return true;
    }

    /// <summary>Disconnects an interrupt object.</summary>
    /// <returns>Whether it was connected.</returns>
    public bool Disconnect(uint interrupt)
    {
        uint line = Memory.Read32(interrupt + Kinterrupt.BusInterruptLevel);
        if (line >= Lines || _connected[line] != interrupt)
        {
            return false;
        }

        _connected[line] = 0;
        Memory.Write8(interrupt + Kinterrupt.Connected, 0);
        SetMasked((int)line, masked: line != Clock);
        return true;
    }

    /// <summary>Disables a line, or lets it through again.</summary>
    public void SetDisabled(int line, bool disabled)
    {
        _disabled = (ushort)(disabled ? _disabled | (1 << line) : _disabled & ~(1 << line));
        SetMasked(line, disabled);
    }

    private void SetMasked(int line, bool masked)
    {
        _mask = (ushort)(masked ? _mask | (1 << line) : _mask & ~(1 << line));
        WriteMask();
    }

    /// <summary>An interrupt has come.</summary>
    /// <param name="frame">The interrupted code's frame.</param>
    /// <param name="line">The controller's input.</param>
    /// <returns>The frame that goes on.</returns>
    public uint Begin(uint frame, int line)
    {
        if (IsSpurious(line))
        {
            return frame;
        }

        Acknowledge(line);
        Memory.Write32(Pcr.InterruptCount, Memory.Read32(Pcr.InterruptCount) + 1);
        if (line == Clock)
        {
            Tick();
            return _connected[Clock] == 0 ? frame : Serve(frame, line);
        }

        if (kernel.Irql >= Irql.OfInterrupt(line))
        {
            Defer(line);
            return frame;
        }

        return Serve(frame, line);
    }

    /// <summary>Begins an interrupt that waited for a lower level.</summary>
    /// <returns>Its frame, or null.</returns>
    public uint? TryBeginDeferred(uint frame)
    {
        for (int line = 0; _deferred != 0 && line < Lines && frame != 0; line++)
        {
            if ((_deferred & (1 << line)) != 0 && kernel.Irql < Irql.OfInterrupt(line))
            {
                _deferred &= (ushort)~(1 << line);
                return Serve(frame, line);
            }
        }

        return null;
    }

    /// <summary>Whether an interrupt waits that could begin at a level.</summary>
    public bool HasDeferred(byte irql)
    {
        for (int line = 0; line < Lines; line++)
        {
            if ((_deferred & (1 << line)) != 0 && irql < Irql.OfInterrupt(line))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether any interrupt waits.</summary>
    public bool AnyDeferred => _deferred != 0;

    /// <summary>A service routine has returned.</summary>
    public uint End(CallbackRecord record, bool claimed)
    {
        kernel.Irql = (byte)record.B;
        Memory.Write32(Pcr.ExceptionList, record.C);
        int line = (int)(record.A % Lines);
        _serving &= (ushort)~(1 << line);
        if (line != Clock)
        {
            SetMasked(line, masked: _connected[line] == 0 || (_disabled & (1 << line)) != 0);
        }

        if (!claimed)
        {
            kernel.Counters.UnclaimedInterrupts++;
        }

        return record.Frame;
    }

    /// <inheritdoc/>
    public void DescribeState(IStateVisitor state)
    {
        state.Words("connected", _connected);
        state.Field("mask", ref _mask);
        state.Field("deferred", ref _deferred);
        state.Field("serving", ref _serving);
        state.Field("disabled", ref _disabled);
    }

    private uint Serve(uint frame, int line)
    {
        uint interrupt = _connected[line];
        if (interrupt == 0)
        {
            _serving &= (ushort)~(1 << line);
            SetMasked(line, masked: true);
            return frame;
        }

        var record = new CallbackRecord(CallbackKind.Interrupt, frame, (uint)line, kernel.Irql, Memory.Read32(Pcr.ExceptionList));
        Memory.Write32(Pcr.ExceptionList, uint.MaxValue);
        kernel.Irql = line == Clock ? Irql.Clock : Irql.OfInterrupt(line);
        Memory.Write32(interrupt + Kinterrupt.ServiceCount, Memory.Read32(interrupt + Kinterrupt.ServiceCount) + 1);
        return kernel.Callbacks.Build(frame, record, Memory.Read32(interrupt + Kinterrupt.ServiceRoutine), [interrupt, Memory.Read32(interrupt + Kinterrupt.ServiceContext)]);
    }

    private void Defer(int line)
    {
        _deferred |= (ushort)(1 << line);
        kernel.NotePending();
    }

    private void Tick()
    {
        uint ticks = kernel.Clock.Tick();
        kernel.Threads.Tick(ticks);
        kernel.Timers.RunExpired();
    }

    /// <summary>Inputs 7 and 15 also come when a request has gone away; then they are not in service.</summary>
    private bool IsSpurious(int line)
    {
        if (line % 8 != 7)
        {
            return false;
        }

        ushort port = line < 8 ? Master : Slave;
        Out(port, 0x0B);
        bool inService = (ports.ReadValue(port, 1) & 0x80) != 0;
        if (!inService && line >= 8)
        {
            Out(Master, NonspecificEnd);
        }

        return !inService;
    }

    private void Acknowledge(int line)
    {
        // A level that is still there would come again at once: its line is masked before the end of interrupt.
        if (line != Clock)
        {
            _serving |= (ushort)(1 << line);
            Out(MaskPort(line), MaskByte(line, (ushort)(_mask | _serving)));
        }

        if (line >= 8)
        {
            Out(Slave, NonspecificEnd);
        }

        Out(Master, NonspecificEnd);
    }

    private void Initialize(ushort port, int vector, int cascade)
    {
        Out(port, 0x11);
        Out((ushort)(port + 1), vector);
        Out((ushort)(port + 1), cascade);
        Out((ushort)(port + 1), 0x01);
    }

    private void WriteMask()
    {
        Out(Master + 1, MaskByte(0, (ushort)(_mask | _serving)));
        Out(Slave + 1, MaskByte(8, (ushort)(_mask | _serving)));
    }

    private static ushort MaskPort(int line) => line < 8 ? (ushort)(Master + 1) : (ushort)(Slave + 1);

    private static int MaskByte(int line, ushort mask) => line < 8 ? mask & 0xFF : mask >> 8;

    private void Out(ushort port, int value) => ports.WriteValue(port, 1, (ulong)value);
}
