using Xemu.Abstractions;
using Xemu.Abstractions.Devices;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;

namespace Xemu.Mcpx;

/// <summary>The network controller, function 4.0: identity and registers, without a cable.</summary>
/// <remarks>
/// Source: xboxdevwiki "Network"; register names as the forcedeth authors found them. Unimplemented: sending, receiving, and the PHY: every MII
/// access ends at once and reads all ones, as when no PHY answers. Other registers are storage.
/// </remarks>
internal sealed class Nic : PciComponent, IIoHandler
{
    private const uint InterruptStatus = 0x000;
    private const uint TransmitterStatus = 0x088;
    private const uint ReceiverStatus = 0x098;
    private const uint TxRxControl = 0x144;
    private const uint MiiStatus = 0x180;
    private const uint MiiControl = 0x190;
    private const uint MiiData = 0x194;
    private const uint MiiInUse = 0x8000;

    private readonly AccessCounter _counter;
    private readonly uint[] _registers = new uint[0x100];
    private readonly PortStorage _ports = new(8);

    public Nic(IComponentContext context)
    {
        _counter = new AccessCounter(context);
        Definition = new PciFunctionDefinition(McpxIds.Nvidia, McpxIds.Nic, 0x020000, 0xD2)
        {
            InterruptPin = 1,
            Bars =
            [
                new PciBar(0, PciBarKind.Memory, 0x400, "nic") { Handler = this },
                new PciBar(1, PciBarKind.Io, 8, "nic-ports") { Handler = _ports },
            ],
        };
    }

    public override PciFunctionDefinition Definition { get; }

    public IoWidths Widths => IoWidths.Dword;

    public override void Reset(ResetKind kind)
    {
        base.Reset(kind);
        Array.Clear(_registers);
        _ports.Reset();
    }

    public ulong Read(ulong offset, int width) => _registers[offset / 4];

    public void Write(ulong offset, int width, ulong value)
    {
        var register = (uint)value;
        switch ((uint)offset)
        {
            case InterruptStatus or MiiStatus:
                _registers[offset / 4] &= ~register;
                break;
            case TransmitterStatus or ReceiverStatus:
                // Never busy.
                break;
            case MiiControl:
                _registers[offset / 4] = register & ~MiiInUse;
                _registers[MiiData / 4] = 0xFFFF;
                break;
            case TxRxControl:
                if ((register & 0x01) != 0)
                {
                    _counter.Unimplemented(offset, "sending and receiving");
                }

                _registers[offset / 4] = register;
                break;
            default:
                _registers[offset / 4] = register;
                break;
        }
    }

    public override void DescribeState(IStateVisitor state)
    {
        base.DescribeState(state);
        state.Words("registers", _registers);
        state.Part("ports", _ports);
    }
}
