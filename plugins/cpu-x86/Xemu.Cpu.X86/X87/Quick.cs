using System.Runtime.CompilerServices;

namespace Xemu.Cpu.X86;

/// <summary>The short way of the transcendental functions: some 75 bits, of which nearly always the same 64 follow as of the 118 of the long way.</summary>
/// <remarks>
/// A quick routine knows how far its result may be off. Where a number that far away would be rounded to another register, it declines, about once in 500
/// operands, and the long way is taken. So the results are the long way's in every bit. Everything below the leading terms is computed in 64 bits:
/// a fraction named "square" counts units of 2^-76, and is below 2^-12.
/// </remarks>
internal static class Quick
{
    /// <summary>2^-73 of a number of 128 bits with its top bit set.</summary>
    public const ulong Error = 1UL << 54;

    /// <summary>Bits that a product with a square moves down.</summary>
    public const int SquareShift = 12;

    /// <summary>Takes a result if its rounding is certain.</summary>
    /// <param name="negative">Its sign.</param>
    /// <param name="exponent">Its exponent if the top bit of the significand were set.</param>
    /// <param name="significand">Its magnitude, that may be off by 2^-73 of itself.</param>
    /// <param name="result">The number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryTake(bool negative, int exponent, Limbs significand, out Wide result)
    {
        Limbs normal = significand.Normal(out int zeros);
        Set(out result, negative, exponent - zeros, normal);
        return IsCertain(normal.High, normal.Low, Error);
    }

    /// <summary>The same for a magnitude that may be off by a number of its units.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryTake(bool negative, int exponent, Limbs significand, ulong error, out Wide result)
    {
        Limbs normal = significand.Normal(out int zeros);
        Set(out result, negative, exponent - zeros, normal);
        return IsCertain(normal.High, normal.Low, error << zeros);
    }

    /// <summary>Whether a significand is normal, and neither a number of 64 bits nor the middle of two lies within the error.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsCertain(ulong high, ulong low, ulong error) => (long)high < 0 && (low << 1) + (2 * error) > 4 * error;

    /// <summary>Sets a number field by field.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Set(out Wide result, bool negative, int exponent, Limbs significand)
    {
        Unsafe.SkipInit(out result);
        result.High = significand.High;
        result.Low = significand.Low;
        result.Exponent = exponent;
        result.Negative = negative;
    }

    /// <summary>Top 64 bits of a product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong High(ulong a, ulong b) => Math.BigMul(a, b, out _);

    /// <summary>The quotient of two significands whose top bits are set, normal, with an error of 2^-115 of itself.</summary>
    /// <remarks>The first 64 bits by a division of integers, the others by one of doubles: the remainder, which may be below zero, over the divisor.</remarks>
    /// <param name="dividend">The dividend.</param>
    /// <param name="divisor">The divisor.</param>
    /// <param name="below">1 where the quotient is below 1, else 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Limbs Quotient(Limbs dividend, Limbs divisor, out int below)
    {
        below = dividend < divisor ? 1 : 0;
        dividend = dividend.Right(1 - below);
        if (dividend.High >= divisor.High)
        {
            UInt128 whole = WideMath.DivideFraction(new UInt128(dividend.High, dividend.Low), new UInt128(divisor.High, divisor.Low), out _);
            return new Limbs((ulong)(whole >> 64), (ulong)whole);
        }

        ulong digit = WideMath.DivRem(dividend.High, dividend.Low, divisor.High, out ulong rest);
        double fraction = ((double)rest - High(digit, divisor.Low)) / divisor.High;
        while (fraction < 0)
        {
            digit--;
            fraction++;
        }

        return new Limbs(digit, (ulong)(fraction * 18446744073709551616.0));
    }

    /// <summary>square (c0 - square (c1 - square (c2 - square c3))).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Alternating(ulong square, ulong c0, ulong c1, ulong c2, ulong c3)
    {
        ulong sum = c2 - (High(c3, square) >> SquareShift);
        sum = c1 - (High(sum, square) >> SquareShift);
        sum = c0 - (High(sum, square) >> SquareShift);
        return High(sum, square);
    }

    /// <summary>c0 + square (c1 + square (c2 + square c3)), for a square in units of 2^-(64 + <paramref name="shift"/>).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Polynomial(ulong square, int shift, ulong c0, ulong c1, ulong c2, ulong c3)
    {
        ulong sum = c2 + (High(c3, square) >> shift);
        sum = c1 + (High(sum, square) >> shift);
        return c0 + (High(sum, square) >> shift);
    }
}
