namespace Xemu.Cpu.X86;

/// <summary>Bits of MXCSR. Intel SDM vol. 1, 10.2.3.</summary>
internal static class Mxcsr
{
    public const uint Invalid = 1;
    public const uint Denormal = 2;
    public const uint DivideByZero = 4;
    public const uint Overflow = 8;
    public const uint Underflow = 0x10;
    public const uint Precision = 0x20;

    /// <summary>The mask of an exception stands this far above its flag.</summary>
    public const int MaskShift = 7;
    public const uint OverflowMask = Overflow << MaskShift;
    public const uint UnderflowMask = Underflow << MaskShift;
    public const uint PrecisionMask = Precision << MaskShift;
    public const uint FlushToZero = 0x8000;

    public const uint AllFlags = 0x3F;

    /// <summary>Found before the operation: they suppress it when unmasked.</summary>
    public const uint BeforeFlags = Invalid | Denormal | DivideByZero;

    /// <summary>Without denormals-are-zero, which came with the Pentium 4: the default mask 0000FFBF of SDM vol. 1, 11.6.6.</summary>
    public const uint Valid = 0xFFBF;

    public const uint RoundingField = 0x6000;
    private const int RoundingShift = 13;

    public static SseRounding Rounding(uint mxcsr) => (SseRounding)((mxcsr & RoundingField) >> RoundingShift);
}
