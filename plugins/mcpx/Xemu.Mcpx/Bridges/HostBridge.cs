using Xemu.Abstractions;
using Xemu.Abstractions.Devices;

namespace Xemu.Mcpx;

/// <summary>The CPU's bridge, function 0.0.</summary>
/// <remarks>Register 0x84 holds the last byte of RAM (Cromwell, memory detection); it does not move RAM here. The rest is storage.</remarks>
internal sealed class HostBridge(IComponentContext context) : PciComponent
{
    private const int TopOfMemory = 0x84;

    private readonly uint _lastByte = (uint)(context.Ram.SizeBytes - 1);

    public override PciFunctionDefinition Definition { get; } = new(McpxIds.Nvidia, McpxIds.HostBridge, 0x060000, 0xA1)
    {
        CommandMask = 0x0146,
    };

    public override void Reset(ResetKind kind)
    {
        base.Reset(kind);
        SetConfig(TopOfMemory, _lastByte, 4);
    }
}
