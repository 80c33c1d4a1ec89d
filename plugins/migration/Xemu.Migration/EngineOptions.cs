using Xemu.Abstractions;
using Xemu.Abstractions.Migration;

namespace Xemu.Migration;

/// <summary>Options of <c>migration.engine</c>.</summary>
internal sealed record EngineOptions
{
    [Option("Transport that serves addresses before any other")]
    public IMigrationTransport? Transport { get; init; }

    [Option("Page channels of --restore and --save-on-exit, 0 to 255", Min = 0, Max = 255)]
    public int Channels { get; init; } = 2;

    [Option("Whether page channels of --restore and --save-on-exit bypass the host's page cache")]
    public bool Direct { get; init; }

    [Option("Address or path of a snapshot that is restored before the first instruction (--restore)")]
    public string? Restore { get; init; }

    [Option("Whether the machine runs at once and pages are read when they are needed (--lazy)")]
    public bool Lazy { get; init; }

    [Option("Address where the machine waits for the one that it is to become, or 'defer' to be told by a monitor (--incoming)")]
    public string? Incoming { get; init; }

    [Option("Address or path to which the machine is saved when its run has ended (--save-on-exit)")]
    public string? SaveOnExit { get; init; }
}
