using System.Diagnostics.CodeAnalysis;

namespace Xemu.Abstractions.Migration;

/// <summary>How a migration stands.</summary>
[Experimental("XEMU0006")]
public sealed record MigrationStatus
{
    /// <summary>Grows with each migration of the machine; 0 when there was none.</summary>
    public int Number { get; init; }

    /// <summary>The phase.</summary>
    public MigrationPhase Phase { get; init; }

    /// <summary>Whether state comes in.</summary>
    public bool IsIncoming { get; init; }

    /// <summary>The address.</summary>
    public string Uri { get; init; } = string.Empty;

    /// <summary>What went wrong, one sentence, or null.</summary>
    public string? Error { get; init; }

    /// <summary>Guest RAM in bytes, all blocks.</summary>
    public ulong TotalBytes { get; init; }

    /// <summary>Bytes of RAM that have yet to go, zero pages counted as pages.</summary>
    public ulong RemainingBytes { get; init; }

    /// <summary>Bytes that went through channels so far.</summary>
    public ulong TransferredBytes { get; init; }

    /// <summary>Pages sent with content, again and again where they became dirty.</summary>
    public ulong NormalPages { get; init; }

    /// <summary>Pages of zeros.</summary>
    public ulong ZeroPages { get; init; }

    /// <summary>Pages that the guest dirtied per second at the last look.</summary>
    public ulong DirtyPagesPerSecond { get; init; }

    /// <summary>Passes over the dirty pages.</summary>
    public int Passes { get; init; }

    /// <summary>Bytes per second, averaged over the last second or so.</summary>
    public double BytesPerSecond { get; init; }

    /// <summary>Host milliseconds since the start, or in all once it has ended.</summary>
    public double ElapsedMs { get; init; }

    /// <summary>Expected milliseconds to the end, or null.</summary>
    public double? ExpectedMs { get; init; }

    /// <summary>How long the machine stood still, in host milliseconds; known at the end, expected before.</summary>
    public double? DowntimeMs { get; init; }

    /// <summary>Whether it has ended, well or not.</summary>
    public bool HasEnded => Phase is MigrationPhase.None or MigrationPhase.Cancelled or MigrationPhase.Failed or MigrationPhase.Completed;
}
