using System.Runtime.CompilerServices;

namespace Xemu.Cpu.X86;

/// <summary>2^x - 1 for x from -1 to 1 in some 75 bits.</summary>
/// <remarks>
/// From 2^-6 on x is k/64 + t with t at most 1/128 in magnitude, and the result (2^(k/64) - 1) + 2^(k/64) (2^t - 1), whose powers are a table.
/// Below it, the series of 2^x - 1 is short as it is.
/// </remarks>
internal static class QuickExponential
{
    /// <summary>The exponent below which no table is needed; t counts units of 2^-70 as if it had this one.</summary>
    private const int Small = -7;

    /// <summary>The sum's point stands behind two bits: the largest power is 2.</summary>
    private const int FractionBits = 126;

    /// <summary>2^-80 in units of the sum.</summary>
    private const ulong SumError = 1UL << 46;

    /// <param name="x">A number below 1 in magnitude; one that is not normal is declined.</param>
    /// <param name="result">2^x - 1.</param>
    /// <returns>Whether its rounding is certain.</returns>
    public static bool TryPowerLessOne(in Float80 x, out Wide result)
    {
        if (!x.IsNormal)
        {
            result = default;
            return false;
        }

        int exponent = x.Exponent - Float80.Bias;
        return exponent <= Small
            ? Quick.TryTake(x.IsNegative, exponent, LessOne(x.Significand, exponent, x.IsNegative), out result)
            : TrySum(new Limbs(x.Significand, 0).Right(64 + Small - exponent), x.IsNegative, out result);
    }

    private static bool TrySum(Limbs units, bool isNegative, out Wide result)
    {
        long t = (long)units.Low;
        int index = (int)units.High - (int)(t >> 63);
        index = isNegative ? -index : index;
        Limbs power = QuickTables.HalfPower(index & 63);

        // Halves are 0 for powers from 1/2, 1 from 1, 2 for 2.
        int halves = 1 + (index >> 6);
        bool isRestNegative = isNegative != t < 0;
        Limbs rest = LessOne(t < 0 ? (ulong)-t : (ulong)t, Small, isRestNegative);
        Limbs product = power.Times(rest).Right(1 - Small - halves);
        Limbs sum = power.Right(2 - halves) - new Limbs(1UL << (FractionBits - 64), 0);
        sum = isRestNegative ? sum - product : sum + product;
        return Quick.TryTake(isNegative, 1, isNegative ? default(Limbs) - sum : sum, SumError, out result);
    }

    /// <summary>|2^x - 1| for |x| = significand 2^(exponent - 63), below 2^-6, in units of 2^(exponent - 127).</summary>
    /// <remarks>With y = |x| ln 2: y (1 + y/2 + y^2 (1/3! + y/4! + ...)), every other sign changed for negative x.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Limbs LessOne(ulong significand, int exponent, bool isNegative)
    {
        Limbs y = Limbs.Of(WideTables.LnOf2).Times(significand);
        int shift = Small - exponent;
        ulong argument = shift < 64 ? y.High >> shift : 0;
        ulong square = Quick.High(argument, argument);
        ulong even = Quick.Polynomial(square, Quick.SquareShift, ulong.MaxValue / 6, ulong.MaxValue / 120, ulong.MaxValue / 5040, ulong.MaxValue / 362880);
        ulong odd = Quick.Polynomial(square, Quick.SquareShift, ulong.MaxValue / 24, ulong.MaxValue / 720, ulong.MaxValue / 40320, ulong.MaxValue / 3628800);
        odd = Quick.High(odd, argument) >> (-1 - Small);
        Limbs linear = y.Right(Math.Min(-exponent, 127));
        Limbs rest = new Limbs(Quick.High(isNegative ? even - odd : even + odd, square), 0).Right(Quick.SquareShift);
        return isNegative ? y - y.Times(linear - rest) : y + y.Times(linear + rest);
    }
}
