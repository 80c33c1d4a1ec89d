using System.Runtime.CompilerServices;

namespace Xemu.Cpu.X86;

/// <summary>A number in the 80-bit extended format of the x87, as it lies in a register or in memory.</summary>
/// <param name="Significand">64 bits, the integer bit (J) explicit at the top.</param>
/// <param name="SignExponent">Sign in bit 15, exponent biased by 16383 in bits 14..0.</param>
/// <remarks>Source: Intel SDM vol. 1, 4.2.2 and figure 4-3; the unsupported forms 8.2.2, table 8-3.</remarks>
internal readonly record struct Float80(ulong Significand, ushort SignExponent)
{
    public const int Bias = 16383;
    public const int MaxExponent = 0x7FFF;
    public const ushort SignBit = 0x8000;
    public const ulong IntegerBit = 0x8000_0000_0000_0000;
    public const ulong QuietBit = 0x4000_0000_0000_0000;

    /// <summary>The default NaN ("real indefinite") that a masked invalid operation gives.</summary>
    public static Float80 Indefinite => new(IntegerBit | QuietBit, 0xFFFF);

    public static Float80 One => new(IntegerBit, Bias);

    /// <summary>Sign alone: 0 or <see cref="SignBit"/>.</summary>
    public int Sign => SignExponent & SignBit;

    public bool IsNegative => (SignExponent & SignBit) != 0;

    /// <summary>Biased exponent, 0 to 0x7FFF.</summary>
    public int Exponent => SignExponent & MaxExponent;

    /// <summary>A normal number: what all operations take on the short path.</summary>
    public bool IsNormal
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (long)Significand < 0 && (uint)(Exponent - 1) < MaxExponent - 1;
    }

    public bool IsZero => Significand == 0 && Exponent == 0;

    /// <summary>A denormal or pseudo-denormal: exponent field 0, significand not 0.</summary>
    public bool IsDenormal => Significand != 0 && Exponent == 0;

    public bool IsInfinity => Significand == IntegerBit && Exponent == MaxExponent;

    public bool IsNaN => Exponent == MaxExponent && Significand > IntegerBit;

    public bool IsSignalingNaN => IsNaN && (Significand & QuietBit) == 0;

    /// <summary>Unnormal, pseudo-NaN or pseudo-infinity: invalid since the 387.</summary>
    public bool IsUnsupported => Exponent != 0 && (long)Significand >= 0;

    public Float80Class Class => this switch
    {
        { IsNormal: true } => Float80Class.Normal,
        { IsZero: true } => Float80Class.Zero,
        { IsDenormal: true } => Float80Class.Denormal,
        { IsUnsupported: true } => Float80Class.Unsupported,
        { IsInfinity: true } => Float80Class.Infinity,
        _ => Float80Class.NaN,
    };

    public static Float80 Infinity(int sign) => new(IntegerBit, (ushort)(sign | MaxExponent));

    public static Float80 Zero(int sign) => new(0, (ushort)sign);

    /// <summary>FABS. No operand is invalid and no flag is raised (SDM vol. 2, FABS).</summary>
    public Float80 Abs() => this with { SignExponent = (ushort)(SignExponent & MaxExponent) };

    /// <summary>FCHS. No operand is invalid and no flag is raised (SDM vol. 2, FCHS).</summary>
    public Float80 Negate() => this with { SignExponent = (ushort)(SignExponent ^ SignBit) };

    public override string ToString() => $"{SignExponent:X4}:{Significand:X16}";
}
