namespace Xemu.Cpu.X86;

/// <summary>Where the fields of a task's image stand in 16- and 32-bit TSSs. Intel SDM vol. 3, figures 7-2 and 7-10.</summary>
internal static class TssField
{
    public const uint Cr3 = 0;
    public const uint Eip = 1;
    public const uint Eflags = 2;
    public const uint Eax = 3;
    public const uint Es = 11;
    public const uint Ldt = 17;

    /// <summary>How many are read by <see cref="Offset"/>.</summary>
    public const uint Count = 18;

    /// <summary>The T bit's word, which 16-bit TSSs lack.</summary>
    public const uint Trap = 18;

    private static readonly byte[] Offsets16 = [0, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 34, 36, 38, 40, 0, 0, 42];

    public static uint Offset(uint field, bool wide) => wide ? field == Ldt ? 96 : 28 + (4 * field) : Offsets16[field];
}
