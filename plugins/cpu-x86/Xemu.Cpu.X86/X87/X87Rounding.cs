namespace Xemu.Cpu.X86;

/// <summary>Rounding control, bits 11..10 of the control word. Source: Intel SDM vol. 1, table 4-8.</summary>
internal enum X87Rounding
{
    Nearest = 0,
    Down = 1,
    Up = 2,
    Zero = 3,
}
