namespace Xemu.Abstractions.Memory;

/// <summary>What stands between an access and a page of a RAM block; one byte a 4 KiB page.</summary>
/// <remarks>
/// A hot client (an interpreter, a renderer) tests the byte before it goes through the base pointer:
/// a read may go on when <c>(state &amp; <see cref="ReadTraps"/>) == 0</c>, a write when <c>(state &amp; <see cref="WriteTraps"/>) == 0</c>.
/// Otherwise it calls <see cref="IRamAccess.PrepareRead"/> or <see cref="IRamAccess.PrepareWrite(ulong, ulong)"/> and may then go on.
/// Leases do this by themselves.
/// </remarks>
[Flags]
public enum PageState : byte
{
    /// <summary>Present, dirty for everyone, claimed by nobody: go ahead.</summary>
    None = 0,

    /// <summary>The content has not been brought in yet (lazy restore).</summary>
    Absent = 1,

    /// <summary>A claimant wants to be called before a read.</summary>
    ReadClaimed = 2,

    /// <summary>At least one dirty tracker has the page as clean.</summary>
    Clean = 4,

    /// <summary>A claimant wants to be called before a write.</summary>
    WriteClaimed = 8,

    /// <summary>A CPU engine holds decoded or translated code of the page.</summary>
    Code = 16,

    /// <summary>The content must be copied before it changes (background save).</summary>
    Frozen = 32,

    /// <summary>A CPU engine holds translations that were read from page tables in the page.</summary>
    Tables = 64,

    /// <summary>The bits that stop a read.</summary>
    ReadTraps = Absent | ReadClaimed,

    /// <summary>The bits that stop a write.</summary>
    WriteTraps = Absent | ReadClaimed | Clean | WriteClaimed | Code | Frozen | Tables,

    /// <summary>The bits that a CPU engine sets with <see cref="IRamAccess.Watch"/>, for what it has made of the content.</summary>
    Watched = Code | Tables,
}
