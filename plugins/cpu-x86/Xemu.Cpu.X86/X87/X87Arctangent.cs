namespace Xemu.Cpu.X86;

/// <summary>FPATAN: the angle of the point (ST0, ST1), from -pi to pi.</summary>
/// <remarks>
/// The smaller coordinate over the larger, t, lies near some k/32: atan t = atan k/32 + atan u with u = (t - k/32) / (1 + t k/32),
/// whose numerator and denominator are exact integers here. Source: Intel SDM vol. 2, FPATAN.
/// </remarks>
internal static class X87Arctangent
{
    /// <param name="c">Gives rounding and masks, takes the flags.</param>
    /// <param name="x">ST0.</param>
    /// <param name="y">ST1, which the instruction replaces.</param>
    /// <param name="result">The angle.</param>
    public static bool Arctangent(ref X87Context c, in Float80 x, in Float80 y, out Float80 result)
    {
        if (X87NaN.IsAny(x) || X87NaN.IsAny(y))
        {
            return X87NaN.Propagate(ref c, x, y, out result);
        }

        result = default;
        if (!c.CheckDenormal(x, y))
        {
            return false;
        }

        if (y.IsZero || x.IsInfinity || y.IsInfinity || x.IsZero)
        {
            result = Axis(ref c, x, y);
            return true;
        }

        OfPoint(x, y, out Wide angle);
        result = angle.Round(ref c);
        return true;
    }

    /// <summary>Points on the axes and at infinity: multiples of pi / 4.</summary>
    private static Float80 Axis(ref X87Context c, in Float80 x, in Float80 y)
    {
        int eighths = y.IsInfinity && x.IsInfinity ? x.IsNegative ? 3 : 1
            : y.IsInfinity || (x.IsZero && !y.IsZero) ? 2
            : x.IsNegative ? 4 : 0;
        if (eighths == 0)
        {
            return Float80.Zero(y.Sign);
        }

        Wide quarter = new(false, -1, WideTables.HalfPi);
        Wide angle = eighths == 3
            ? quarter.Plus(new Wide(false, 0, WideTables.HalfPi))
            : new Wide(false, (eighths >> 1) - 1, WideTables.HalfPi);
        return (y.IsNegative ? angle.Negate() : angle).Round(ref c);
    }

    /// <summary>The angle of a point that is finite and on no axis.</summary>
    public static void OfPoint(in Float80 x, in Float80 y, out Wide angle)
    {
        if (!QuickArctangent.TryAngle(x, y, out angle))
        {
            angle = Finite(x, y);
        }
    }

    /// <summary>The same by the long way.</summary>
    public static Wide Finite(in Float80 x, in Float80 y)
    {
        var width = new X87Operand(x);
        var height = new X87Operand(y);
        bool steep = height.Exponent > width.Exponent
            || (height.Exponent == width.Exponent && height.Significand > width.Significand);
        Wide angle = steep ? Octant(width, height) : Octant(height, width);
        if (steep)
        {
            angle = new Wide(false, 0, WideTables.HalfPi).Plus(angle.Negate());
        }

        if (x.IsNegative)
        {
            angle = new Wide(false, 1, WideTables.HalfPi).Plus(angle.Negate());
        }

        return y.IsNegative ? angle.Negate() : angle;
    }

    /// <summary>atan(small / large), the quotient at most 1.</summary>
    private static Wide Octant(X87Operand small, X87Operand large)
    {
        int distance = large.Exponent - small.Exponent;
        Wide numerator = new(false, small.Exponent, new UInt128(small.Significand, 0));
        Wide denominator = new(false, large.Exponent, new UInt128(large.Significand, 0));
        int index = distance > 6 ? 0 : Nearest(small.Significand, large.Significand, distance);
        if (index == 0)
        {
            Wide quotient = numerator.Over(denominator, out bool exact);
            return quotient.Exponent < -66 ? JustBelow(quotient, exact) : Series(quotient);
        }

        UInt128 shifted = (UInt128)large.Significand << distance;
        UInt128 top = (UInt128)small.Significand << 5;
        UInt128 cut = shifted * (uint)index;
        bool below = top < cut;
        numerator = Wide.FromInteger(below, below ? cut - top : top - cut, 0);
        denominator = Wide.FromInteger(false, (shifted << 5) + ((UInt128)small.Significand * (uint)index), 0);
        Wide table = Wide.FromInteger(false, WideTables.Arctangent(index), -128);
        return numerator.IsZero ? table : table.Plus(Series(numerator.Over(denominator, out _)));
    }

    /// <summary>The k for which k/32 is nearest to the quotient, give or take a rounding.</summary>
    public static int Nearest(ulong small, ulong large, int distance) =>
        (int)((((small >> 8) * 32) + ((large >> 9) << distance)) / ((large >> 8) << distance));

    private static Wide Series(Wide u) =>
        u.TimesFraction(WideSeries.ArctangentOverArgument(u.Times(u).ToFraction()));

    /// <summary>The quotient less next to nothing, for an angle so small that its square is beyond the 128 bits.</summary>
    private static Wide JustBelow(Wide quotient, bool exact) =>
        exact ? Wide.FromInteger(quotient.Negative, quotient.Significand - 1, quotient.Exponent - 127) : quotient;
}
