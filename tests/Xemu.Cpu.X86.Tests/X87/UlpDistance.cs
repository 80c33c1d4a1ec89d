namespace Xemu.Cpu.X86.Tests;

/// <summary>How many representable numbers lie between two.</summary>
internal static class UlpDistance
{
    public static UInt128 Between(Float80 a, Float80 b)
    {
        Int128 distance = Rank(a) - Rank(b);
        return (UInt128)(distance < 0 ? -distance : distance);
    }

    /// <summary>Numbers of one sign in order: the exponent field, then the 63 bits after the integer bit.</summary>
    private static Int128 Rank(Float80 a)
    {
        var magnitude = (Int128)(((UInt128)a.Exponent << 63) | (a.Significand & ~Float80.IntegerBit));
        return a.IsNegative ? -magnitude - 1 : magnitude;
    }
}
