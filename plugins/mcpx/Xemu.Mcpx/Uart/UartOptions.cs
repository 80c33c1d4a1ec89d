using Xemu.Abstractions;
using Xemu.Abstractions.Devices;
using Xemu.Abstractions.Io;

namespace Xemu.Mcpx;

internal sealed record UartOptions
{
    [Option("First of the eight ports.", Min = 0, Max = 0xFFF8)]
    public int Base { get; init; } = 0x3F8;

    [Option("Interrupt number.", Min = 0, Max = 15)]
    public int Irq { get; init; } = 4;

    [Option("Where the interrupt goes.", Required = true)]
    public IInterruptController Interrupts { get; init; } = null!;

    [Option("What is at the other end of the line; nothing when left out.")]
    public ICharacterDevice? Port { get; init; }

    [Option("Whether bytes take the time that the baud rate says; otherwise they are sent at once.")]
    public bool Timed { get; init; }
}
