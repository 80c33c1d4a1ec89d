namespace Xemu.Cpu.X86;

/// <summary>What emitted code works with in one address space at one privilege: its memory and the table of its jumps.</summary>
internal sealed class LinearView : IDisposable
{
    private readonly Lock _gate;

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
    public void Drop(uint page, uint count)
    {
        lock (_gate)
        {
            _ = Memory.Unmap(page, count);
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
