using System.Numerics;

namespace Xemu.Cpu.X86;

/// <summary>FLD and FST with 32 and 64-bit operands, as raw bits.</summary>
/// <remarks>Source: Intel SDM vol. 2, FLD, FST; vol. 1, 8.5.4 to 8.5.6 for unmasked exceptions with a memory destination.</remarks>
internal static class X87Floats
{
    private const int SingleFraction = 23;
    private const int SingleBias = 127;
    private const int DoubleFraction = 52;
    private const int DoubleBias = 1023;

    /// <summary>FLD m32.</summary>
    public static bool FromSingle(ref X87Context c, uint bits, out Float80 result)
    {
        result = WidenSingle(ref c, bits);
        return Load(ref c, ref result);
    }

    /// <summary>FLD m64.</summary>
    public static bool FromDouble(ref X87Context c, ulong bits, out Float80 result)
    {
        result = WidenDouble(ref c, bits);
        return Load(ref c, ref result);
    }

    public static bool ToSingle(ref X87Context c, in Float80 a, out uint result)
    {
        bool write = Store(ref c, a, SingleFraction, SingleBias, out ulong bits);
        result = (uint)bits;
        return write;
    }

    public static bool ToDouble(ref X87Context c, in Float80 a, out ulong result) =>
        Store(ref c, a, DoubleFraction, DoubleBias, out result);

    /// <summary>Widens without judging: an SNaN stays one, and a denormal is told of in the context.</summary>
    public static Float80 WidenSingle(ref X87Context c, uint bits) => Widen(ref c, bits, SingleFraction, SingleBias);

    /// <summary>Widens without judging: an SNaN stays one, and a denormal is told of in the context.</summary>
    public static Float80 WidenDouble(ref X87Context c, ulong bits) => Widen(ref c, bits, DoubleFraction, DoubleBias);

    /// <summary>What FLD does with a widened operand.</summary>
    public static bool Load(ref X87Context c, ref Float80 value)
    {
        // Unlike arithmetic, a load goes on with the denormal exception unmasked: the number is pushed and the exception
        // pending. The manual (SDM vol. 1, 8.5.2) has the stack unchanged; a Zen 4 pushes.
        c.Status |= c.DenormalSource ? X87Status.Denormal : 0;
        if (!value.IsSignalingNaN)
        {
            return true;
        }

        value = X87NaN.Quiet(value);
        return c.Raise(X87Status.Invalid);
    }

    private static Float80 Widen(ref X87Context c, ulong bits, int fractionBits, int bias)
    {
        int maxExponent = (2 * bias) + 1;
        int exponent = (int)(bits >> fractionBits) & maxExponent;
        int sign = (int)(bits >> fractionBits >> (fractionBits == SingleFraction ? 8 : 11)) << 15;
        ulong fraction = (bits << (63 - fractionBits)) & ~Float80.IntegerBit;
        if (exponent == 0)
        {
            return WidenDenormal(ref c, sign, fraction, bias);
        }

        int wide = exponent == maxExponent ? Float80.MaxExponent : exponent - bias + Float80.Bias;
        return new Float80(fraction | Float80.IntegerBit, (ushort)(sign | wide));
    }

    private static Float80 WidenDenormal(ref X87Context c, int sign, ulong fraction, int bias)
    {
        if (fraction == 0)
        {
            return Float80.Zero(sign);
        }

        c.DenormalSource = true;
        int shift = BitOperations.LeadingZeroCount(fraction);
        return new Float80(fraction << shift, (ushort)(sign | (1 - bias + Float80.Bias - shift)));
    }

    private static bool Store(ref X87Context c, in Float80 a, int fractionBits, int bias, out ulong result)
    {
        int maxExponent = (2 * bias) + 1;
        ulong sign = a.IsNegative ? (ulong)(maxExponent + 1) << fractionBits : 0;
        if (X87NaN.IsAny(a))
        {
            bool write = X87NaN.Propagate(ref c, a, out Float80 quiet);
            ulong fraction = (quiet.Significand & ~Float80.IntegerBit) >> (63 - fractionBits);
            sign = quiet.IsNegative ? (ulong)(maxExponent + 1) << fractionBits : 0;
            result = sign | ((ulong)maxExponent << fractionBits) | fraction;
            return write;
        }

        result = sign;
        if (a.IsZero)
        {
            return true;
        }

        if (a.IsInfinity)
        {
            result |= (ulong)maxExponent << fractionBits;
            return true;
        }

        return StoreFinite(ref c, a, fractionBits, bias, ref result);
    }

    private static bool StoreFinite(ref X87Context c, in Float80 a, int fractionBits, int bias, ref ulong result)
    {
        var x = new X87Operand(a);
        int dropped = 63 - fractionBits;
        int exponent = x.Exponent - Float80.Bias + bias;
        ulong high = x.Significand;
        ulong low = 0;
        bool inexact = X87Round.RoundSignificand(c.Rounding, a.Sign, ref high, 0, dropped, out bool up);
        int carry = up && high == 0 ? 1 : 0;
        if (exponent + carry >= (2 * bias) + 1)
        {
            return StoreOverflow(ref c, a.Sign, fractionBits, bias, ref result, inexact, up);
        }

        bool tiny = exponent + carry < 1;
        if (tiny && !c.IsMasked(X87Status.Underflow))
        {
            c.Status |= X87Status.Underflow;
            return false;
        }

        if (exponent < 1)
        {
            high = x.Significand;
            X87Round.ShiftRightSticky(ref high, ref low, 1 - exponent);
            inexact = X87Round.RoundSignificand(c.Rounding, a.Sign, ref high, low, dropped, out up);
            result += high >> dropped;
        }
        else
        {
            // The integer bit, or a carry out of it, adds itself to the exponent field.
            high = carry != 0 ? Float80.IntegerBit : high;
            result += ((ulong)(exponent + carry - 1) << fractionBits) + (high >> dropped);
        }

        NoteInexact(ref c, tiny, inexact, up);
        return true;
    }

    private static bool StoreOverflow(
        ref X87Context c, int sign, int fractionBits, int bias, ref ulong result, bool inexact, bool up)
    {
        if (!c.Raise(X87Status.Overflow))
        {
            return false;
        }

        ulong infinity = (ulong)((2 * bias) + 1) << fractionBits;
        bool infinite = X87Round.IncrementNeeded(c.Rounding, sign, true, ulong.MaxValue);
        result |= infinite ? infinity : infinity - 1;
        NoteInexact(ref c, false, true, infinite);
        return true;
    }

    private static void NoteInexact(ref X87Context c, bool tiny, bool inexact, bool up)
    {
        if (inexact)
        {
            c.Status |= X87Status.Precision | (tiny ? X87Status.Underflow : 0) | (up ? X87Status.C1 : 0);
        }
    }
}
