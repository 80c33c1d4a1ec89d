using System.Numerics;
using System.Runtime.CompilerServices;

namespace Xemu.Cpu.X86;

/// <summary>y log2 x and y log2 (1 + x) in some 75 bits.</summary>
/// <remarks>
/// As in <see cref="WideLogarithm"/> x is 2^e m, and c near 1/m makes r = m c - 1 exact and small; but log2 (1 + r) is a power series, whose first two terms have
/// 128 bits: r / ln 2 (1 - r/2 + r^2 (1/3 - r/4 + ...)).
/// </remarks>
internal static class QuickLogarithm
{
    /// <summary>r is below 2^-7: as a multiple of 2^-71 it has 64 bits, those of a significand with this exponent.</summary>
    private const int RestExponent = -8;

    /// <summary>The point of 1 in m c.</summary>
    private const int ProductBits = 71;

    /// <summary>Fraction bits of the sum of integer, table and series: 15 stand before its point.</summary>
    private const int SumBits = 112;

    /// <summary>2^-82 in units of the sum.</summary>
    private const ulong SumError = 1UL << 30;

    private const int SquareShift = 14;

    /// <param name="x">A positive normal number.</param>
    /// <param name="y">A normal number.</param>
    /// <param name="result">y log2 x.</param>
    /// <returns>Whether its rounding is certain.</returns>
    public static bool TryTimesLog2(in Float80 x, in Float80 y, out Wide result) =>
        TryLog2(x.Significand, x.Exponent - Float80.Bias, y, out result);

    /// <param name="x">A normal number. From 2^-7 to 1 it must be a multiple of 2^-63, which numbers that were a double's are; beyond it is declined.</param>
    /// <param name="y">A normal number.</param>
    /// <param name="result">y log2 (1 + x).</param>
    /// <returns>Whether its rounding is certain.</returns>
    public static bool TryTimesLog2PlusOne(in Float80 x, in Float80 y, out Wide result)
    {
        int exponent = x.Exponent - Float80.Bias;
        if (exponent <= RestExponent)
        {
            Limbs series = Series(x.Significand, exponent, x.IsNegative).Normal(out int place);
            return TryScale(x.IsNegative, exponent + 1 - place, series, y, Quick.Error, out result);
        }

        result = default;
        ulong part = exponent < 0 ? x.Significand >> -exponent : 0;
        if (part == 0 || part << -exponent != x.Significand)
        {
            return false;
        }

        // From 1/2 to 2, in units of 2^-63.
        ulong sum = x.IsNegative ? Float80.IntegerBit - part : Float80.IntegerBit + part;
        int zeros = BitOperations.LeadingZeroCount(sum);
        return TryLog2(sum << zeros, -zeros, y, out result);
    }

    /// <summary>y times the logarithm of a number from its significand and exponent.</summary>
    private static bool TryLog2(ulong significand, int exponent, in Float80 y, out Wide result)
    {
        int index = (int)(significand >> 56) & 127;
        bool isUpper = index >= WideLogarithm.Upper;
        exponent += isUpper ? 1 : 0;
        ulong high = Math.BigMul(significand, (ulong)WideTables.Reciprocal(index), out ulong low);
        bool isNegative = high < 1UL << (ProductBits - 64);
        ulong rest = isNegative ? 0 - low : low;
        Limbs table = Limbs.Of(WideTables.Logarithm(index));
        if (exponent == 0 && table.High == 0)
        {
            int zeros = BitOperations.LeadingZeroCount(rest) & 63;
            Limbs small = Series(rest << zeros, RestExponent - zeros, isNegative).Normal(out int place);
            return TryScale(isNegative, RestExponent + 1 - zeros - place, small, y, Quick.Error, out result) && rest != 0;
        }

        Limbs series = Series(rest, RestExponent, isNegative).Right(126 - RestExponent - SumBits);
        var sum = new Limbs((ulong)((long)exponent << (SumBits - 64)), 0);
        table = table.Right(128 - SumBits);
        sum = isUpper ? sum - table : sum + table;
        sum = isNegative ? sum - series : sum + series;
        bool isSumNegative = (long)sum.High < 0;
        sum = (isSumNegative ? default(Limbs) - sum : sum).Normal(out int shift);
        return TryScale(isSumNegative, 127 - SumBits - shift, sum, y, SumError << shift, out result) && rest != 0;
    }

    /// <summary>|log2 (1 + r)| for |r| = significand 2^(exponent - 63), below 2^-7, in units of 2^(exponent - 126).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Limbs Series(ulong significand, int exponent, bool isNegative)
    {
        int shift = RestExponent - exponent;
        ulong argument = shift < 64 ? significand >> shift : 0;
        ulong square = Quick.High(argument, argument);
        ulong even = Quick.Polynomial(square, SquareShift, 0x49DDB143BE6FF9E5, 0x34C2EC54F5BDB27F, 0x2909627AF80551F1, 0x2193509328045A51);
        even = 0x7B1C2770E80FF5D2 + (Quick.High(even, square) >> SquareShift);
        ulong odd = Quick.Polynomial(square, SquareShift, 0x5C551D94AE0BF85E, 0x3D8E13B87407FAE9, 0x2E2A8ECA5705FC2F, 0x24EED8A1DF37FCF2);
        odd = Quick.High(odd, argument) >> (-1 - RestExponent);
        Limbs rest = new Limbs(Quick.High(isNegative ? even + odd : even - odd, square), 0).Right(SquareShift + 1);

        // The same bits are 2 / ln 2, 1 / ln 2 and half of that.
        Limbs constant = Limbs.Of(WideTables.TwoOverLn2);
        Limbs linear = constant.Times(significand).Right(Math.Min(-exponent, 127));
        Limbs factor = (isNegative ? constant + linear : constant - linear) + rest;
        return factor.Times(significand);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryScale(bool isNegative, int exponent, Limbs significand, in Float80 y, ulong error, out Wide result) => Quick.TryTake(
        isNegative != y.IsNegative, exponent + y.Exponent - Float80.Bias + 1, significand.Times(y.Significand), error, out result);
}
