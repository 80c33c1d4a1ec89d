using Xemu.Abstractions.State;

namespace Xemu.Cpu.X86;

/// <summary>One way for emitted code to reach guest memory: what it looks like in code, and what stands behind it.</summary>
[Derived("chosen anew for each processor")]
internal abstract class MemoryForm : IDisposable
{
    /// <summary>Operands in guest memory, as emitted code has them.</summary>
    public abstract GuestOperands Operands { get; }

    /// <summary>Makes the jumps and the memory of another program.</summary>
    /// <exception cref="GuestWindowException">The host has no address space left for it.</exception>
    public abstract (JumpTable Jumps, LinearMemory Memory) Make();

    /// <summary>Returns when no emitted code uses what was taken out of memories before the call. Any thread but the processor's, for which it holds always.</summary>
    public abstract void Settle(EmittedRuns runs);

    public abstract void Dispose();

    /// <summary>Makes a form.</summary>
    /// <param name="memory">Which; not <see cref="TranslatorMemory.Auto"/>.</param>
    /// <param name="budget">What it takes its mappings from.</param>
    /// <exception cref="GuestWindowException">The host refused address space.</exception>
    public static MemoryForm Create(TranslatorMemory memory, MappingBudget budget) => memory switch
    {
        TranslatorMemory.Window => new WindowForm(budget),
        TranslatorMemory.Table => new TableForm(budget),
        _ => throw new ArgumentOutOfRangeException(nameof(memory)),
    };

    /// <summary>What a choice comes to on this host.</summary>
    /// <param name="memory">What is asked for.</param>
    /// <param name="reason">Why it is not windows, if it is not: a sentence.</param>
    public static TranslatorMemory Choose(TranslatorMemory memory, out string? reason)
    {
        switch (memory)
        {
            case TranslatorMemory.Auto:
                return GuestWindow.IsSupported(out reason) ? TranslatorMemory.Window : TranslatorMemory.Table;
            case TranslatorMemory.Table:
                reason = "The option 'memory' asks for them.";
                return memory;
            default:
                reason = null;
                return memory;
        }
    }

    /// <summary>Whether the host can do what is asked for, and why not.</summary>
    public static bool IsSupported(TranslatorMemory memory, out string? reason) => Choose(memory, out _) == TranslatorMemory.Window
        ? GuestWindow.IsSupported(out reason) && JumpTable.IsSupported(out reason)
        : TableForm.IsSupported(out reason);
}
