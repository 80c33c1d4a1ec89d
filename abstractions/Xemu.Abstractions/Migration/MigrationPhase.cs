using System.Diagnostics.CodeAnalysis;

namespace Xemu.Abstractions.Migration;

/// <summary>Where a migration stands.</summary>
[Experimental("XEMU0006")]
public enum MigrationPhase
{
    /// <summary>There was none yet.</summary>
    None,

    /// <summary>Opening, or waiting for a peer.</summary>
    Setup,

    /// <summary>Pages go or come.</summary>
    Active,

    /// <summary>The machine stands still while its device state is written or read.</summary>
    Device,

    /// <summary>It was given up and is being cleared away.</summary>
    Cancelling,

    /// <summary>It was given up.</summary>
    Cancelled,

    /// <summary>It has failed; <see cref="MigrationStatus.Error"/> says why.</summary>
    Failed,

    /// <summary>It is done.</summary>
    Completed,
}
