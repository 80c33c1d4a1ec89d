namespace Xemu.Cpu.X86.Tests;

/// <summary>Control words for the comparison: every rounding and precision, half of them with all exceptions masked.</summary>
internal static class ControlWords
{
    private static readonly int[] Precisions = [0x000, 0x200, 0x300];

    public static ushort Next(Operands operands)
    {
        int masks = operands.Next(2) == 0 ? 0x3F : operands.Next(0x40);
        return (ushort)(0x40 | masks | Precisions[operands.Next(3)] | (operands.Next(4) << 10));
    }

    /// <summary>The status word that must follow: pending unmasked exceptions set ES and B (Intel SDM vol. 1, 8.1.3.3).</summary>
    public static X87Status WithSummary(ushort control, X87Status status) =>
        ((int)status & ~control & 0x3F) != 0 ? status | X87Status.ErrorSummary | X87Status.Busy : status;
}
