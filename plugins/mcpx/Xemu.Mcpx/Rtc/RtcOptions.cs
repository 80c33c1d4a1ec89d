using Xemu.Abstractions;
using Xemu.Abstractions.Devices;

namespace Xemu.Mcpx;

internal sealed record RtcOptions
{
    [Option("Where interrupt 8 goes.", Required = true)]
    public IInterruptController Interrupts { get; init; } = null!;

    // Source: ReactOS HAL, RTC_REGISTER_CENTURY 0x7F on the Xbox (0x32 on a PC).
    [Option("Register that holds the century, 0x0E to 0x7F: 0x7F on the console, 0x32 on a PC.", Min = 0x0E, Max = 0x7F)]
    public int Century { get; init; } = 0x7F;
}
