namespace Xemu.Abstractions.Memory;

/// <summary>A named piece of guest RAM or ROM: one shareable host mapping, zero when made.</summary>
/// <remarks>
/// Threads: leases, claims and trackers may be made on any thread; the bytes themselves are not synchronised, as on the console.
/// A block lives as long as its machine.
/// </remarks>
public interface IRamBlock
{
    /// <summary>The page size of the state table and of dirty tracking, in bytes.</summary>
    const int PageSize = 4096;

    /// <summary>The name, unique in the machine; it names the block in snapshots.</summary>
    string Name { get; }

    /// <summary>The size in bytes, a multiple of <see cref="PageSize"/>.</summary>
    ulong SizeBytes { get; }

    /// <summary>The shareable descriptor (a memfd on Linux), or -1 where the host has none; owned by the block.</summary>
    int Descriptor { get; }

    /// <summary>
    /// Lends a range. Pages are brought in, read or write claimants are called, and a write lease marks the range dirty for every tracker
    /// before this returns.
    /// </summary>
    /// <param name="offset">Byte offset into the block.</param>
    /// <param name="length">Bytes, 0 or more.</param>
    /// <param name="access">Read, write or both.</param>
    /// <returns>A lease to dispose soon: never keep it over a return to the run loop.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie within the block. Clamp guest-supplied values first with <see cref="Contains"/>.</exception>
    RamLease Lease(ulong offset, int length, RamAccess access);

    /// <summary>Lends a range to a claimant itself: as <see cref="Lease(ulong, int, RamAccess)"/>, but its own claims do not stop it.</summary>
    /// <param name="offset">Byte offset into the block.</param>
    /// <param name="length">Bytes, 0 or more.</param>
    /// <param name="access">Read, write or both.</param>
    /// <param name="self">The claimant that is not called.</param>
    /// <returns>A lease to dispose soon.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie within the block.</exception>
    RamLease Lease(ulong offset, int length, RamAccess access, IRamClaimant self) => Lease(offset, length, access);

    /// <summary>Whether a range lies within the block; safe for any 64-bit values.</summary>
    bool Contains(ulong offset, ulong length) => offset <= SizeBytes && length <= SizeBytes - offset;

    /// <summary>Starts tracking which pages are written; every page begins dirty.</summary>
    /// <param name="client">Who tracks, for the log.</param>
    IDirtyTracker TrackDirty(string client);

    /// <summary>Asks to be called before the range is accessed; not for an access that another thread has begun already.</summary>
    /// <param name="offset">Byte offset; widened to whole pages.</param>
    /// <param name="length">Bytes.</param>
    /// <param name="access">Which accesses: a read claim is called for writes as well.</param>
    /// <param name="claimant">Who is called.</param>
    /// <returns>Dispose it to give the claim up.</returns>
    IDisposable Claim(ulong offset, ulong length, RamAccess access, IRamClaimant claimant);

    /// <summary>Makes a trap over the block, at first without pages.</summary>
    /// <param name="access"><see cref="RamAccess.Read"/> stops every access (<see cref="PageState.Absent"/>), <see cref="RamAccess.Write"/> stops writes (<see cref="PageState.Frozen"/>); one trap of a kind at a time.</param>
    /// <param name="handler">Deals with the pages that accesses run into.</param>
    /// <returns>Dispose it to clear what is left.</returns>
    /// <exception cref="InvalidOperationException">The block has such a trap already.</exception>
    IPageTrap Trap(RamAccess access, IPageTrapHandler handler);
}
