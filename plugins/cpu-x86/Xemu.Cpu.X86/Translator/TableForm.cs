using Xemu.Abstractions.State;

namespace Xemu.Cpu.X86;

/// <summary>Guest memory through tables (<see cref="GuestTable"/>), which lie before the table of jumps so that one register reaches all.</summary>
[Derived("chosen anew for each processor")]
internal sealed unsafe class TableForm(MappingBudget budget) : MemoryForm
{
    private readonly PoisonedSpace _poison = new();

    public override GuestOperands Operands { get; } = new TableOperands();

    /// <summary>Whether this host gives tables, and why not; tries it.</summary>
    public static bool IsSupported(out string? reason)
    {
        if (!NativeHost.IsSupported(out reason))
        {
            return false;
        }

        try
        {
            using var form = new TableForm(MappingBudget.Process);
            (JumpTable jumps, LinearMemory memory) = form.Make();
            memory.Dispose();
            jumps.Dispose();
            return true;
        }
        catch (GuestWindowException e)
        {
            reason = e.Message;
            return false;
        }
    }

    public override (JumpTable Jumps, LinearMemory Memory) Make()
    {
        var jumps = new JumpTable(GuestTable.Bytes);
        try
        {
            return (jumps, new GuestTable(_poison, jumps.Room, budget));
        }
        catch (GuestWindowException)
        {
            jumps.Dispose();
            throw;
        }
    }

    /// <summary>Emitted code may have looked up an entry just before it changed.</summary>
    public override void Settle(EmittedRuns runs) => runs.AwaitEnd();

    public override void Dispose() => _poison.Dispose();
}
