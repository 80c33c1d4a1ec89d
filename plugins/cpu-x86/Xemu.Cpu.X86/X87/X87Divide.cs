namespace Xemu.Cpu.X86;

/// <summary>FDIV and its relatives. Source: Intel SDM vol. 2, FDIV table.</summary>
internal static class X87Divide
{
    /// <summary>Gives <paramref name="a"/> over <paramref name="b"/>.</summary>
    public static bool Divide(ref X87Context c, in Float80 a, in Float80 b, out Float80 result)
    {
        if (a.IsNormal && b.IsNormal && !c.DenormalSource)
        {
            result = DivideFinite(ref c, a, b);
            return true;
        }

        return DivideSpecial(ref c, a, b, out result);
    }

    private static bool DivideSpecial(ref X87Context c, in Float80 a, in Float80 b, out Float80 result)
    {
        if (X87NaN.IsAny(a) || X87NaN.IsAny(b))
        {
            return X87NaN.Propagate(ref c, a, b, out result);
        }

        if ((a.IsInfinity && b.IsInfinity) || (a.IsZero && b.IsZero))
        {
            return c.RaiseInvalid(out result);
        }

        int sign = a.Sign ^ b.Sign;
        result = Float80.Infinity(sign);
        if (b.IsZero && !a.IsInfinity)
        {
            return c.Raise(X87Status.ZeroDivide);
        }

        if (!c.CheckDenormal(a, b))
        {
            return false;
        }

        if (!a.IsInfinity)
        {
            result = a.IsZero || b.IsInfinity ? Float80.Zero(sign) : DivideFinite(ref c, a, b);
        }

        return true;
    }

    private static Float80 DivideFinite(ref X87Context c, in Float80 a, in Float80 b)
    {
        var x = new X87Operand(a);
        var y = new X87Operand(b);
        int exponent = x.Exponent - y.Exponent + Float80.Bias;

        // The quotient lies in [1, 2) or, with a smaller dividend, in [0.5, 1): 64 bits of it, then 64 more with a sticky end.
        ulong high;
        ulong rest;
        if (x.Significand >= y.Significand)
        {
            high = WideMath.DivRem(x.Significand >> 1, x.Significand << 63, y.Significand, out rest);
        }
        else
        {
            high = WideMath.DivRem(x.Significand, 0, y.Significand, out rest);
            exponent--;
        }

        ulong low = 0;
        if (rest != 0)
        {
            // Only the half bit and whether anything follows it matter.
            ulong twice = rest << 1;
            bool over = (long)rest < 0 || twice > y.Significand;
            low = !over && twice == y.Significand ? 1UL << 63 : over ? (1UL << 63) | 1 : 1;
        }

        return X87Round.ToRegister(ref c, a.Sign ^ b.Sign, exponent, high, low, c.DroppedBits);
    }
}
