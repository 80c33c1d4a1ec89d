namespace Xemu.Abstractions.Memory;

/// <summary>Pages of a RAM block that stop accesses until each has been dealt with, once: pages that were not read in yet, pages that have to be saved before they change.</summary>
/// <remarks>
/// A page is <em>set</em>, then <em>taken</em> by whoever deals with it (an access, or a sweep of the trap's owner), then <em>clear</em>. An access to a taken page
/// waits, so who takes a page clears it soon and touches no other trapped page in between. Any thread, unless a member says otherwise.
/// </remarks>
public interface IPageTrap : IDisposable
{
    /// <summary>How many pages are set or taken.</summary>
    ulong Remaining { get; }

    /// <summary>Sets pages. Machine thread, between two instructions; clear pages of the bitmap stay as they are.</summary>
    /// <param name="firstPage">Page of the bitmap's lowest bit, a multiple of 64.</param>
    /// <param name="bitmap">A bit a page, lowest bit first; bits past the end of the block are ignored.</param>
    void Set(ulong firstPage, ReadOnlySpan<ulong> bitmap);

    /// <summary>Takes the first set page at or after a place, and the set pages that follow it without a gap.</summary>
    /// <param name="fromPage">Where to look from.</param>
    /// <param name="maxPages">At most so many pages.</param>
    /// <param name="firstPage">The first page taken.</param>
    /// <returns>How many were taken; 0 when none is set at or after the place.</returns>
    int Take(ulong fromPage, int maxPages, out ulong firstPage);

    /// <summary>Clears pages that the caller took: accesses go on.</summary>
    /// <param name="firstPage">The first.</param>
    /// <param name="count">How many.</param>
    void Clear(ulong firstPage, int count);

    /// <summary>Sets pages again that the caller took and could not deal with.</summary>
    /// <param name="firstPage">The first.</param>
    /// <param name="count">How many.</param>
    void GiveBack(ulong firstPage, int count);
}
