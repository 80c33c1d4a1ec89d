namespace Xemu.Kernel.Hle;

/// <summary>Interrupt request levels. Interrupt n of the controller has level 26 - n, the clock 28 (xboxdevwiki "Kernel/HAL").</summary>
internal static class Irql
{
    public const byte Passive = 0;
    public const byte Apc = 1;
    public const byte Dispatch = 2;
    public const byte Clock = 28;
    public const byte High = 31;

    /// <summary>The level of an interrupt of the controller.</summary>
    public static byte OfInterrupt(int number) => (byte)(26 - number);
}
