namespace Xemu.Cpu.X86;

/// <summary>FMUL and its relatives. Source: Intel SDM vol. 2, FMUL table.</summary>
internal static class X87Multiply
{
    public static bool Multiply(ref X87Context c, in Float80 a, in Float80 b, out Float80 result)
    {
        if (a.IsNormal && b.IsNormal && !c.DenormalSource)
        {
            result = MultiplyFinite(ref c, a, b);
            return true;
        }

        return MultiplySpecial(ref c, a, b, out result);
    }

    private static bool MultiplySpecial(ref X87Context c, in Float80 a, in Float80 b, out Float80 result)
    {
        if (X87NaN.IsAny(a) || X87NaN.IsAny(b))
        {
            return X87NaN.Propagate(ref c, a, b, out result);
        }

        if ((a.IsInfinity && b.IsZero) || (a.IsZero && b.IsInfinity))
        {
            return c.RaiseInvalid(out result);
        }

        result = default;
        if (!c.CheckDenormal(a, b))
        {
            return false;
        }

        int sign = a.Sign ^ b.Sign;
        result = a.IsInfinity || b.IsInfinity ? Float80.Infinity(sign)
            : a.IsZero || b.IsZero ? Float80.Zero(sign)
            : MultiplyFinite(ref c, a, b);
        return true;
    }

    private static Float80 MultiplyFinite(ref X87Context c, in Float80 a, in Float80 b)
    {
        var x = new X87Operand(a);
        var y = new X87Operand(b);
        ulong high = Math.BigMul(x.Significand, y.Significand, out ulong low);
        int exponent = x.Exponent + y.Exponent - Float80.Bias + 1;
        if ((long)high >= 0)
        {
            high = (high << 1) | (low >> 63);
            low <<= 1;
            exponent--;
        }

        return X87Round.ToRegister(ref c, a.Sign ^ b.Sign, exponent, high, low, c.DroppedBits);
    }
}
