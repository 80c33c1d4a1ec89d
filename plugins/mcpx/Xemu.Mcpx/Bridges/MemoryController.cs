using Xemu.Abstractions.Devices;

namespace Xemu.Mcpx;

/// <summary>The memory controller, function 0.3: identity, and registers that are storage.</summary>
internal sealed class MemoryController : PciComponent
{
    public override PciFunctionDefinition Definition { get; } = new(McpxIds.Nvidia, McpxIds.MemoryController, 0x050000, 0xA1)
    {
        CommandMask = 0,
    };
}
