using Xemu.Abstractions.Memory;

namespace Xemu.Migration;

/// <summary>What follows from the members of <see cref="IPageTrap"/>.</summary>
internal static class PageTrapExtensions
{
    /// <summary>Takes the first set pages of a range; what the trap gives beyond it goes back.</summary>
    /// <param name="trap">The trap.</param>
    /// <param name="from">First page of the range.</param>
    /// <param name="end">One past its last.</param>
    /// <param name="first">The first page taken.</param>
    /// <returns>How many were taken.</returns>
    public static int TakeWithin(this IPageTrap trap, ulong from, ulong end, out ulong first)
    {
        int count = trap.Take(from, (int)(end - from), out first);
        int kept = first >= end ? 0 : (int)Math.Min((ulong)count, end - first);
        if (kept < count)
        {
            trap.GiveBack(first + (ulong)kept, count - kept);
        }

        return kept;
    }
}
