using Xemu.Abstractions;
using Xemu.Abstractions.Devices;

namespace Xemu.Mcpx;

internal sealed record PciOptions
{
    [Option("Where the interrupts of the functions go.", Required = true)]
    public IInterruptController Interrupts { get; init; } = null!;

    [Option("Whether BARs, bus numbers and interrupt lines are set up after a reset, as firmware would: for machines that start an operating system without firmware.")]
    public bool Preset { get; init; }
}
