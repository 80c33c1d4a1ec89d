namespace Xemu.Cpu.X86;

/// <summary>What emitted code works with in one address space at one privilege: its memory and the table of its jumps.</summary>
internal sealed class LinearView : IDisposable
{
    /// <summary>Pages that leave the memory at once when one after the other loses its translation: as many as come in at once.</summary>
    private const uint Ahead = 16;

    private readonly Lock _gate;
    private uint _next;

    /// <param name="gate">Guards memories; tables of jumps belong to the processor's thread.</param>
    /// <param name="form">Makes both.</param>
    public LinearView(Lock gate, MemoryForm form)
    {
        _gate = gate;
        (Jumps, Memory) = form.Make();
    }

    public LinearMemory Memory { get; }

    public JumpTable Jumps { get; }

    /// <summary>Translations of pages are gone.</summary>
    /// <remarks>
    /// Systems change page tables entry by entry, upwards. A system call of the host for each would cost more than their loop, so behind the second page
    /// others leave with it. Their jumps stay: the translations are still what they were.
    /// </remarks>
    public void Drop(uint page, uint count)
    {
        lock (_gate)
        {
            uint pages = page == _next && count < Ahead ? Math.Min(Ahead, LinearMemory.TotalPages - page) : count;
            if (count > 1 || Memory.IsMapped(page))
            {
                _ = Memory.Unmap(page, pages);
            }

            _next = page + count;
        }

        Jumps.DropRange(page, count);
    }

    /// <summary>All translations are gone.</summary>
    public void Clear()
    {
        ClearMemory();
        Jumps.Clear();
    }

    /// <summary>Takes every page out of the memory; code stays where it is.</summary>
    public void ClearMemory()
    {
        lock (_gate)
        {
            Memory.Clear();
        }
    }

    public void Dispose()
    {
        Memory.Dispose();
        Jumps.Dispose();
    }
}
