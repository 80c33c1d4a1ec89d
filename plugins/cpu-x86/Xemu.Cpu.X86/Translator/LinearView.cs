namespace Xemu.Cpu.X86;

/// <summary>What emitted code works with in one address space at one privilege: the window of its memory and the table of its jumps.</summary>
/// <param name="gate">Guards windows; tables of jumps belong to the processor's thread.</param>
/// <param name="budget">What the window takes its mappings from.</param>
internal sealed class LinearView(Lock gate, MappingBudget budget) : IDisposable
{
    /// <summary>Pages that leave the window at once when one after the other loses its translation: as many as come in at once.</summary>
    private const uint Ahead = 16;

    private uint _next;

    public GuestWindow Window { get; } = new(budget);

    public JumpTable Jumps { get; } = new();

    /// <summary>Translations of pages are gone.</summary>
    /// <remarks>
    /// Systems change page tables entry by entry, upwards. A system call of the host for each would cost more than their loop, so behind the second page
    /// others leave with it. Their jumps stay: the translations are still what they were.
    /// </remarks>
    public void Drop(uint page, uint count)
    {
        lock (gate)
        {
            uint pages = page == _next && count < Ahead ? Math.Min(Ahead, WindowPages.Total - page) : count;
            if (count > 1 || Window.IsMapped(page))
            {
                _ = Window.Unmap(page, pages);
            }

            _next = page + count;
        }

        Jumps.DropRange(page, count);
    }

    /// <summary>All translations are gone.</summary>
    public void Clear()
    {
        ClearWindow();
        Jumps.Clear();
    }

    /// <summary>Takes every page out of the window; code stays where it is.</summary>
    public void ClearWindow()
    {
        lock (gate)
        {
            Window.Clear();
        }
    }

    public void Dispose()
    {
        Window.Dispose();
        Jumps.Dispose();
    }
}
