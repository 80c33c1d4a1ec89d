using Iced.Intel;

namespace Xemu.Kernel.Guest;

/// <summary>What the assembler leaves out.</summary>
public static class AssemblerExtensions
{
    /// <summary>Places a label, also where another one is: Iced allows one an instruction, so each gets an empty one.</summary>
    public static void Mark(this Assembler code, ref Label label)
    {
        ArgumentNullException.ThrowIfNull(code);
        code.Label(ref label);
        code.zero_bytes();
    }
}
