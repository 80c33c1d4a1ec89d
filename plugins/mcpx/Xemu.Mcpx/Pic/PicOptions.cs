using Xemu.Abstractions;
using Xemu.Abstractions.Cpu;

namespace Xemu.Mcpx;

internal sealed record PicOptions
{
    [Option("The processor whose interrupt input the controller drives.", Required = true)]
    public ICpu Cpu { get; init; } = null!;

    [Option("Inputs that are level-triggered after a reset, as firmware leaves them for PCI; 0, 2, 8 and 13 are always edges.")]
    public int[] LevelTriggered { get; init; } = [];
}
