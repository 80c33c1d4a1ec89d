using System.Numerics;

namespace Xemu.Cpu.X86;

/// <summary>FILD and FIST. Source: Intel SDM vol. 2, FILD, FIST; vol. 1, table 4-13 for the integer indefinite.</summary>
internal static class X87Integers
{
    public static Float80 FromInt64(long value) => FromMagnitude(
        value < 0 ? Float80.SignBit : 0,
        value < 0 ? 0 - (ulong)value : (ulong)value);

    public static bool ToInt16(ref X87Context c, in Float80 a, out short result)
    {
        bool write = ToInteger(ref c, a, 16, out long value);
        result = (short)value;
        return write;
    }

    public static bool ToInt32(ref X87Context c, in Float80 a, out int result)
    {
        bool write = ToInteger(ref c, a, 32, out long value);
        result = (int)value;
        return write;
    }

    public static bool ToInt64(ref X87Context c, in Float80 a, out long result) => ToInteger(ref c, a, 64, out result);

    internal static Float80 FromMagnitude(int sign, ulong magnitude)
    {
        if (magnitude == 0)
        {
            return Float80.Zero(sign);
        }

        int shift = BitOperations.LeadingZeroCount(magnitude);
        return new Float80(magnitude << shift, (ushort)(sign | (Float80.Bias + 63 - shift)));
    }

    /// <summary>The rounded magnitude, without flags; false when it is not a finite number below 2^64.</summary>
    internal static bool RoundMagnitude(in X87Context c, in Float80 a, out ulong magnitude, out bool inexact, out bool up)
    {
        magnitude = a.Significand;
        inexact = up = false;
        int power = a.Exponent - Float80.Bias;
        if (power > 63 || X87NaN.IsAny(a))
        {
            return false;
        }

        ulong low = 0;
        X87Round.ShiftRightSticky(ref magnitude, ref low, 63 - power);
        up = X87Round.IncrementNeeded(c.Rounding, a.Sign, (magnitude & 1) != 0, low);
        inexact = low != 0;
        magnitude += up ? 1UL : 0;
        return !up || magnitude != 0;
    }

    private static bool ToInteger(ref X87Context c, in Float80 a, int bits, out long result)
    {
        ulong limit = 1UL << (bits - 1);
        bool fits = RoundMagnitude(c, a, out ulong magnitude, out bool inexact, out bool up);
        if (!fits || magnitude > limit || (magnitude == limit && !a.IsNegative))
        {
            // The integer indefinite is the most negative number of the width.
            result = -(long)(limit - 1) - 1;
            return c.Raise(X87Status.Invalid);
        }

        if (inexact)
        {
            c.Status |= up ? X87Status.Precision | X87Status.C1 : X87Status.Precision;
        }

        result = a.IsNegative ? (long)(0 - magnitude) : (long)magnitude;
        return true;
    }
}
