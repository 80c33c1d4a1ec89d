using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Xemu.Cpu.X86;

/// <summary>Integer operations on 128 bits that the x87 routines rest on.</summary>
internal static class WideMath
{
    /// <summary>Divides 128 bits by 64; the high part must be below the divisor, so that the quotient fits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong DivRem(ulong high, ulong low, ulong divisor, out ulong remainder)
    {
        if (X86Base.X64.IsSupported)
        {
#pragma warning disable SYSLIB5004 // Marked as under evaluation; it is one instruction, and the portable path stands below.
            (ulong quotient, remainder) = X86Base.X64.DivRem(low, high, divisor);
#pragma warning restore SYSLIB5004
            return quotient;
        }

        return DivRemPortable(high, low, divisor, out remainder);
    }

    /// <summary>Long division with 32-bit digits (Knuth, The Art of Computer Programming, vol. 2, 4.3.1, algorithm D).</summary>
    public static ulong DivRemPortable(ulong high, ulong low, ulong divisor, out ulong remainder)
    {
        int shift = BitOperations.LeadingZeroCount(divisor);
        divisor <<= shift;
        if (shift != 0)
        {
            high = (high << shift) | (low >> (64 - shift));
            low <<= shift;
        }

        ulong first = Digit(high, low >> 32, divisor, out ulong rest);
        ulong second = Digit(rest, (uint)low, divisor, out rest);
        remainder = rest >> shift;
        return (first << 32) | second;
    }

    /// <summary>Top 128 bits of a product of two 128-bit fractions, truncated.</summary>
    public static UInt128 MultiplyHigh(UInt128 a, UInt128 b)
    {
        ulong aHigh = (ulong)(a >> 64);
        ulong aLow = (ulong)a;
        ulong bHigh = (ulong)(b >> 64);
        ulong bLow = (ulong)b;
        ulong middle = Math.BigMul(aLow, bLow, out _);
        ulong firstHigh = Math.BigMul(aHigh, bLow, out ulong firstLow);
        ulong secondHigh = Math.BigMul(aLow, bHigh, out ulong secondLow);
        ulong high = Math.BigMul(aHigh, bHigh, out ulong low);

        // Neither high part of a cross product is all ones, so the first carries fit.
        middle += firstLow;
        firstHigh += middle < firstLow ? 1UL : 0;
        middle += secondLow;
        secondHigh += middle < secondLow ? 1UL : 0;
        low += firstHigh;
        high += low < firstHigh ? 1UL : 0;
        low += secondHigh;
        high += low < secondHigh ? 1UL : 0;
        return new UInt128(high, low);
    }

    /// <summary>The fraction n / d in 128 bits, truncated; n is below d, and d has its top bit set.</summary>
    public static UInt128 DivideFraction(UInt128 n, UInt128 d, out bool exact)
    {
        ulong high = FractionDigit(ref n, d);
        ulong low = FractionDigit(ref n, d);
        exact = n == 0;
        return new UInt128(high, low);
    }

    /// <summary>
    /// Integer square root of a radicand of at least 2^126, so that the root has 64 bits;
    /// <paramref name="rest"/> is the radicand less the square of the root.
    /// </summary>
    public static ulong SquareRoot(UInt128 radicand, out UInt128 rest)
    {
        // The double is right to about 52 bits; one Newton step doubles that, then the last unit is settled.
        double estimate = Math.Sqrt((double)(ulong)(radicand >> 64)) * 4294967296.0;
        ulong root = estimate >= 18446744073709551615.0 ? ulong.MaxValue : (ulong)estimate;
        ulong top = (ulong)(radicand >> 64);
        ulong quotient = top >= root ? ulong.MaxValue : DivRem(top, (ulong)radicand, root, out _);
        root = (root >> 1) + (quotient >> 1) + (root & quotient & 1);
        UInt128 square = BigMul(root, root);
        while (square > radicand)
        {
            root--;
            square = BigMul(root, root);
        }

        rest = radicand - square;
        while (rest > (UInt128)root << 1)
        {
            rest -= ((UInt128)root << 1) + 1;
            root++;
        }

        return root;
    }

    public static UInt128 BigMul(ulong a, ulong b)
    {
        ulong high = Math.BigMul(a, b, out ulong low);
        return new UInt128(high, low);
    }

    private static ulong Digit(ulong high, ulong next, ulong divisor, out ulong remainder)
    {
        ulong divisorHigh = divisor >> 32;
        ulong quotient = high / divisorHigh;
        ulong rest = high % divisorHigh;
        while (quotient > uint.MaxValue || quotient * (uint)divisor > ((rest << 32) | next))
        {
            quotient--;
            rest += divisorHigh;
            if (rest > uint.MaxValue)
            {
                break;
            }
        }

        remainder = (high << 32) + next - (quotient * divisor);
        return quotient;
    }

    /// <summary>One 64-bit digit of n / d; n becomes the rest, ready for the next.</summary>
    private static ulong FractionDigit(ref UInt128 n, UInt128 d)
    {
        ulong nHigh = (ulong)(n >> 64);
        ulong dHigh = (ulong)(d >> 64);
        ulong digit = ulong.MaxValue;
        UInt128 part = d;
        UInt128 take = (UInt128)((ulong)d - (ulong)n) << 64;
        if (nHigh < dHigh)
        {
            digit = DivRem(nHigh, (ulong)n, dHigh, out ulong rest);
            part = new UInt128(rest, 0);
            take = BigMul(digit, (ulong)d);
        }

        // The estimate is too large by at most two; the rest is then below zero until an addition wraps.
        UInt128 remainder = part - take;
        bool negative = take > part;
        while (negative)
        {
            digit--;
            UInt128 next = remainder + d;
            negative = next >= remainder;
            remainder = next;
        }

        n = remainder;
        return digit;
    }
}
