using System.Buffers.Binary;
using Xemu.Abstractions;
using Xemu.Abstractions.Devices;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;
using Xemu.Abstractions.Time;

namespace Xemu.Mcpx;

/// <summary>A USB host controller, functions 2.0 and 3.0, with an empty root hub.</summary>
/// <remarks>Source: OpenHCI 1.0a. Not modelled: transfers; the lists are never processed, and nothing is ever connected.</remarks>
internal sealed class Ohci : PciComponent, IIoHandler
{
    private const uint FunctionalStateMask = 0xC0;
    private const uint Operational = 0x80;
    private const uint Suspend = 0xC0;
    private const uint HostControllerReset = 0x01;
    private const uint StartOfFrame = 0x04;
    private const uint RootHubStatusChange = 0x40;
    private const uint MasterEnable = 0x8000_0000;
    private const uint PortPower = 0x0100;
    private const uint FrameNs = 1_000_000;

    private readonly IClock _clock;
    private readonly AccessCounter _counter;
    private readonly IGuestTimer _frameTimer;
    private readonly uint[] _values = new uint[OhciRegisters.Table.Count];

    /// <summary>Guest time at which frame <see cref="_originFrame"/> began; meaningful while operational.</summary>
    private ulong _originNs;

    private uint _originFrame;
    private bool _operational;

    public Ohci(IComponentContext context)
    {
        _clock = context.Clock;
        _counter = new AccessCounter(context);
        _frameTimer = context.Clock.CreateTimer($"{context.Id}/frame", FrameBegins);
        Definition = new PciFunctionDefinition(McpxIds.Nvidia, McpxIds.Ohci, 0x0C0310, 0xD4)
        {
            InterruptPin = 1,
            CommandMask = 0x0006,
            Bars = [new PciBar(0, PciBarKind.Memory, 0x1000, "ohci") { Handler = this }],
        };
    }

    public override PciFunctionDefinition Definition { get; }

    public IoWidths Widths => IoWidths.Dword;

    internal uint EnabledInterrupts => Value(OhciRegisters.InterruptEnable);

    internal uint FrameNumber => (_originFrame + FramesSinceOrigin()) & 0xFFFF;

    /// <summary>Bit times left in the frame, which has 12,000.</summary>
    internal uint FrameRemaining => _operational ? 11_999 - (uint)((_clock.NowNs - _originNs) % FrameNs * 12_000 / FrameNs) : 0;

    public override void Reset(ResetKind kind)
    {
        base.Reset(kind);
        ResetRegisters();
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

    internal void WriteCommandStatus(uint value)
    {
        if ((value & HostControllerReset) != 0)
        {
            // Software's reset leaves the controller in the suspend state, at once.
            ResetRegisters();
            Value(OhciRegisters.Control) = Suspend;
            Update();
            return;
        }

        if ((value & 0x06) != 0)
        {
            _counter.Unimplemented(OhciRegisters.CommandStatus, "USB transfers");
        }
    }

    internal void WriteInterruptEnable(uint value, bool set)
    {
        ref uint enable = ref Value(OhciRegisters.InterruptEnable);
        enable = set ? enable | value : enable & ~value;
        Update();
    }

    internal void WriteHubStatus(uint value)
    {
        // Bit 0 of a write takes power from all ports, bit 16 gives it.
        for (int port = 0; port < OhciRegisters.PortCount && (value & 0x0001_0001) != 0; port++)
        {
            PortStatus(port) = (value & 0x0001_0000) != 0 ? PortPower : 0;
        }
    }

    internal void WritePort(int port, uint value)
    {
        ref uint status = ref PortStatus(port);
        if ((value & 0x0200) != 0)
        {
            status &= ~PortPower;
        }
        else if ((value & PortPower) != 0)
        {
            status |= PortPower;
        }

        // Enabling, suspending or resetting a port without a device sets its connect-status-change bit (7.4.4); change bits fall by writing one.
        if ((value & 0x0016) != 0 && (status & PortPower) != 0)
        {
            status |= 0x0001_0000;
            Value(OhciRegisters.InterruptStatus) |= RootHubStatusChange;
        }

        status &= ~(value & 0x001F_0000);
        Update();
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
        }

        uint enabled = EnabledInterrupts;
        bool pending = (enabled & MasterEnable) != 0 && (Value(OhciRegisters.InterruptStatus) & enabled & 0x4000_007F) != 0;
        Slot?.Interrupt.SetLevel(pending);
        if (_operational && (enabled & (MasterEnable | StartOfFrame)) == (MasterEnable | StartOfFrame))
        {
            _frameTimer.Arm(_originNs + ((FramesSinceOrigin() + 1UL) * FrameNs));
        }
        else
        {
            _frameTimer.Cancel();
        }
    }

    private ref uint Value(uint offset) => ref _values[OhciRegisters.Table.IndexOf(offset)];

    private ref uint PortStatus(int port) => ref Value(OhciRegisters.RhPortStatus + (4 * (uint)port));

    private uint FramesSinceOrigin() => _operational ? (uint)((_clock.NowNs - _originNs) / FrameNs) : 0;

    private void ResetRegisters()
    {
        OhciRegisters.Table.Reset(_values);
        _operational = false;
        _originNs = 0;
        _originFrame = 0;
        Update();
    }

    private void FrameBegins()
    {
        Value(OhciRegisters.InterruptStatus) |= StartOfFrame;
        Span<byte> frame = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(frame, FrameNumber);

        // HccaFrameNumber, OpenHCI 4.4.
        Slot?.Dma.Write(Value(OhciRegisters.Hcca) + 0x80, frame);
        Update();
    }
}
