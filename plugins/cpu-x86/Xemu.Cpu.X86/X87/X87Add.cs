using System.Numerics;

namespace Xemu.Cpu.X86;

/// <summary>FADD, FSUB and their relatives.</summary>
/// <remarks>Source: Intel SDM vol. 2, FADD and FSUB tables; vol. 1, 4.8.3.1 and 8.5.1.2.</remarks>
internal static class X87Add
{
    public static bool Add(ref X87Context c, in Float80 a, in Float80 b, out Float80 result) =>
        AddSigned(ref c, a, b, b.Sign, out result);

    /// <summary>Gives <paramref name="a"/> less <paramref name="b"/>; a NaN keeps its sign.</summary>
    public static bool Subtract(ref X87Context c, in Float80 a, in Float80 b, out Float80 result) =>
        AddSigned(ref c, a, b, b.Sign ^ Float80.SignBit, out result);

    private static bool AddSigned(ref X87Context c, in Float80 a, in Float80 b, int signB, out Float80 result)
    {
        if (a.IsNormal && b.IsNormal && !c.DenormalSource)
        {
            result = AddFinite(ref c, a, b, signB);
            return true;
        }

        return AddSpecial(ref c, a, b, signB, out result);
    }

    private static bool AddSpecial(ref X87Context c, in Float80 a, in Float80 b, int signB, out Float80 result)
    {
        if (X87NaN.IsAny(a) || X87NaN.IsAny(b))
        {
            return X87NaN.Propagate(ref c, a, b, out result);
        }

        if (a.IsInfinity && b.IsInfinity && a.Sign != signB)
        {
            return c.RaiseInvalid(out result);
        }

        result = default;
        if (!c.CheckDenormal(a, b))
        {
            return false;
        }

        result = a.IsInfinity ? a
            : b.IsInfinity ? Float80.Infinity(signB)
            : AddWithZero(ref c, a, b, signB);
        return true;
    }

    private static Float80 AddWithZero(ref X87Context c, in Float80 a, in Float80 b, int signB)
    {
        if (a.IsZero && b.IsZero)
        {
            return a.Sign == signB ? a : ExactZero(c);
        }

        if (!a.IsZero && !b.IsZero)
        {
            return AddFinite(ref c, a, b, signB);
        }

        // The other operand still meets precision control and may be tiny.
        var x = new X87Operand(a.IsZero ? b : a);
        return X87Round.ToRegister(ref c, a.IsZero ? signB : a.Sign, x.Exponent, x.Significand, 0, c.DroppedBits);
    }

    private static Float80 AddFinite(ref X87Context c, in Float80 a, in Float80 b, int signB)
    {
        var x = new X87Operand(a);
        var y = new X87Operand(b);
        int sign = a.Sign;
        bool subtract = sign != signB;
        if (x.Exponent < y.Exponent || (x.Exponent == y.Exponent && x.Significand < y.Significand))
        {
            var swap = x;
            x = y;
            y = swap;
            sign = signB;
        }

        ulong high = y.Significand;
        ulong low = 0;
        X87Round.ShiftRightSticky(ref high, ref low, x.Exponent - y.Exponent);
        return subtract
            ? Difference(ref c, sign, x, high, low)
            : Sum(ref c, sign, x, high, low);
    }

    private static Float80 Sum(ref X87Context c, int sign, X87Operand x, ulong high, ulong low)
    {
        int exponent = x.Exponent;
        high += x.Significand;
        if (high < x.Significand)
        {
            low = (low >> 1) | (high << 63) | (low & 1);
            high = (high >> 1) | Float80.IntegerBit;
            exponent++;
        }

        return X87Round.ToRegister(ref c, sign, exponent, high, low, c.DroppedBits);
    }

    private static Float80 Difference(ref X87Context c, int sign, X87Operand x, ulong high, ulong low)
    {
        high = x.Significand - high - (low != 0 ? 1UL : 0);
        low = 0 - low;
        if (high == 0)
        {
            if (low == 0)
            {
                return ExactZero(c);
            }

            // Only a one-place shift cancels this far: the bit below is exact.
            return X87Round.ToRegister(ref c, sign, x.Exponent - 64, low, 0, c.DroppedBits);
        }

        int shift = BitOperations.LeadingZeroCount(high);
        if (shift != 0)
        {
            high = (high << shift) | (low >> (64 - shift));
            low <<= shift;
        }

        return X87Round.ToRegister(ref c, sign, x.Exponent - shift, high, low, c.DroppedBits);
    }

    /// <summary>x - x is +0, but -0 when rounding down (SDM vol. 1, 4.8.3.1).</summary>
    private static Float80 ExactZero(in X87Context c) =>
        Float80.Zero(c.Rounding == X87Rounding.Down ? Float80.SignBit : 0);
}
