using System.Numerics;

namespace Xemu.Cpu.X86;

/// <summary>FPREM (quotient truncated) and FPREM1 (quotient to nearest, as IEEE 754 has it).</summary>
/// <remarks>
/// Sets C2 when only a part was reduced, otherwise C0, C3, C1 to bits 2, 1, 0 of the quotient.
/// Source: Intel SDM vol. 2, FPREM and FPREM1.
/// </remarks>
internal static class X87Remainder
{
    public static bool Truncating(ref X87Context c, in Float80 a, in Float80 b, out Float80 result) =>
        Reduce(ref c, a, b, false, out result);

    public static bool Nearest(ref X87Context c, in Float80 a, in Float80 b, out Float80 result) =>
        Reduce(ref c, a, b, true, out result);

    private static bool Reduce(ref X87Context c, in Float80 a, in Float80 b, bool nearest, out Float80 result)
    {
        if (X87NaN.IsAny(a) || X87NaN.IsAny(b))
        {
            return X87NaN.Propagate(ref c, a, b, out result);
        }

        if (a.IsInfinity || b.IsZero)
        {
            return c.RaiseInvalid(out result);
        }

        result = a;
        if (!c.CheckDenormal(a, b))
        {
            return false;
        }

        if (!a.IsZero)
        {
            result = b.IsInfinity ? Exact(ref c, a.Sign, new X87Operand(a)) : ReduceFinite(ref c, a, b, nearest);
        }

        return true;
    }

    private static Float80 ReduceFinite(ref X87Context c, in Float80 a, in Float80 b, bool nearest)
    {
        var x = new X87Operand(a);
        var y = new X87Operand(b);
        int distance = x.Exponent - y.Exponent;
        if (distance < -1 || (distance < 0 && !nearest))
        {
            return Exact(ref c, a.Sign, x);
        }

        return distance < 64
            ? Complete(ref c, a.Sign, x, y, distance, nearest)
            : Partial(ref c, a.Sign, x, y, distance);
    }

    private static Float80 Complete(ref X87Context c, int sign, X87Operand x, X87Operand y, int distance, bool nearest)
    {
        // At a distance of -1 the dividend is below the divisor: the quotient is 0, and the rest is kept at twice the scale.
        int half = distance < 0 ? 1 : 0;
        ulong quotient = 0;
        ulong rest = x.Significand;
        if (half == 0)
        {
            UInt128 dividend = (UInt128)x.Significand << distance;
            ulong high = (ulong)(dividend >> 64);
            high = high >= y.Significand ? high - y.Significand : high;
            quotient = WideMath.DivRem(high, (ulong)dividend, y.Significand, out rest);
        }

        int exponent = y.Exponent - half;
        if (nearest)
        {
            UInt128 divisor = (UInt128)y.Significand << half;
            UInt128 twice = (UInt128)rest << 1;
            if (twice > divisor || (twice == divisor && (quotient & 1) != 0))
            {
                rest = (ulong)(divisor - rest);
                sign ^= Float80.SignBit;
                quotient++;
            }
        }

        NoteQuotient(ref c, quotient);
        return rest == 0 ? Float80.Zero(sign) : Normalise(ref c, sign, exponent, rest);
    }

    /// <summary>Takes off at least 32 exponent steps; how many is left to the part, and this is what Intel's do.</summary>
    private static Float80 Partial(ref X87Context c, int sign, X87Operand x, X87Operand y, int distance)
    {
        int count = 32 + (distance & 31);
        UInt128 dividend = (UInt128)x.Significand << count;
        ulong high = (ulong)(dividend >> 64) % y.Significand;
        WideMath.DivRem(high, (ulong)dividend, y.Significand, out ulong rest);
        c.Status |= X87Status.C2;
        return rest == 0 ? Float80.Zero(sign) : Normalise(ref c, sign, x.Exponent - count, rest);
    }

    private static void NoteQuotient(ref X87Context c, ulong quotient)
    {
        c.Status |= ((quotient & 1) != 0 ? X87Status.C1 : 0)
            | ((quotient & 2) != 0 ? X87Status.C3 : 0)
            | ((quotient & 4) != 0 ? X87Status.C0 : 0);
    }

    private static Float80 Normalise(ref X87Context c, int sign, int exponent, ulong rest)
    {
        int shift = BitOperations.LeadingZeroCount(rest);
        return X87Round.ToRegister(ref c, sign, exponent - shift, rest << shift, 0);
    }

    private static Float80 Exact(ref X87Context c, int sign, X87Operand x) =>
        X87Round.ToRegister(ref c, sign, x.Exponent, x.Significand, 0);
}
