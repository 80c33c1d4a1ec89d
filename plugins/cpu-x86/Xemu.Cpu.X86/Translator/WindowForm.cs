using Xemu.Abstractions.State;

namespace Xemu.Cpu.X86;

/// <summary>Guest memory through windows (<see cref="GuestWindow"/>).</summary>
/// <param name="budget">What windows take their mappings from.</param>
[Derived("chosen anew for each processor")]
internal sealed class WindowForm(MappingBudget budget) : MemoryForm
{
    public override GuestOperands Operands { get; } = new WindowOperands();

    public override (JumpTable Jumps, LinearMemory Memory) Make()
    {
        var jumps = new JumpTable();
        return (jumps, new GuestWindow(budget));
    }

    /// <summary>Nothing: the kernel takes a mapping away from all threads at once.</summary>
    public override void Settle(EmittedRuns runs)
    {
    }

    public override void Dispose()
    {
    }
}
