using Xemu.Abstractions.State;

namespace Xemu.Cpu.X86;

/// <summary>One way for emitted code to reach guest memory: what it looks like in code, and what stands behind it.</summary>
[Derived("chosen anew for each processor")]
internal abstract class MemoryForm : IDisposable
{
    /// <summary>What the status line calls it.</summary>
    public abstract string Name { get; }

    /// <summary>Operands in guest memory, as emitted code has them.</summary>
    public abstract GuestOperands Operands { get; }

    /// <summary>Makes the jumps and the memory of another program.</summary>
    /// <exception cref="GuestWindowException">The host has no address space left for it.</exception>
    public abstract (JumpTable Jumps, LinearMemory Memory) Make();

    /// <summary>Returns when no emitted code uses what was taken out of memories before the call. Any thread but the processor's, for which it holds always.</summary>
    public abstract void Settle(EmittedRuns runs);

    public abstract void Dispose();

    /// <summary>Makes the form that is asked for.</summary>
    /// <exception cref="GuestWindowException">The host refused address space.</exception>
    public static MemoryForm Create(TranslatorMemory memory, MappingBudget budget) =>
        Choose(memory, GuestWindow.IsSupported(out _)) == TranslatorMemory.Window ? new WindowForm(budget) : new TableForm(budget);

    /// <summary>What a choice comes to.</summary>
    /// <param name="memory">What is asked for.</param>
    /// <param name="hasWindows">Whether the host gives windows.</param>
    public static TranslatorMemory Choose(TranslatorMemory memory, bool hasWindows) =>
        memory != TranslatorMemory.Auto ? memory : hasWindows ? TranslatorMemory.Window : TranslatorMemory.Table;

    /// <summary>Whether the host can do what is asked for, and why not.</summary>
    public static bool IsSupported(TranslatorMemory memory, out string? reason) => memory switch
    {
        TranslatorMemory.Window => GuestWindow.IsSupported(out reason) && JumpTable.IsSupported(out reason),
        TranslatorMemory.Table => TableForm.IsSupported(out reason),
        _ => IsSupported(TranslatorMemory.Window, out _) ? IsSupported(TranslatorMemory.Window, out reason) : IsSupported(TranslatorMemory.Table, out reason),
    };
}
