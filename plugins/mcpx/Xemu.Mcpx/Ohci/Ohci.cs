using System.Buffers.Binary;
using Xemu.Abstractions;
using Xemu.Abstractions.Devices;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;
using Xemu.Abstractions.Time;

namespace Xemu.Mcpx;

/// <summary>A USB host controller, functions 2.0 and 3.0: frames, lists and done queue, with an empty root hub.</summary>
/// <remarks>
/// Source: OpenHCI 1.0a. Not modelled: devices, frames of another length than a millisecond, the change of ownership to system management (this
/// machine has none), and the end of a frame that cuts lists short: what <see cref="OhciSchedule"/> reads in a frame is bounded instead.
/// </remarks>
internal sealed class Ohci : PciComponent, IIoHandler
{
    private const uint FunctionalStateMask = 0xC0;
    private const uint Operational = 0x80;
    private const uint Suspend = 0xC0;
    private const uint InterruptRouting = 0x0100;

    /// <summary>Interrupt routing and remote wake-up connected, which software's reset leaves alone (7.1.2).</summary>
    private const uint KeptControl = 0x0300;

    private const uint HostControllerReset = 0x01;
    private const uint ListsFilled = OhciRegisters.ControlListFilled | OhciRegisters.BulkListFilled;
    private const uint MasterEnable = 0x8000_0000;
    private const uint FrameNs = 1_000_000;

    private readonly IClock _clock;
    private readonly AccessCounter _counter;
    private readonly IGuestTimer _frameTimer;
    private readonly uint[] _values = new uint[OhciRegisters.Table.Count];
    private readonly OhciSchedule _schedule;
    private readonly OhciRootHub _hub;

    /// <summary>Guest time at which frame <see cref="_originFrame"/> began; meaningful while operational.</summary>
    private ulong _originNs;

    private uint _originFrame;
    private bool _operational;

    /// <summary>The frame number that was written to the HCCA last, for the overflow of its top bit.</summary>
    private uint _announcedFrame;

    /// <summary>Bit 31 of HcFmRemaining: bit 31 of HcFmInterval, taken when a frame begins (7.3.2).</summary>
    private uint _frameToggle;

    public Ohci(IComponentContext context)
    {
        _clock = context.Clock;
        _counter = new AccessCounter(context);
        _frameTimer = context.Clock.CreateTimer($"{context.Id}/frame", FrameBegins);
        _schedule = new OhciSchedule(this);
        _hub = new OhciRootHub(this);
        Definition = new PciFunctionDefinition(McpxIds.Nvidia, McpxIds.Ohci, 0x0C0310, 0xD4)
        {
            InterruptPin = 1,
            CommandMask = 0x0006,
            Bars = [new PciBar(0, PciBarKind.Memory, 0x1000, "ohci") { Handler = this }],
        };
    }

    public override PciFunctionDefinition Definition { get; }

    public IoWidths Widths => IoWidths.Dword;

    /// <summary>The ports and the hub's own status.</summary>
    internal OhciRootHub Hub => _hub;

    /// <summary>Memory as the controller reaches it; absent before it is on a bus.</summary>
    internal IAddressSpace? Dma => Slot?.Dma;

    internal uint EnabledInterrupts => Value(OhciRegisters.InterruptEnable);

    internal uint FrameNumber => (_originFrame + FramesSinceOrigin()) & 0xFFFF;

    /// <summary>Bit times left in the frame, which has 12,000, and the toggle.</summary>
    internal uint FrameRemaining =>
        _frameToggle | (_operational ? 11_999 - (uint)((_clock.NowNs - _originNs) % FrameNs * 12_000 / FrameNs) : 0);

    public override void Reset(ResetKind kind)
    {
        base.Reset(kind);
        OhciRegisters.Table.Reset(_values);
        ResetFrames();
        Update();
    }

    public ulong Read(ulong offset, int width)
    {
        if (!OhciRegisters.Table.TryRead(this, _values, offset, out uint value))
        {
            _counter.Unhandled(offset, isWrite: false);
        }

        return value;
    }

    public void Write(ulong offset, int width, ulong value)
    {
        if (!OhciRegisters.Table.TryWrite(this, _values, offset, (uint)value))
        {
            _counter.Unhandled(offset, isWrite: true);
        }
    }

    public override void DescribeState(IStateVisitor state)
    {
        base.DescribeState(state);
        state.Words("registers", _values);
        state.Field("origin-ns", ref _originNs);
        state.Field("origin-frame", ref _originFrame);
        state.Field("operational", ref _operational);
        state.Field("announced-frame", ref _announcedFrame);
        state.Field("frame-toggle", ref _frameToggle);
        state.Part("schedule", _schedule);
        state.Timer("frame-timer", _frameTimer);
    }

    public override void AfterRestore()
    {
        if (_originNs > _clock.NowNs)
        {
            throw new StateException($"Field 'origin-ns' of a USB controller holds {_originNs}, which is after now ({_clock.NowNs}); the snapshot is damaged.");
        }
    }

    public override void Dispose()
    {
        _frameTimer.Dispose();
        base.Dispose();
    }

    internal ref uint Value(uint offset) => ref _values[OhciRegisters.Table.IndexOf(offset)];

    internal void WriteCommandStatus(uint value)
    {
        if ((value & HostControllerReset) != 0)
        {
            ResetBySoftware();
            return;
        }

        // Ones set, zeros leave alone (7.1.3).
        Value(OhciRegisters.CommandStatus) |= value & ListsFilled;
    }

    internal void WriteInterruptEnable(uint value, bool set)
    {
        ref uint enable = ref Value(OhciRegisters.InterruptEnable);
        enable = set ? enable | value : enable & ~value;
        Update();
    }

    /// <summary>Sets bits of HcInterruptStatus.</summary>
    internal void Raise(uint events)
    {
        Value(OhciRegisters.InterruptStatus) |= events;
        UpdateInterrupt();
    }

    /// <summary>Follows the functional state, and drives the interrupt.</summary>
    internal void Update()
    {
        bool operational = (Value(OhciRegisters.Control) & FunctionalStateMask) == Operational;
        if (operational != _operational)
        {
            _originFrame = FrameNumber;
            _originNs = _clock.NowNs;
            _operational = operational;
            _announcedFrame = _originFrame;
            ArmFrameTimer();
        }

        UpdateInterrupt();
    }

    private void UpdateInterrupt()
    {
        // Routed to system management, which this machine lacks, an interrupt goes nowhere.
        uint enabled = EnabledInterrupts;
        bool pending = (enabled & MasterEnable) != 0
            && (Value(OhciRegisters.Control) & InterruptRouting) == 0
            && (Value(OhciRegisters.InterruptStatus) & enabled & OhciRegisters.Events) != 0;
        Slot?.Interrupt.SetLevel(pending);
    }

    private void ArmFrameTimer()
    {
        if (_operational)
        {
            _frameTimer.Arm(_originNs + ((FramesSinceOrigin() + 1UL) * FrameNs));
        }
        else
        {
            _frameTimer.Cancel();
        }
    }

    private uint FramesSinceOrigin() => _operational ? (uint)((_clock.NowNs - _originNs) / FrameNs) : 0;

    /// <summary>Software's reset ends at once, in the suspend state, and leaves the root hub alone (7.1.3).</summary>
    private void ResetBySoftware()
    {
        uint control = Value(OhciRegisters.Control) & KeptControl;
        for (int i = 0; i < _values.Length; i++)
        {
            RegisterDefinition<Ohci> definition = OhciRegisters.Table.Definitions[i];
            if (definition.Offset < OhciRegisters.RhDescriptorA)
            {
                _values[i] = definition.Reset;
            }
        }

        Value(OhciRegisters.Control) = control | Suspend;
        ResetFrames();
        Update();
    }

    private void ResetFrames()
    {
        _operational = false;
        _originNs = 0;
        _originFrame = 0;
        _announcedFrame = 0;
        _frameToggle = 0;
        _schedule.Reset();
        ArmFrameTimer();
    }

    /// <summary>The boundary between two frames (4.4, 6.4.4, 7.1.4): the HCCA first, then the events, then the new frame's lists.</summary>
    private void FrameBegins()
    {
        uint frame = FrameNumber;
        _frameToggle = Value(OhciRegisters.FmInterval) & 0x8000_0000;
        uint events = OhciRegisters.StartOfFrame;
        if (((frame ^ _announcedFrame) & 0x8000) != 0)
        {
            events |= OhciRegisters.FrameNumberOverflow;
        }

        _announcedFrame = frame;
        WriteFrameNumber(frame);
        Raise(events);
        _schedule.WriteBackDone();
        _schedule.RunFrame(frame);
        ArmFrameTimer();
    }

    /// <summary>HccaFrameNumber and the word behind it, which becomes 0 with each of them (4.4).</summary>
    private void WriteFrameNumber(uint frame)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, frame);
        Slot?.Dma.Write(Value(OhciRegisters.Hcca) + OhciRegisters.HccaFrameNumber, bytes);
    }
}
