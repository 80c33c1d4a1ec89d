using System.Numerics;
using System.Runtime.CompilerServices;

namespace Xemu.Cpu.X86;

/// <summary>Single-precision arithmetic on bit patterns, in all rounding modes, with exception flags as MXCSR has them.</summary>
/// <remarks>
/// The host's own unit is not asked: its control register belongs to .NET. Results for NaNs are those of SDM vol. 1, table 4-7 (SSE
/// column): the first operand if it is a NaN, else the second, made quiet. Tininess is detected after rounding (SDM vol. 1, 4.9.1.5).
/// Flags are ORed into <c>flags</c>; what is unmasked there decides later whether the result is written.
/// </remarks>
internal static class Single32
{
    public const uint DefaultNaN = 0xFFC0_0000;
    public const uint Infinity = 0x7F80_0000;
    public const uint Sign = 0x8000_0000;
    private const uint Quiet = 0x40_0000;
    private const uint Largest = 0x7F7F_FFFF;
    private const uint HiddenBit = 0x80_0000;

    public static bool IsNaN(uint a) => (a & ~Sign) > Infinity;

    public static bool IsSignalling(uint a) => IsNaN(a) && (a & Quiet) == 0;

    public static bool IsInfinity(uint a) => (a & ~Sign) == Infinity;

    public static bool IsZero(uint a) => (a & ~Sign) == 0;

    public static bool IsDenormal(uint a) => (a & ~Sign) - 1 < HiddenBit - 1;

    /// <summary>Zero or normal: cannot cause IE, DE or a NaN by itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsPlain(uint a) => (a & ~Sign) == 0 || (a & ~Sign) - HiddenBit < Infinity - HiddenBit;

    /// <summary>Normal, and not the smallest: a result that cannot come of an underflow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsAboveSmallest(uint a) => (a & ~Sign) - HiddenBit - 1 < Infinity - HiddenBit - 1;

    public static uint Add(uint a, uint b, uint mxcsr, ref uint flags)
    {
        if (IsNaN(a) || IsNaN(b))
        {
            return PropagateNaN(a, b, ref flags);
        }

        if (IsInfinity(a) && IsInfinity(b) && a != b)
        {
            flags |= Mxcsr.Invalid;
            return DefaultNaN;
        }

        CheckDenormals(a, b, ref flags);
        if (IsInfinity(a) || IsInfinity(b))
        {
            return IsInfinity(a) ? a : b;
        }

        return AddFinite(a, b, mxcsr, ref flags);
    }

    public static uint Subtract(uint a, uint b, uint mxcsr, ref uint flags) =>
        IsNaN(a) || IsNaN(b) ? PropagateNaN(a, b, ref flags) : Add(a, b ^ Sign, mxcsr, ref flags);

    public static uint Multiply(uint a, uint b, uint mxcsr, ref uint flags)
    {
        if (IsNaN(a) || IsNaN(b))
        {
            return PropagateNaN(a, b, ref flags);
        }

        if ((IsInfinity(a) && IsZero(b)) || (IsZero(a) && IsInfinity(b)))
        {
            flags |= Mxcsr.Invalid;
            return DefaultNaN;
        }

        CheckDenormals(a, b, ref flags);
        uint sign = (a ^ b) & Sign;
        if (IsInfinity(a) || IsInfinity(b))
        {
            return sign | Infinity;
        }

        ulong product = (ulong)Unpack(a, out int ea) * Unpack(b, out int eb);
        return product == 0 ? sign : Pack(sign, ea + eb - 300, product, mxcsr, ref flags);
    }

    public static uint Divide(uint a, uint b, uint mxcsr, ref uint flags)
    {
        if (IsNaN(a) || IsNaN(b))
        {
            return PropagateNaN(a, b, ref flags);
        }

        if ((IsInfinity(a) && IsInfinity(b)) || (IsZero(a) && IsZero(b)))
        {
            flags |= Mxcsr.Invalid;
            return DefaultNaN;
        }

        uint sign = (a ^ b) & Sign;
        if (IsZero(b) && !IsInfinity(a))
        {
            flags |= Mxcsr.DivideByZero;
            return sign | Infinity;
        }

        CheckDenormals(a, b, ref flags);
        if (IsInfinity(a))
        {
            return sign | Infinity;
        }

        if (IsInfinity(b) || IsZero(a))
        {
            return sign;
        }

        uint ma = UnpackNormalized(a, out int ea);
        uint mb = UnpackNormalized(b, out int eb);
        (ulong quotient, ulong remainder) = Math.DivRem((ulong)ma << 40, mb);
        return Pack(sign, ea - eb - 40, quotient | (remainder != 0 ? 1u : 0), mxcsr, ref flags);
    }

    public static uint SquareRoot(uint a, uint mxcsr, ref uint flags)
    {
        if (IsNaN(a))
        {
            return PropagateNaN(a, a, ref flags);
        }

        if (IsZero(a))
        {
            return a;
        }

        if ((a & Sign) != 0)
        {
            flags |= Mxcsr.Invalid;
            return DefaultNaN;
        }

        CheckDenormals(a, a, ref flags);
        if (IsInfinity(a))
        {
            return a;
        }

        // An even exponent, and 62 or 63 bits to take the root of.
        ulong radicand = UnpackNormalized(a, out int e);
        e -= 150;
        radicand <<= 38 + (e & 1);
        e -= 38 + (e & 1);
        ulong root = (ulong)Math.Sqrt(radicand);
        while (root * root > radicand)
        {
            root--;
        }

        while ((root + 1) * (root + 1) <= radicand)
        {
            root++;
        }

        // The last bit of the root lies far below the rounding position, so it may hold the rest.
        return Pack(0, e / 2, root | (root * root != radicand ? 1u : 0), mxcsr, ref flags);
    }

    /// <summary>MINPS, MAXPS: any NaN, and two zeros, give the second operand as it is. SDM vol. 2.</summary>
    public static uint Minimum(uint a, uint b, ref uint flags)
    {
        CheckOrdered(a, b, quietSignals: true, ref flags);
        return Float(a) < Float(b) ? a : b;
    }

    public static uint Maximum(uint a, uint b, ref uint flags)
    {
        CheckOrdered(a, b, quietSignals: true, ref flags);
        return Float(a) > Float(b) ? a : b;
    }

    /// <summary>The flags of a comparison.</summary>
    public static void CheckOrdered(uint a, uint b, bool quietSignals, ref uint flags)
    {
        if (IsNaN(a) || IsNaN(b))
        {
            flags |= quietSignals || IsSignalling(a) || IsSignalling(b) ? Mxcsr.Invalid : 0;
            return;
        }

        CheckDenormals(a, b, ref flags);
    }

    public static uint FromInteger(int value, uint mxcsr, ref uint flags)
    {
        ulong magnitude = value < 0 ? (uint)-value : (uint)value;
        return value == 0 ? 0 : Pack(value < 0 ? Sign : 0, 0, magnitude, mxcsr, ref flags);
    }

    /// <summary>To a 32-bit integer; what does not fit gives 0x8000_0000 and IE. Denormals are not reported.</summary>
    public static int ToInteger(uint a, SseRounding rounding, ref uint flags)
    {
        bool negative = (a & Sign) != 0;
        uint m = Unpack(a, out int e);
        e -= 150;
        if (e >= 8)
        {
            if (a != 0xCF00_0000)
            {
                flags |= Mxcsr.Invalid;
            }

            return int.MinValue;
        }

        uint whole;
        if (e >= 0)
        {
            whole = m << e;
        }
        else
        {
            // Shifts beyond 31 leave a rest below one half, which 31 gives too.
            int drop = Math.Min(-e, 31);
            whole = m >> drop;
            uint rest = m & ((1u << drop) - 1);
            flags |= rest != 0 ? Mxcsr.Precision : 0;
            whole += RoundUp(negative, whole & 1, rest, 1u << (drop - 1), rounding);
        }

        return negative ? -(int)whole : (int)whole;
    }

    public static float Float(uint a) => BitConverter.UInt32BitsToSingle(a);

    private static uint PropagateNaN(uint a, uint b, ref uint flags)
    {
        if (IsSignalling(a) || IsSignalling(b))
        {
            flags |= Mxcsr.Invalid;
        }

        return (IsNaN(a) ? a : b) | Quiet;
    }

    private static void CheckDenormals(uint a, uint b, ref uint flags)
    {
        if (IsDenormal(a) || IsDenormal(b))
        {
            flags |= Mxcsr.Denormal;
        }
    }

    /// <summary>The value is the result times 2^(e - 150).</summary>
    private static uint Unpack(uint a, out int e)
    {
        e = (int)(a >> 23) & 0xFF;
        uint fraction = a & (HiddenBit - 1);
        if (e == 0)
        {
            e = 1;
            return fraction;
        }

        return fraction | HiddenBit;
    }

    private static uint UnpackNormalized(uint a, out int e)
    {
        uint m = Unpack(a, out e);
        int shift = BitOperations.LeadingZeroCount(m) - 8;
        e -= shift;
        return m << shift;
    }

    private static uint AddFinite(uint a, uint b, uint mxcsr, ref uint flags)
    {
        if ((a & ~Sign) < (b & ~Sign))
        {
            (a, b) = (b, a);
        }

        // 38 bits below the last place: a shift that loses some of them leaves no cancellation of more than one bit.
        ulong ma = (ulong)Unpack(a, out int ea) << 38;
        ulong mb = (ulong)Unpack(b, out int eb) << 38;
        mb = ShiftRightJam(mb, ea - eb);
        ulong sum = ((a ^ b) & Sign) == 0 ? ma + mb : ma - mb;
        if (sum == 0)
        {
            bool down = Mxcsr.Rounding(mxcsr) == SseRounding.Down;
            return ((a ^ b) & Sign) == 0 ? a & Sign : down ? Sign : 0;
        }

        return Pack(a & Sign, ea - 188, sum, mxcsr, ref flags);
    }

    private static ulong ShiftRightJam(ulong value, int count)
    {
        if (count == 0)
        {
            return value;
        }

        if (count > 63)
        {
            return value != 0 ? 1u : 0;
        }

        return (value >> count) | ((value & ((1UL << count) - 1)) != 0 ? 1u : 0);
    }

    /// <summary>Rounds significand · 2^exponent, whose lowest bit also stands for all bits lost below it.</summary>
    private static uint Pack(uint sign, int exponent, ulong significand, uint mxcsr, ref uint flags)
    {
        int zeros = BitOperations.LeadingZeroCount(significand);
        significand <<= zeros;
        int e = exponent + (63 - zeros) + 127;
        SseRounding rounding = Mxcsr.Rounding(mxcsr);

        // As if the exponent had no bounds.
        uint m = Round(sign != 0, significand, 40, rounding, out bool inexact);
        int rounded = e;
        if (m == 2 * HiddenBit)
        {
            m = HiddenBit;
            rounded++;
        }

        if (rounded >= 255)
        {
            return Overflow(sign, inexact, rounding, mxcsr, ref flags);
        }

        if (rounded >= 1)
        {
            flags |= inexact ? Mxcsr.Precision : 0;
            return sign | ((uint)rounded << 23) | (m & (HiddenBit - 1));
        }

        return Tiny(sign, e, significand, inexact, mxcsr, ref flags);
    }

    private static uint Overflow(uint sign, bool inexact, SseRounding rounding, uint mxcsr, ref uint flags)
    {
        flags |= Mxcsr.Overflow;
        if (inexact || (mxcsr & Mxcsr.OverflowMask) != 0)
        {
            flags |= Mxcsr.Precision;
        }

        bool toInfinity = rounding == SseRounding.Nearest || rounding == (sign != 0 ? SseRounding.Down : SseRounding.Up);
        return sign | (toInfinity ? Infinity : Largest);
    }

    private static uint Tiny(uint sign, int e, ulong significand, bool inexactUnbounded, uint mxcsr, ref uint flags)
    {
        if ((mxcsr & Mxcsr.UnderflowMask) == 0)
        {
            flags |= Mxcsr.Underflow | (inexactUnbounded ? Mxcsr.Precision : 0);
            return sign;
        }

        if ((mxcsr & Mxcsr.FlushToZero) != 0)
        {
            flags |= Mxcsr.Underflow | Mxcsr.Precision;
            return sign;
        }

        ulong shifted = ShiftRightJam(significand, 1 - e);
        uint m = Round(sign != 0, shifted, 40, Mxcsr.Rounding(mxcsr), out bool inexact);
        flags |= inexact ? Mxcsr.Underflow | Mxcsr.Precision : 0;

        // A carry into the hidden bit is the smallest normal number, as it should be.
        return sign | m;
    }

    private static uint Round(bool negative, ulong significand, int drop, SseRounding rounding, out bool inexact)
    {
        ulong rest = significand & ((1UL << drop) - 1);
        uint m = (uint)(significand >> drop);
        inexact = rest != 0;
        return m + RoundUp(negative, m & 1, rest, 1UL << (drop - 1), rounding);
    }

    private static uint RoundUp(bool negative, uint odd, ulong rest, ulong half, SseRounding rounding)
    {
        bool up = rounding switch
        {
            SseRounding.Nearest => rest > half || (rest == half && odd != 0),
            SseRounding.Down => rest != 0 && negative,
            SseRounding.Up => rest != 0 && !negative,
            _ => false,
        };
        return up ? 1u : 0;
    }
}
