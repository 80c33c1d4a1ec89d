namespace Xemu.Cpu.X86;

/// <summary>Binary logarithms with 128 bits.</summary>
/// <remarks>
/// The argument is 2^e m with m between 1/sqrt 2 and sqrt 2, about. A table gives c near 1/m with 9 bits, so that r = m c - 1 is
/// exact and at most 2^-7; log2 m = -log2 c + (2 / ln 2) atanh(r / (2 + r)). Around m = 1 c is 1, so nothing cancels there.
/// </remarks>
internal static class WideLogarithm
{
    /// <summary>From this table index on (m of 1.414), m is halved and e raised.</summary>
    public const int Upper = 53;

    /// <summary>Logarithm of a positive number with at most 119 significant bits; exact for powers of two.</summary>
    public static Wide Log2(Wide x, out bool exact)
    {
        exact = x.Significand << 1 == 0;
        int index = (int)(x.Significand >> 120) & 127;
        bool upper = index >= Upper;
        Wide power = Integer(x.Exponent + (upper ? 1 : 0));
        if (exact)
        {
            return power;
        }

        // m c with its point after the second bit; the nine low bits of the significand are zero.
        UInt128 product = (x.Significand >> 9) * (uint)WideTables.Reciprocal(index);
        UInt128 one = (UInt128)1 << 126;
        Wide rest = product < one
            ? Wide.FromInteger(true, one - product, -126)
            : Wide.FromInteger(false, product - one, -126);
        Wide table = Wide.FromInteger(upper, WideTables.Logarithm(index), -128);
        Wide sum = power.Plus(table);
        return rest.IsZero ? sum : sum.Plus(Log2OfOnePlus(rest));
    }

    /// <summary>log2(1 + r) for r not zero and at most 2^-7 in magnitude.</summary>
    public static Wide Log2OfOnePlus(Wide r)
    {
        Wide s = r.Over(Wide.Two.Plus(r), out _);
        UInt128 series = WideSeries.HyperbolicArctangentRest(s.Times(s).ToFraction());
        Wide sum = s.Plus(s.TimesSmallFraction(series));
        return sum.Times(new Wide(false, 1, WideTables.TwoOverLn2));
    }

    private static Wide Integer(int value) => Wide.FromInteger(value < 0, (UInt128)(uint)Math.Abs(value), 0);
}
