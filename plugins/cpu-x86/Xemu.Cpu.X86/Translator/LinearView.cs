namespace Xemu.Cpu.X86;

/// <summary>What emitted code works with in one address space at one privilege: the window of its memory and the table of its jumps.</summary>
/// <param name="gate">Guards windows; tables of jumps belong to the processor's thread.</param>
/// <param name="budget">What the window takes its mappings from.</param>
internal sealed class LinearView(Lock gate, MappingBudget budget) : IDisposable
{
    public GuestWindow Window { get; } = new(budget);

    public JumpTable Jumps { get; } = new();

    /// <summary>Translations of pages are gone.</summary>
    public void Drop(uint page, uint count)
    {
        lock (gate)
        {
            _ = Window.Unmap(page, count);
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
