
namespace Xemu.Abstractions.Cpu;

/// <summary>What monitors and debuggers ask of a CPU; machine thread, CPU stopped.</summary>
public interface ICpuDebug
{
    /// <summary>The registers, in the architecture's usual order, with their present values as text-free integers.</summary>
    IReadOnlyList<CpuRegister> Registers { get; }

    /// <summary>Linear address of the instruction that is next; null from a CPU that does not tell.</summary>
    ulong? NextInstruction => null;

    /// <summary>Sets a register.</summary>
    /// <param name="name">One of the names in <see cref="Registers"/>.</param>
    /// <param name="value">The new value.</param>
    /// <exception cref="ArgumentException">There is no such register, or the value does not fit.</exception>
    void SetRegister(string name, UInt128 value);

    /// <summary>Translates a linear address with the present page tables, without side effects.</summary>
    /// <param name="linear">The linear address.</param>
    /// <param name="physical">The physical address.</param>
    /// <returns>Whether a page is there.</returns>
    bool TryTranslate(ulong linear, out ulong physical);
}
