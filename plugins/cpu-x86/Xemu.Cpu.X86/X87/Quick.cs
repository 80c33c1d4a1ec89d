using System.Numerics;
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
    public static bool TryTake(bool negative, int exponent, UInt128 significand, out Wide result)
    {
        result = Normal(negative, exponent, significand, out _);
        return IsCertain(result.Significand, Error);
    }

    /// <summary>The same for a magnitude that may be off by a number of its units.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryTake(bool negative, int exponent, UInt128 significand, ulong error, out Wide result)
    {
        result = Normal(negative, exponent, significand, out int shift);
        return IsCertain(result.Significand, error << shift);
    }

    /// <summary>Whether a significand is normal, and neither a number of 64 bits nor the middle of two lies within the error.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsCertain(UInt128 significand, ulong error) =>
        (long)(ulong)(significand >> 64) < 0 && ((ulong)significand << 1) + (2 * error) > 4 * error;

    /// <summary>With its top bit set, unless the magnitude is below 2^64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide Normal(bool negative, int exponent, UInt128 significand, out int shift)
    {
        ulong high = (ulong)(significand >> 64);
        ulong low = (ulong)significand;
        shift = BitOperations.LeadingZeroCount(high) & 63;
        return new Wide(negative, exponent - shift, new UInt128((high << shift) | (low >> 1 >> (63 - shift)), low << shift));
    }

    /// <summary>Top 64 bits of a product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong High(ulong a, ulong b) => Math.BigMul(a, b, out _);

    /// <summary>The product of a number of 128 bits and one of 64, over 2^64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static UInt128 Product(UInt128 a, ulong b)
    {
        ulong high = Math.BigMul((ulong)(a >> 64), b, out ulong low);
        ulong carried = low + High((ulong)a, b);
        return new UInt128(high + (carried < low ? 1UL : 0), carried);
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
