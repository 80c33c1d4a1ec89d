using Microsoft.Extensions.Logging;
using Xemu.Abstractions;
using Xemu.Abstractions.Devices;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;

namespace Xemu.Mcpx;

/// <summary>Bus 0 with configuration mechanism 1 and the reset register that lies among its ports.</summary>
/// <remarks>
/// Sources: PCI Local Bus Specification 2.2, 3.2.2.3.2; reset register 0xCF9: Intel 82371AB, "Reset control".
/// A console hangs when some absent functions are read (xboxdevwiki "Porting an Operating System"); here they read all ones.
/// </remarks>
internal sealed class PciRoot : IComponent, IStateful, IPciBus, IPciInventory, IIoHandler
{
    private const int ResetRegister = 1;
    private const int ConfigData = 4;
    private const uint AddressMask = 0x80FF_FFFC;

    private readonly string _id;
    private readonly ILogger _log;
    private readonly IMachineControl _machine;
    private readonly PciOptions _options;
    private readonly PciSegment _segment;
    private uint _address;
    private byte _resetControl;

    public PciRoot(PciOptions options, IComponentContext context)
    {
        _id = context.Id;
        _log = context.Log;
        _machine = context.Machine;
        _options = options;
        _segment = new PciSegment(context.Memory, context.Ports, parkingMemory: 0x9000_0000, parkingPort: 0x4000);
        context.Ports.MapIo("pci-config", 0xCF8, 8, this);
    }

    public IoWidths Widths => IoWidths.Any;

    public IReadOnlyList<PciFunctionInfo> Functions =>
    [
        .. _segment.Functions.Select(static f => f.Describe(bus: 0)),
        .. _segment.Functions
            .Where(static f => f.Device is PciBridge)
            .OrderBy(static f => f.SecondaryBus)
            .SelectMany(static f => ((PciBridge)f.Device).Segment.Functions.Select(behind => behind.Describe(f.SecondaryBus))),
    ];

    public void Attach(string id, IPciDevice device, PciAddress address) => _segment.Attach(id, device, address);

    public void Wire()
    {
        _segment.Complete();
        foreach (PciFunction function in _segment.Functions)
        {
            int? interrupt = XboxLayout.RootInterrupt(function.Address);
            Connect(function, interrupt);
            if (_options.Preset)
            {
                XboxLayout.Preset(function, isRoot: true, interrupt);
            }

            if (function.Device is PciBridge bridge)
            {
                WireBehind(bridge, function);
            }
        }
    }

    public void Reset(ResetKind kind)
    {
        _address = 0;
        _resetControl = 0;
        _segment.Reset();
    }

    public ulong Read(ulong offset, int width)
    {
        if (offset >= ConfigData)
        {
            int register = (int)(_address & 0xFC) + (int)(offset - ConfigData);
            return FindFunction()?.Read(register, width) ?? AllOnes(width);
        }

        return (offset, width) switch
        {
            (0, 4) => _address,
            (ResetRegister, 1) => _resetControl,
            _ => AllOnes(width),
        };
    }

    public void Write(ulong offset, int width, ulong value)
    {
        if (offset >= ConfigData)
        {
            FindFunction()?.Write((int)(_address & 0xFC) + (int)(offset - ConfigData), width, (uint)value);
        }
        else if (offset == 0 && width == 4)
        {
            _address = (uint)value & AddressMask;
        }
        else if (offset == ResetRegister && width == 1)
        {
            WriteResetControl((byte)value);
        }
    }

    public void DescribeState(IStateVisitor state)
    {
        state.Field("address", ref _address);
        state.Field("reset-control", ref _resetControl);
        state.Part("bus", _segment);
    }

    public void AfterRestore()
    {
        _address &= AddressMask;
        _segment.AfterRestore();
    }

    public void Dispose()
    {
    }

    private static uint AllOnes(int width) => uint.MaxValue >> (32 - (8 * width));

    private void Connect(PciFunction function, int? interrupt)
    {
        if (interrupt is { } number)
        {
            function.ConnectInterrupt(_options.Interrupts.CreateLine(number));
        }
    }

    private void WireBehind(PciBridge bridge, PciFunction bridgeFunction)
    {
        bridge.Segment.Complete();
        bool isAgp = bridge.IsAgp;
        if (isAgp && _options.Preset)
        {
            XboxLayout.PresetAgpBridge(bridgeFunction);
        }

        foreach (PciFunction function in bridge.Segment.Functions)
        {
            int? interrupt = isAgp ? XboxLayout.AgpInterrupt : null;
            Connect(function, interrupt);
            if (isAgp && _options.Preset)
            {
                XboxLayout.Preset(function, isRoot: false, interrupt);
            }
        }
    }

    private PciFunction? FindFunction()
    {
        if ((_address & 0x8000_0000) == 0)
        {
            return null;
        }

        var bus = (byte)(_address >> 16);
        var deviceAndFunction = (int)(_address >> 8) & 0xFF;
        return bus == 0 ? _segment[deviceAndFunction] : FindBehindBridge(bus, deviceAndFunction);
    }

    // Not modelled: bridges behind bridges; the console has none.
    private PciFunction? FindBehindBridge(byte bus, int deviceAndFunction)
    {
        foreach (PciFunction function in _segment.Functions)
        {
            if (function.Device is PciBridge bridge && function.SecondaryBus == bus)
            {
                return bridge.Segment[deviceAndFunction];
            }
        }

        return null;
    }

    private void WriteResetControl(byte value)
    {
        bool rises = (value & ~_resetControl & 0x04) != 0;
        _resetControl = (byte)(value & 0x0E);
        if (rises)
        {
            McpxLog.GuestReset(_log, $"port 0xCF9 of '{_id}'");
            _machine.RequestReset((value & 0x08) != 0 ? ResetKind.Cold : ResetKind.Warm);
        }
    }
}
