using Xemu.Abstractions;
using Xemu.Abstractions.Devices;

namespace Xemu.Ide;

/// <summary>Options of <c>mcpx.ide</c>.</summary>
public sealed record IdeControllerOptions
{
    /// <summary>Who takes the interrupt.</summary>
    [Option("The interrupt controller; without it the PCI function's pin is used.")]
    public IInterruptController? Interrupts { get; init; }

    /// <summary>Which input.</summary>
    [Option("The interrupt input: 14 in compatibility mode.", Min = 0, Max = 255)]
    public int Irq { get; init; } = 14;
}
