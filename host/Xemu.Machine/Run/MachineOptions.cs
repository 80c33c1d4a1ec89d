namespace Xemu.Machine;

/// <summary>What a machine is made of before it has parts.</summary>
public sealed record MachineOptions
{
    /// <summary>The machine's name.</summary>
    public string Name { get; init; } = "machine";

    /// <summary>Main RAM, a multiple of 4 KiB.</summary>
    public ulong RamBytes { get; init; } = 64UL << 20;

    /// <summary>Whether time follows instructions.</summary>
    public bool IsDeterministic { get; init; }

    /// <summary>In deterministic mode, how many instructions make a second of guest time.</summary>
    public ulong InstructionsPerSecond { get; init; } = 100_000_000;

    /// <summary>Seconds since 1970-01-01 UTC at guest time 0.</summary>
    public long EpochSeconds { get; init; }

    /// <summary>Whether a CPU shutdown (a triple fault) ends the run instead of resetting the machine, as the console does.</summary>
    public bool StopOnShutdown { get; init; }

    /// <summary>The manifest that made the machine, as the user named it; empty when there was none.</summary>
    public string Manifest { get; init; } = string.Empty;

    /// <summary>Whether the machine waits for its state from another, which may still hold the media.</summary>
    public bool IsIncoming { get; init; }
}
