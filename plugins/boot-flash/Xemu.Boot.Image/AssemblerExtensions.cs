using Iced.Intel;

namespace Xemu.Boot.Image;

/// <summary>What the assembler leaves out.</summary>
internal static class AssemblerExtensions
{
    /// <summary>Places a label, also where another one is: Iced allows one an instruction, so each gets an empty one.</summary>
    public static void Mark(this Assembler code, ref Label label)
    {
        code.Label(ref label);
        code.zero_bytes();
    }
}
