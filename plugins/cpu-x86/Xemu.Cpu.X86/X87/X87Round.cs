using System.Runtime.CompilerServices;

namespace Xemu.Cpu.X86;

/// <summary>Rounds an exact or sticky-marked result to a register, with the exceptions that follow the computation.</summary>
/// <remarks>Source: Intel SDM vol. 1, 8.5.4 to 8.5.6 and 4.9.1.4 to 4.9.1.6; tininess is detected after rounding.</remarks>
internal static class X87Round
{
    /// <summary>Added to the exponent on unmasked underflow and taken off on unmasked overflow (3 * 2^13).</summary>
    private const int BiasAdjust = 24576;

    /// <summary>Rounds a result to 64 bits or, for the operations it governs, to the precision-control width.</summary>
    /// <param name="c">Gives rounding and masks, takes the flags.</param>
    /// <param name="sign">0 or <see cref="Float80.SignBit"/>.</param>
    /// <param name="exponent">Biased exponent of <paramref name="high"/> as a significand; any value.</param>
    /// <param name="high">Significand with its top bit set.</param>
    /// <param name="low">What follows the significand, the lowest bit sticky.</param>
    /// <param name="dropped">Low bits of <paramref name="high"/> to drop, of <see cref="X87Context.DroppedBits"/>.</param>
    public static Float80 ToRegister(ref X87Context c, int sign, int exponent, ulong high, ulong low, int dropped = 0)
    {
        if (exponent <= 0)
        {
            return Underflow(ref c, sign, exponent, high, low, dropped);
        }

        bool inexact = RoundSignificand(c.Rounding, sign, ref high, low, dropped, out bool up);
        if (up && high == 0)
        {
            high = Float80.IntegerBit;
            exponent++;
        }

        if (exponent >= Float80.MaxExponent)
        {
            return Overflow(ref c, sign, exponent, high, inexact, up, dropped);
        }

        NoteInexact(ref c, inexact, up);
        return new Float80(high, (ushort)(sign | exponent));
    }

    /// <summary>Rounds in place; the result is 0 on a carry out.</summary>
    /// <returns>True when the result is inexact.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool RoundSignificand(X87Rounding rounding, int sign, ref ulong high, ulong low, int dropped, out bool up)
    {
        if (dropped != 0)
        {
            low = (high << (64 - dropped)) | (low >> dropped) | (low != 0 ? 1UL : 0);
            high &= ulong.MaxValue << dropped;
        }

        up = IncrementNeeded(rounding, sign, ((high >> dropped) & 1) != 0, low);
        if (up)
        {
            high += 1UL << dropped;
        }

        return low != 0;
    }

    /// <summary>Whether a magnitude followed by the fraction <paramref name="low"/> is rounded away from zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IncrementNeeded(X87Rounding rounding, int sign, bool odd, ulong low)
    {
        const ulong Half = 1UL << 63;
        return rounding switch
        {
            X87Rounding.Nearest => low > Half || (low == Half && odd),
            X87Rounding.Down => low != 0 && sign != 0,
            X87Rounding.Up => low != 0 && sign == 0,
            _ => false,
        };
    }

    /// <summary>Shifts right, keeping what falls out as <paramref name="low"/> with a sticky last bit.</summary>
    public static void ShiftRightSticky(ref ulong high, ref ulong low, int count)
    {
        if (count == 0)
        {
            return;
        }

        ulong lost = low;
        if (count < 64)
        {
            low = (high << (64 - count)) | (low >> count) | ((lost << (64 - count)) != 0 ? 1UL : 0);
            high >>= count;
            return;
        }

        lost |= count == 64 ? 0 : count < 128 ? high << (128 - count) : high;
        low = (count < 128 ? high >> (count - 64) : 0) | (lost != 0 ? 1UL : 0);
        high = 0;
    }

    private static void NoteInexact(ref X87Context c, bool inexact, bool up)
    {
        if (inexact)
        {
            c.Status |= up ? X87Status.Precision | X87Status.C1 : X87Status.Precision;
        }
    }

    private static Float80 Overflow(ref X87Context c, int sign, int exponent, ulong high, bool inexact, bool up, int dropped)
    {
        if (!c.Raise(X87Status.Overflow))
        {
            // Only FSCALE gets so far out ("massive overflow", SDM vol. 1, 8.5.4); the flags of it were seen on a Zen 4.
            exponent -= BiasAdjust;
            bool massive = exponent >= Float80.MaxExponent;
            NoteInexact(ref c, inexact || massive, up || massive);
            return massive ? Float80.Infinity(sign) : new Float80(high, (ushort)(sign | exponent));
        }

        bool infinite = IncrementNeeded(c.Rounding, sign, true, ulong.MaxValue);
        NoteInexact(ref c, true, infinite);
        return infinite
            ? Float80.Infinity(sign)
            : new Float80(ulong.MaxValue << dropped, (ushort)(sign | (Float80.MaxExponent - 1)));
    }

    private static Float80 Underflow(ref X87Context c, int sign, int exponent, ulong high, ulong low, int dropped)
    {
        ulong rounded = high;
        bool inexact = RoundSignificand(c.Rounding, sign, ref rounded, low, dropped, out bool up);
        bool carried = up && rounded == 0;
        bool tiny = exponent < 0 || !carried;
        if (tiny && !c.IsMasked(X87Status.Underflow))
        {
            c.Status |= X87Status.Underflow;
            exponent += BiasAdjust + (carried ? 1 : 0);
            rounded = carried ? Float80.IntegerBit : rounded;
            bool massive = exponent <= 0;
            NoteInexact(ref c, inexact || massive, up);
            return massive ? Float80.Zero(sign) : new Float80(rounded, (ushort)(sign | exponent));
        }

        ShiftRightSticky(ref high, ref low, 1 - exponent);
        inexact = RoundSignificand(c.Rounding, sign, ref high, low, dropped, out up);
        if (tiny && inexact)
        {
            c.Status |= X87Status.Underflow;
        }

        NoteInexact(ref c, inexact, up);

        // Rounding may have carried into the smallest normal number, whose exponent field is 1.
        return new Float80(high, (ushort)(sign | (int)(high >> 63)));
    }
}
