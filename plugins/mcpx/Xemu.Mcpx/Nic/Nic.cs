using Xemu.Abstractions;
using Xemu.Abstractions.Devices;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;
using Xemu.Abstractions.Time;

namespace Xemu.Mcpx;

/// <summary>The network controller, function 4.0, with nothing plugged in: registers, PHY, interrupts, and a transmitter whose frames go nowhere.</summary>
/// <remarks>
/// Sources: nxdk lib/net/nvnetdrv (registers, descriptors, what a driver waits for); xboxdevwiki "Network". The controller is never busy, and nothing
/// is ever received. Not modelled: wake-up, and the statistics counters.
/// </remarks>
internal sealed class Nic : PciComponent, IIoHandler
{
    /// <summary>The PHY's address on the management bus; nxdk's driver gives it to the adapter control register.</summary>
    private const uint PhyAddress = 1;

    private const uint MiiWrite = 0x400;
    private const uint MiiError = 0x1;
    private const uint TimerEvent = 0x20;
    private const uint LinkEvent = 0x40;
    private const uint PollingOn = 0x3;

    /// <summary>The unit of the polling interval: 1024 periods of 100 MHz, by which nxdk's "97 is one millisecond" holds; unverified.</summary>
    private const ulong PollingUnitNs = 10_240;

    private const uint Start = 0x1;
    private const uint Kick = 0x1;
    private const uint Disable = 0x4;
    private const uint RingReset = 0x10;

    private readonly IClock _clock;
    private readonly IGuestTimer _pollingTimer;
    private readonly uint[] _registers = new uint[NicRegisters.Table.Count];
    private readonly PortStorage _ports = new(8);
    private readonly NicPhy _phy = new();
    private readonly NicTransmitRing _transmit;

    public Nic(IComponentContext context)
    {
        _clock = context.Clock;
        _pollingTimer = context.Clock.CreateTimer($"{context.Id}/polling", PollingEnds);
        _transmit = new NicTransmitRing(this);
        Definition = new PciFunctionDefinition(McpxIds.Nvidia, McpxIds.Nic, 0x020000, 0xD2)
        {
            InterruptPin = 1,
            Bars =
            [
                new PciBar(0, PciBarKind.Memory, NicRegisters.SizeBytes, "nic") { Handler = this },
                new PciBar(1, PciBarKind.Io, 8, "nic-ports") { Handler = _ports },
            ],
        };
    }

    public override PciFunctionDefinition Definition { get; }

    public IoWidths Widths => IoWidths.Dword;

    /// <summary>Memory as the controller reaches it; absent before it is on a bus.</summary>
    internal IAddressSpace? Dma => Slot?.Dma;

    internal NicTransmitRing Transmit => _transmit;

    public override void Reset(ResetKind kind)
    {
        base.Reset(kind);
        NicRegisters.Table.Reset(_registers);
        _ports.Reset();
        _phy.Reset();
        _transmit.Reset();
        _pollingTimer.Cancel();
        UpdateInterrupt();
    }

    public ulong Read(ulong offset, int width)
    {
        NicRegisters.Table.TryRead(this, _registers, offset, out uint value);
        return value;
    }

    public void Write(ulong offset, int width, ulong value) => NicRegisters.Table.TryWrite(this, _registers, offset, (uint)value);

    public override void DescribeState(IStateVisitor state)
    {
        base.DescribeState(state);
        state.Words("registers", _registers);
        state.Part("ports", _ports);
        state.Part("phy", _phy);
        state.Part("transmit", _transmit);
        state.Timer("polling-timer", _pollingTimer);
    }

    public override void AfterRestore() => _transmit.AfterRestore();

    public override void Dispose()
    {
        _pollingTimer.Dispose();
        base.Dispose();
    }

    internal ref uint Value(uint offset) => ref _registers[NicRegisters.Table.IndexOf(offset)];

    internal void Raise(uint events)
    {
        Value(NicRegisters.IrqStatus) |= events;
        UpdateInterrupt();
    }

    internal void UpdateInterrupt() =>
        Slot?.Interrupt.SetLevel((Value(NicRegisters.IrqStatus) & Value(NicRegisters.IrqMask)) != 0);

    /// <summary>Starts the polling timer from its interval, or stops it.</summary>
    internal void UpdatePolling()
    {
        if ((Value(NicRegisters.PollingControl) & PollingOn) == PollingOn)
        {
            _pollingTimer.Arm(_clock.NowNs + (Math.Max(Value(NicRegisters.PollingInterval), 1) * PollingUnitNs));
        }
        else
        {
            _pollingTimer.Cancel();
        }
    }

    internal void WriteTxRxControl(uint value)
    {
        if ((value & RingReset) != 0)
        {
            _transmit.Reset();
        }

        bool runs = (value & (Disable | RingReset)) == 0 && (Value(NicRegisters.TransmitterControl) & Start) != 0;
        if ((value & Kick) != 0 && runs)
        {
            _transmit.Run();
        }
    }

    /// <summary>An access on the management bus; it is over at once.</summary>
    internal void WriteMiiControl(uint value)
    {
        var register = (int)(value & 0x1F);
        if (((value >> 5) & 0x1F) != PhyAddress)
        {
            // Nobody drives the wire: all ones, and the error that drivers probe for.
            Value(NicRegisters.MiiData) = 0xFFFF;
            Value(NicRegisters.MiiStatus) |= MiiError;
        }
        else if ((value & MiiWrite) != 0)
        {
            _phy.Write(register, (ushort)Value(NicRegisters.MiiData));
        }
        else
        {
            Value(NicRegisters.MiiData) = _phy.Read(register);
        }

        if ((Value(NicRegisters.MiiStatus) & Value(NicRegisters.MiiMask)) != 0)
        {
            Raise(LinkEvent);
        }
    }

    private void PollingEnds()
    {
        Raise(TimerEvent);
        UpdatePolling();
    }
}
