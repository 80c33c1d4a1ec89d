namespace Xemu.Cpu.X86;

/// <summary>The pair of handlers of an Iced code: for the form whose operands are registers only, and for the form with a memory operand.</summary>
internal unsafe struct Handler
{
    public delegate*<CpuState*, Op*, bool> Register;
    public delegate*<CpuState*, Op*, bool> Memory;

    /// <summary>The handler leaves the block by itself, always: nothing is decoded behind it.</summary>
    public bool EndsBlock;
}
