namespace Xemu.Cpu.X86;

/// <summary>FSCALE: ST0 times two to the power of ST1 truncated. Source: Intel SDM vol. 2, FSCALE.</summary>
internal static class X87Scale
{
    /// <summary>No exponent distance reaches this, so larger scales are cut to it.</summary>
    private const int Limit = 0x1_0000;

    public static bool Scale(ref X87Context c, in Float80 a, in Float80 b, out Float80 result)
    {
        if (X87NaN.IsAny(a) || X87NaN.IsAny(b))
        {
            return X87NaN.Propagate(ref c, a, b, out result);
        }

        if (b.IsInfinity && (b.IsNegative ? a.IsInfinity : a.IsZero))
        {
            return c.RaiseInvalid(out result);
        }

        result = a;
        if (!c.CheckDenormal(a, b))
        {
            return false;
        }

        if (a.IsInfinity || a.IsZero)
        {
            return true;
        }

        result = b.IsInfinity
            ? b.IsNegative ? Float80.Zero(a.Sign) : Float80.Infinity(a.Sign)
            : ScaleFinite(ref c, a, b);
        return true;
    }

    private static Float80 ScaleFinite(ref X87Context c, in Float80 a, in Float80 b)
    {
        var x = new X87Operand(a);
        return X87Round.ToRegister(ref c, a.Sign, x.Exponent + TruncatedPower(b), x.Significand, 0);
    }

    private static int TruncatedPower(in Float80 b)
    {
        int power = b.Exponent - Float80.Bias;
        if (power < 0)
        {
            return 0;
        }

        int magnitude = power >= 16 ? Limit : (int)(b.Significand >> (63 - power));
        return b.IsNegative ? -magnitude : magnitude;
    }
}
