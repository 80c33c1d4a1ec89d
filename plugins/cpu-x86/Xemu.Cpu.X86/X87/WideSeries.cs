namespace Xemu.Cpu.X86;

/// <summary>Power series in 128-bit fixed point, by Horner's rule.</summary>
internal static class WideSeries
{
    /// <summary>1 - r^2/3! + r^4/5! - ..., that is sin(r) / r, for <paramref name="square"/> = r^2 below 0.62.</summary>
    public static UInt128 SineOverArgument(UInt128 square) => Complement(Factorial(square, 3, 16));

    /// <summary>cos(r) for <paramref name="square"/> = r^2 below 0.62.</summary>
    public static UInt128 Cosine(UInt128 square) => Complement(Factorial(square, 2, 17));

    /// <summary>1 - u^2/3 + u^4/5 - ..., that is atan(u) / u, for <paramref name="square"/> = u^2 up to 2^-12.</summary>
    public static UInt128 ArctangentOverArgument(UInt128 square)
    {
        UInt128 sum = 0;
        for (int k = 11; k > 0; k--)
        {
            sum = WideMath.MultiplyHigh(square, WideTables.InverseOdd(k) - sum);
        }

        return Complement(sum);
    }

    /// <summary>s^2/3 + s^4/5 + ..., that is atanh(s) / s - 1, for <paramref name="square"/> = s^2 up to 2^-15.</summary>
    public static UInt128 HyperbolicArctangentRest(UInt128 square)
    {
        UInt128 sum = 0;
        for (int k = 9; k > 0; k--)
        {
            sum = WideMath.MultiplyHigh(square, WideTables.InverseOdd(k) + sum);
        }

        return sum;
    }

    /// <summary>y/2! + y^2/3! + ..., that is (e^y - 1) / y - 1, for y up to 0.022.</summary>
    public static UInt128 ExponentialRest(UInt128 y)
    {
        UInt128 sum = 0;
        for (int n = 17; n > 1; n--)
        {
            sum = WideMath.MultiplyHigh(y, WideTables.InverseFactorial(n) + sum);
        }

        return sum;
    }

    /// <summary>x/n! - x^2/(n+2)! + x^3/(n+4)! - ..., ending at 2^-128; a small x needs few terms.</summary>
    private static UInt128 Factorial(UInt128 x, int first, int terms)
    {
        int bits = Wide.LeadingZeros(x);
        if (bits > 0)
        {
            terms = Math.Min(terms, (128 / bits) + 1);
        }

        UInt128 sum = 0;
        for (int k = terms - 1; k >= 0; k--)
        {
            sum = WideMath.MultiplyHigh(x, WideTables.InverseFactorial(first + (2 * k)) - sum);
        }

        return sum;
    }

    /// <summary>One less the sum, kept below one: the functions here never reach it for an argument that is not zero.</summary>
    private static UInt128 Complement(UInt128 sum) => sum == 0 ? UInt128.MaxValue : 0 - sum;
}
