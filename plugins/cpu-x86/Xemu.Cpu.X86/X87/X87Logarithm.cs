namespace Xemu.Cpu.X86;

/// <summary>FYL2X and FYL2XP1: ST1 times the binary logarithm of ST0, or of ST0 + 1.</summary>
/// <remarks>Source: Intel SDM vol. 2, FYL2X, FYL2XP1.</remarks>
internal static class X87Logarithm
{
    /// <param name="c">Gives rounding and masks, takes the flags.</param>
    /// <param name="x">ST0.</param>
    /// <param name="y">ST1, which the instruction replaces.</param>
    /// <param name="result">y log2 x.</param>
    public static bool TimesLog2(ref X87Context c, in Float80 x, in Float80 y, out Float80 result)
    {
        if (X87NaN.IsAny(x) || X87NaN.IsAny(y))
        {
            return X87NaN.Propagate(ref c, x, y, out result);
        }

        bool unit = x == Float80.One;
        if ((x.IsNegative && !x.IsZero)
            || (y.IsZero && (x.IsZero || x.IsInfinity))
            || (y.IsInfinity && unit))
        {
            return c.RaiseInvalid(out result);
        }

        int below = x.Exponent < Float80.Bias ? Float80.SignBit : 0;
        result = Float80.Infinity(y.Sign ^ below);
        if (x.IsZero && !y.IsInfinity)
        {
            return c.Raise(X87Status.ZeroDivide);
        }

        if (!c.CheckDenormal(x, y))
        {
            return false;
        }

        if (!x.IsZero && !x.IsInfinity && !y.IsInfinity)
        {
            result = y.IsZero || unit ? Float80.Zero(y.Sign ^ below) : Product(ref c, x, y);
        }

        return true;
    }

    /// <param name="c">Gives rounding and masks, takes the flags.</param>
    /// <param name="x">ST0.</param>
    /// <param name="y">ST1, which the instruction replaces.</param>
    /// <param name="result">y log2 (x + 1).</param>
    public static bool TimesLog2PlusOne(ref X87Context c, in Float80 x, in Float80 y, out Float80 result)
    {
        if (X87NaN.IsAny(x) || X87NaN.IsAny(y))
        {
            return X87NaN.Propagate(ref c, x, y, out result);
        }

        if ((x.IsZero && y.IsInfinity) || (x.IsInfinity && (x.IsNegative || y.IsZero)))
        {
            return c.RaiseInvalid(out result);
        }

        result = default;
        if (!c.CheckDenormal(x, y))
        {
            return false;
        }

        int sign = x.Sign ^ y.Sign;
        result = x.IsZero || y.IsZero ? Float80.Zero(sign)
            : x.IsInfinity || y.IsInfinity ? Float80.Infinity(sign)
            : ProductPlusOne(ref c, x, y);
        return true;
    }

    /// <summary>y log2 x by the long way, for finite numbers that are not zero.</summary>
    public static Wide LongTimesLog2(in Float80 x, in Float80 y) => Times(WideLogarithm.Log2(Wide.FromMagnitude(x), out _), y);

    /// <summary>y log2 (x + 1) by the long way, for finite numbers that are not zero, and x above -1.</summary>
    public static Wide LongTimesLog2PlusOne(in Float80 x, in Float80 y) => Times(Log2PlusOne(Signed(x), out _), y);

    private static Float80 Product(ref X87Context c, in Float80 x, in Float80 y)
    {
        if (x.IsNormal && y.IsNormal && QuickLogarithm.TryTimesLog2(x, y, out Wide quick))
        {
            return quick.Round(ref c);
        }

        Wide logarithm = WideLogarithm.Log2(Wide.FromMagnitude(x), out bool exact);
        return Scaled(ref c, logarithm, y, exact);
    }

    private static Float80 ProductPlusOne(ref X87Context c, in Float80 x, in Float80 y)
    {
        if (x.IsNormal && y.IsNormal && QuickLogarithm.TryTimesLog2PlusOne(x, y, out Wide quick))
        {
            return quick.Round(ref c);
        }

        Wide value = Signed(x);
        if (value.Negative && value.Exponent >= 0)
        {
            // At -1 and below the manual leaves the result undefined; a Zen 4 keeps ST0 so.
            c.Status |= X87Status.Precision;
            return x;
        }

        Wide logarithm = Log2PlusOne(value, out bool exact);
        return Scaled(ref c, logarithm, y, exact);
    }

    private static Wide Log2PlusOne(Wide value, out bool exact)
    {
        exact = false;
        return value.Exponent < -7 ? WideLogarithm.Log2OfOnePlus(value) : WideLogarithm.Log2(Wide.One.Plus(value), out exact);
    }

    private static Wide Signed(in Float80 x) => x.IsNegative ? Wide.FromMagnitude(x).Negate() : Wide.FromMagnitude(x);

    private static Wide Times(Wide logarithm, in Float80 y)
    {
        Wide product = logarithm.Times(Wide.FromMagnitude(y));
        return y.IsNegative ? product.Negate() : product;
    }

    private static Float80 Scaled(ref X87Context c, Wide logarithm, in Float80 y, bool exact)
    {
        Wide product = Times(logarithm, y);
        return exact ? product.RoundExact(ref c) : product.Round(ref c);
    }
}
