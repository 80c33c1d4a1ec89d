using System.Runtime.CompilerServices;

namespace Xemu.Cpu.X86;

/// <summary>Sine and cosine of a rest from 0 to pi / 4 in some 75 bits.</summary>
/// <remarks>
/// From 2^-6 on the rest is k/64 + t with t at most 1/128, and the sine sin k/64 cos t + cos k/64 sin t, whose first factors are tables. Below it the series are
/// short as they are. Results are fractions of 128 bits times a power of two; they err by less than <see cref="Quick.Error"/>.
/// </remarks>
internal readonly struct QuickAngle
{
    /// <summary>Largest exponent of a rest that needs no table.</summary>
    public const int Small = -7;

    /// <summary>Exponent of the cosine, if its top bit were set.</summary>
    public const int CosineExponent = -1;

    /// <summary>Units of other rests are 2^-70, so that k is what stands above 64 bits.</summary>
    private const int UnitBits = 70;

    public readonly UInt128 Sine;
    public readonly UInt128 Cosine;

    /// <summary>Exponent of the sine, if its top bit were set.</summary>
    public readonly int SineExponent;

    /// <param name="significand">The rest, 64 bits with the top bit set.</param>
    /// <param name="exponent">Its exponent; below -6.</param>
    public QuickAngle(ulong significand, int exponent)
    {
        int shift = 2 * (Small - exponent);
        ulong square = shift < 64 ? Quick.High(significand, significand) >> shift : 0;
        Sine = new UInt128(significand, 0) - (Product(significand, SineRest(square)) >> Quick.SquareShift);
        SineExponent = exponent;
        Cosine = UInt128.Zero - ((UInt128)CosineRest(square) << (64 - Quick.SquareShift));
    }

    /// <param name="units">The rest in units of 2^-70, at least 2^64 and at most pi / 4.</param>
    public QuickAngle(UInt128 units)
    {
        long t = (long)(ulong)units;
        int index = (int)(units >> 64) - (int)(t >> 63);
        ulong magnitude = t < 0 ? (ulong)-t : (ulong)t;
        ulong square = Quick.High(magnitude, magnitude);
        ulong cosineRest = CosineRest(square);
        UInt128 sine = new UInt128(magnitude, 0) - (Product(magnitude, SineRest(square)) >> Quick.SquareShift);
        UInt128 tableSine = QuickTables.Sine(index);
        UInt128 tableCosine = QuickTables.Cosine(index);

        // Of 2^-134 and of 2^-140.
        UInt128 crossSine = WideMath.MultiplyHigh(tableCosine, sine) >> (UnitBits - 64);
        UInt128 crossCosine = WideMath.MultiplyHigh(tableSine, sine) >> (UnitBits - 64);
        UInt128 alongSine = tableSine - (Quick.Product(tableSine, cosineRest) >> Quick.SquareShift);
        UInt128 alongCosine = tableCosine - (Quick.Product(tableCosine, cosineRest) >> Quick.SquareShift);
        Sine = t < 0 ? alongSine - crossSine : alongSine + crossSine;
        Cosine = t < 0 ? alongCosine + crossCosine : alongCosine - crossCosine;
        SineExponent = CosineExponent;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static UInt128 Product(ulong a, ulong b)
    {
        ulong high = Math.BigMul(a, b, out ulong low);
        return new UInt128(high, low);
    }

    /// <summary>1 - sin(t) / t.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong SineRest(ulong square) =>
        Quick.Alternating(square, ulong.MaxValue / 6, ulong.MaxValue / 120, ulong.MaxValue / 5040, ulong.MaxValue / 362880);

    /// <summary>1 - cos(t).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong CosineRest(ulong square) =>
        (square >> 1) - (Quick.High(square, Quick.Alternating(square, ulong.MaxValue / 24, ulong.MaxValue / 720, ulong.MaxValue / 40320, ulong.MaxValue / 3628800)) >> Quick.SquareShift);
}
