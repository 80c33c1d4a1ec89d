using Xemu.Abstractions;
using Xemu.Abstractions.Devices;

namespace Xemu.Mcpx;

internal sealed record PitOptions
{
    [Option("Where interrupt 0 goes.", Required = true)]
    public IInterruptController Interrupts { get; init; } = null!;

    // Source: xbox-linux kernel patch, PIT_TICK_RATE 1125000 under CONFIG_X86_XBOX; a PC has 1193182 Hz.
    [Option("Input clock: 1125000Hz on the console, 1193182Hz on a PC.", Min = 1, Max = 1_000_000_000)]
    public Frequency Clock { get; init; } = new(1_125_000);
}
