namespace Xemu.Cpu.X86;

/// <summary>A function of two 64-bit operands, as a type, so that the JIT makes one copy of each handler for it.</summary>
internal interface IMmxOperation
{
    static abstract ulong Apply(ulong a, ulong b);
}
