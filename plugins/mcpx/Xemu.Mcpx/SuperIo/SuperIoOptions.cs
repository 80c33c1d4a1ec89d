using Xemu.Abstractions;
using Xemu.Abstractions.Devices;
using Xemu.Abstractions.Io;

namespace Xemu.Mcpx;

internal sealed record SuperIoOptions
{
    [Option("Where the interrupts go.", Required = true)]
    public IInterruptController Interrupts { get; init; } = null!;

    [Option("What is at the other end of the first serial port; nothing when left out.")]
    public ICharacterDevice? Port0 { get; init; }

    [Option("What is at the other end of the second serial port; nothing when left out.")]
    public ICharacterDevice? Port1 { get; init; }

    [Option("Whether the serial ports answer at 0x3F8 and 0x2F8 after a reset, without firmware that enables them.")]
    public bool EnabledAtReset { get; init; }

    [Option("Whether bytes take the time that the baud rate says; otherwise they are sent at once.")]
    public bool Timed { get; init; }
}
