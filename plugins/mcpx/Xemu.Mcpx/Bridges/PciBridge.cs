using Xemu.Abstractions;
using Xemu.Abstractions.Devices;
using Xemu.Abstractions.State;

namespace Xemu.Mcpx;

/// <summary>A PCI-to-PCI bridge: a function on bus 0, and a bus of its own.</summary>
/// <remarks>Not modelled: the forwarding windows are registers, but everything is forwarded; a BAR behind the bridge is reached wherever it is placed.</remarks>
internal sealed class PciBridge : PciComponent, IPciBus
{
    private PciBridge(IComponentContext context, bool isAgp, ushort deviceId, byte revision, ulong parkingMemory, ulong parkingPort)
    {
        IsAgp = isAgp;
        Segment = new PciSegment(context.Memory, context.Ports, parkingMemory, parkingPort);
        Definition = new PciFunctionDefinition(McpxIds.Nvidia, deviceId, 0x060400, revision)
        {
            HeaderType = 1,
            CommandMask = 0x0147,
        };
    }

    public override PciFunctionDefinition Definition { get; }

    public bool IsAgp { get; }

    public PciSegment Segment { get; }

    public static PciBridge Agp(IComponentContext context) =>
        new(context, isAgp: true, McpxIds.AgpBridge, 0xA1, parkingMemory: 0xB000_0000, parkingPort: 0x6000);

    public static PciBridge PciToPci(IComponentContext context) =>
        new(context, isAgp: false, McpxIds.PciBridge, 0xD2, parkingMemory: 0xA000_0000, parkingPort: 0x7000);

    public void Attach(string id, IPciDevice device, PciAddress address) => Segment.Attach(id, device, address);

    public override void Reset(ResetKind kind)
    {
        base.Reset(kind);
        Segment.Reset();
    }

    public override void DescribeState(IStateVisitor state)
    {
        base.DescribeState(state);
        state.Part("bus", Segment);
    }

    public override void AfterRestore() => Segment.AfterRestore();
}
