namespace Xemu.Cpu.X86;

/// <summary>F2XM1: 2^x - 1 for x from -1 to 1.</summary>
/// <remarks>
/// x is split into a multiple of 1/32, whose power is a table, and a rest, whose power is a series; negative x goes by
/// 2^-x - 1 = -(2^x - 1) / 2^x, which cancels nothing. Source: Intel SDM vol. 2, F2XM1.
/// </remarks>
internal static class X87Exponential
{
    public static bool PowerLessOne(ref X87Context c, in Float80 a, out Float80 result)
    {
        result = a;
        if (X87NaN.IsAny(a))
        {
            return X87NaN.Propagate(ref c, a, out result);
        }

        if (a.IsInfinity)
        {
            result = a.IsNegative ? Float80.One.Negate() : a;
            return true;
        }

        if (!c.CheckDenormal(a))
        {
            return false;
        }

        if (!a.IsZero)
        {
            result = Finite(ref c, a);
        }

        return true;
    }

    private static Float80 Finite(ref X87Context c, in Float80 a)
    {
        if (a.Exponent >= Float80.Bias)
        {
            // 2^1 - 1 = 1 and 2^-1 - 1 = -1/2. Outside the range, where the manual leaves the result undefined, the operand stays.
            c.Status |= X87Status.Precision;
            return a == Float80.One.Negate() ? new Float80(Float80.IntegerBit, Float80.SignBit | (Float80.Bias - 1)) : a;
        }

        OfFraction(a, out Wide power);
        return power.Round(ref c);
    }

    /// <summary>2^x - 1 for x below 1 in magnitude, not zero.</summary>
    public static void OfFraction(in Float80 x, out Wide result)
    {
        if (!QuickExponential.TryPowerLessOne(x, out result))
        {
            result = LongOfFraction(x);
        }
    }

    /// <summary>The same by the long way.</summary>
    public static Wide LongOfFraction(in Float80 x)
    {
        Wide positive = Positive(Wide.FromMagnitude(x));
        return x.IsNegative ? positive.Over(positive.Plus(Wide.One), out _).Negate() : positive;
    }

    /// <summary>2^x - 1 for x in (0, 1).</summary>
    private static Wide Positive(Wide x)
    {
        int index = 0;
        if (x.Exponent >= -5)
        {
            // The top five fraction bits; what they leave is exact.
            UInt128 fraction = x.ToFraction();
            index = (int)(fraction >> 123);
            x = Wide.FromInteger(false, fraction & (UInt128.MaxValue >> 5), -128);
        }

        Wide rest = x.IsZero ? default : PowerOfRest(x);
        if (index == 0)
        {
            return rest;
        }

        Wide scale = new(false, 0, WideTables.HalfPower(index));
        Wide product = rest.IsZero ? default : rest.Times(scale);
        return scale.Plus(Wide.One.Negate()).Plus(product);
    }

    /// <summary>e^y - 1 = y + y * (y/2! + y^2/3! + ...) for y = x ln 2, x below 1/32.</summary>
    private static Wide PowerOfRest(Wide x)
    {
        Wide y = x.TimesFraction(WideTables.LnOf2);
        UInt128 series = WideSeries.ExponentialRest(y.ToFraction());
        return y.Plus(y.TimesSmallFraction(series));
    }
}
