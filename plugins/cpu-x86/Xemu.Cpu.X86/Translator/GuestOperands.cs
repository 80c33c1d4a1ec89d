using Iced.Intel;

namespace Xemu.Cpu.X86;

/// <summary>How emitted code addresses guest memory. What is emitted leaves the flags alone and faults before anything has changed.</summary>
/// <remarks>Instructions come with the operand as a window has it: GS, and the guest's effective address by the host's registers.</remarks>
internal abstract class GuestOperands
{
    /// <summary>Whether all linear addresses follow each other: then REP MOVS and REP STOS can run as one, and operands of many words be copied.</summary>
    public abstract bool IsContiguous { get; }

    /// <summary>Whether an operand in memory may stand beside AH, CH, DH or BH.</summary>
    public abstract bool AllowHighBytes { get; }

    /// <summary>Emits what stands before an instruction, and gives the instruction its operand; one that has none in guest memory stays as it is.</summary>
    /// <param name="x">The writer.</param>
    /// <param name="host">The instruction. When its second operand is R8, that is kept; else R8, and always R9 and R10, may be lost.</param>
    /// <remarks>Afterwards R10 is free, unless the second operand is R8.</remarks>
    public abstract void Reach(X64Writer x, ref Instruction host);

    /// <summary>Loads 32 bits of guest memory. R9 and R10 may be lost, R8 stays.</summary>
    public abstract void Load(X64Writer x, int to, int register, int displacement);

    /// <summary>Stores 32 bits to guest memory. R9 and R10 may be lost, R8 stays.</summary>
    public abstract void Store(X64Writer x, int register, int displacement, int from);

    /// <summary>Stores 32 bits to guest memory. R9 and R10 may be lost, R8 stays.</summary>
    public abstract void StoreImmediate(X64Writer x, int register, int displacement, uint value);
}
