using Xemu.Abstractions;
using Xemu.Abstractions.Devices;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;

namespace Xemu.Ide;

/// <summary>The MCPX's IDE function: the primary channel at its compatibility ports, and the bus master.</summary>
/// <remarks>
/// Sources: xboxdevwiki "PCI" (9.0, 10DE:01BC, ports at 0xFF60); Linux drivers/ata/pata_amd.c and amd74xx.c (enable bits at 0x50, cable bits
/// at 0x52, timings at 0x58 to 0x63); PCI IDE Controller Specification 1.0 (compatibility mode); ATA/ATAPI-5 (T13 1321D).
/// Not modelled: the secondary channel, which is not wired on the console; effects of the timing and enable registers, which are storage.
/// </remarks>
internal sealed class IdeController : IComponent, IPciDevice, IPciConfigHandler, IIdeBus, IStateful
{
    private const ulong CommandBlockPort = 0x1F0;
    private const ulong ControlBlockPort = 0x3F6;
    private const int ConfigStart = 0x40;
    private const int ConfigEnd = 0x70;
    private readonly IInterruptController? _interrupts;
    private readonly int _irq;
    private readonly IMapping _commandMapping;
    private readonly IMapping _controlMapping;
    private readonly byte[] _config = new byte[ConfigEnd - ConfigStart];
    private readonly IdeChannel _channel = new();
    private readonly BusMaster _busMaster;

    [Derived("wired when the function is attached")]
    private IPciSlot? _slot;

    [Derived("wired before the machine runs")]
    private IInterruptLine? _line;

    /// <summary>Makes the controller and maps its ports.</summary>
    public IdeController(IdeControllerOptions options, IComponentContext context)
    {
        _interrupts = options.Interrupts;
        _irq = options.Irq;
        if (_interrupts is not null && _irq >= _interrupts.LineCount)
        {
            throw new ComponentException($"IDE controller '{context.Id}' wants interrupt input {_irq}, and there are {_interrupts.LineCount}; set 'irq' to less.");
        }

        _busMaster = new BusMaster(_channel, context.Clock, context.Id);
        _channel.InterruptChanged = OnInterrupt;
        _channel.DmaRequestChanged = _busMaster.OnDmaRequest;
        Definition = new PciFunctionDefinition(0x10DE, 0x01BC, 0x01018A, Revision: 0xD4)
        {
            // Revision, grant and latency: unverified.
            CommandMask = 0x0005,
            GrantAndLatency = 0x0103,
            Bars = [new PciBar(4, PciBarKind.Io, 16, "ide-bus-master") { Handler = _busMaster, ResetAddress = 0xFF60 }],
        };
        _commandMapping = context.Ports.MapIo($"{context.Id}/command", CommandBlockPort, 8, new CommandBlock(_channel));
        _controlMapping = context.Ports.MapIo($"{context.Id}/control", ControlBlockPort, 1, new ControlBlock(_channel));
    }

    /// <inheritdoc/>
    public PciFunctionDefinition Definition { get; }

    /// <inheritdoc/>
    public void AttachPci(IPciSlot slot)
    {
        _slot = slot;
        _busMaster.Connect(slot.Dma);
    }

    /// <inheritdoc/>
    public void Attach(string id, IIdeDevice device, IdeUnit address) => _channel.Attach(device, address);

    /// <inheritdoc/>
    public void Wire() => _line = _interrupts?.CreateLine(_irq) ?? _slot?.Interrupt;

    /// <inheritdoc/>
    public void Reset(ResetKind kind)
    {
        Array.Clear(_config);

        // Primary channel on. Firmware does this on a console; a kernel that is started without one finds the channel by it
        // (pata_amd tests bit 1). No 80-wire cable at 0x52: the console has 40 wires.
        _config[0x50 - ConfigStart] = 0x02;
        _busMaster.Reset();
        _channel.Reset();
    }

    /// <inheritdoc/>
    public byte ReadConfig(int offset) => offset is >= ConfigStart and < ConfigEnd ? _config[offset - ConfigStart] : (byte)0;

    /// <inheritdoc/>
    public void WriteConfig(int offset, byte value)
    {
        if (offset is >= ConfigStart and < ConfigEnd)
        {
            _config[offset - ConfigStart] = value;
        }
    }

    /// <inheritdoc/>
    public void DescribeState(IStateVisitor state)
    {
        state.Bytes("config", _config);
        state.Part("channel", _channel);
        state.Part("bus-master", _busMaster);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _commandMapping.Dispose();
        _controlMapping.Dispose();
        _busMaster.Dispose();
    }

    private void OnInterrupt(bool level)
    {
        if (level)
        {
            _busMaster.OnInterrupt();
        }

        _line?.SetLevel(level);
    }
}
