using Xemu.Abstractions;
using Xemu.Machine;

namespace Xemu.Host;

/// <summary>The <c>[machine]</c> table.</summary>
internal sealed record MachineTable
{
    // The console went on sale on this day; a deterministic run must not depend on the host's calendar.
    private static readonly DateTimeOffset DeterministicEpoch = new(2001, 11, 15, 0, 0, 0, TimeSpan.Zero);

    [Option("Name of the machine, for titles and messages; the manifest's file name unless given.", Pattern = "[^\\p{Cc}]{1,80}")]
    public string? Name { get; init; }

    [Option("Main memory, a multiple of 4 KiB.", Min = 4096, Max = 1UL << 36)]
    public ByteSize Ram { get; init; } = ByteSize.FromMiB(64);

    [Option("How guest time passes: with the host's clock, or by instructions executed.")]
    public TimeMode Time { get; init; } = TimeMode.Real;

    [Option("In deterministic mode, how many instructions make a second of guest time.", Min = 1000, Max = 100_000_000_000)]
    public ulong InstructionsPerSecond { get; init; } = 100_000_000;

    [Option("The calendar at guest time 0: a date, or seconds since 1970. Unless given: now, or 2001-11-15 in deterministic mode.")]
    public DateTimeOffset? Epoch { get; init; }

    [Option("Whether a CPU shutdown (a triple fault) ends the run; otherwise the machine resets, as the console does.")]
    public bool StopOnShutdown { get; init; }

    [Option("Whether the machine waits for its state from another one, which still holds the disks; --incoming sets it.")]
    public bool Incoming { get; init; }

    /// <summary>The same for the machine.</summary>
    /// <param name="defaultName">The name when there is none.</param>
    /// <param name="manifest">The manifest as the user named it.</param>
    /// <param name="now">The host's time.</param>
    public MachineOptions ToOptions(string defaultName, string manifest, DateTimeOffset now) => new()
    {
        Name = Name ?? defaultName,
        RamBytes = Ram.Bytes,
        IsDeterministic = Time == TimeMode.Deterministic,
        InstructionsPerSecond = InstructionsPerSecond,
        EpochSeconds = (Epoch ?? (Time == TimeMode.Deterministic ? DeterministicEpoch : now)).ToUnixTimeSeconds(),
        StopOnShutdown = StopOnShutdown,
        IsIncoming = Incoming,
        Manifest = manifest,
    };
}
