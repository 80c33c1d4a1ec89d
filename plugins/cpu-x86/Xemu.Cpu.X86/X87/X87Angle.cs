namespace Xemu.Cpu.X86;

/// <summary>An argument of a trigonometric function, reduced to at most a quarter of pi beside a multiple of pi / 2.</summary>
/// <remarks>
/// The part reduces with a pi of 66 bits (Intel SDM vol. 1, 8.3.8), so a result near a multiple of the true pi differs from the
/// true function as the part's does. The reduction itself is exact: it is an integer division.
/// </remarks>
internal readonly struct X87Angle
{
    private readonly Wide _rest;
    private readonly QuickAngle _quick;
    private readonly int _quadrant;

    /// <summary>Reduces an argument that is finite, not zero and below 2^63 in magnitude.</summary>
    public X87Angle(in Float80 a)
    {
        var x = new X87Operand(a);
        int power = x.Exponent - Float80.Bias;
        Wide rest = new(false, power, new UInt128(x.Significand, 0));
        if (power >= -1)
        {
            _quadrant = Reduce((UInt128)x.Significand << (power + 2), out UInt128 units, out bool negative);
            rest = Wide.FromInteger(negative, units, -65);
        }

        if (a.IsNegative)
        {
            rest = rest.Negate();
            _quadrant = -_quadrant & 3;
        }

        _rest = rest;
        _quick = rest.Exponent <= QuickAngle.Small
            ? new QuickAngle((ulong)(rest.Significand >> 64), rest.Exponent)
            : new QuickAngle(rest.Significand >> (QuickAngle.Small + 64 - rest.Exponent));
    }

    /// <summary>The part's pi / 2, times 2^65: an odd integer of 66 bits, from 0.C90FDAA22168C234C (hexadecimal) times 4.</summary>
    private static UInt128 HalfPi => new(0x3, 0x243F_6A88_85A3_08D3);

    public Wide Sine => TrySine(out Wide quick) ? quick : LongSine;

    public Wide Cosine => TryCosine(out Wide quick) ? quick : LongCosine;

    /// <summary>The sine over the cosine.</summary>
    public Wide Tangent => TryTangent(out Wide quick) ? quick : LongTangent;

    public Wide LongSine => (_quadrant & 1) == 0 ? Signed(RestSine, _quadrant >= 2) : Signed(RestCosine, _quadrant >= 2);

    public Wide LongCosine => (_quadrant & 1) == 0 ? Signed(RestCosine, _quadrant >= 2) : Signed(RestSine, _quadrant < 2);

    public Wide LongTangent => (_quadrant & 1) != 0 ? RestCosine.Over(RestSine, out _).Negate()
        : _rest.Exponent < -33 ? SmallTangent : RestSine.Over(RestCosine, out _);

    /// <summary>r + r^3/3: a quotient would be truncated to r or less, on the wrong side of it for directed rounding.</summary>
    private Wide SmallTangent => _rest.Plus(_rest.Times(_rest).Times(_rest).TimesSmallFraction(WideTables.InverseOdd(1)));

    private Wide RestSine => _rest.TimesFraction(WideSeries.SineOverArgument(Square));

    private Wide RestCosine => new(false, -1, WideSeries.Cosine(Square));

    private UInt128 Square => _rest.Times(_rest).ToFraction();

    /// <summary>The sine by the short way.</summary>
    /// <param name="result">The sine.</param>
    /// <returns>Whether its rounding is certain. So for the others.</returns>
    public bool TrySine(out Wide result) => (_quadrant & 1) == 0
        ? Quick.TryTake(_rest.Negative != _quadrant >= 2, _quick.SineExponent, _quick.Sine, out result)
        : Quick.TryTake(_quadrant >= 2, QuickAngle.CosineExponent, _quick.Cosine, out result);

    public bool TryCosine(out Wide result) => (_quadrant & 1) == 0
        ? Quick.TryTake(_quadrant >= 2, QuickAngle.CosineExponent, _quick.Cosine, out result)
        : Quick.TryTake(_rest.Negative != _quadrant < 2, _quick.SineExponent, _quick.Sine, out result);

    public bool TryTangent(out Wide result)
    {
        Wide sine = Quick.Normal(_rest.Negative, _quick.SineExponent, _quick.Sine, out _);
        Wide cosine = Quick.Normal(false, QuickAngle.CosineExponent, _quick.Cosine, out _);
        if (cosine.IsZero)
        {
            result = default;
            return false;
        }

        result = (_quadrant & 1) == 0 ? sine.Over(cosine, out _) : cosine.Over(sine, out _).Negate();
        return Quick.IsCertain(result.Significand, 2 * Quick.Error);
    }

    private static Wide Signed(Wide value, bool negate) => negate ? value.Negate() : value;

    /// <summary>Divides units of 2^-65 by pi / 2, to the nearest; the quotient is given modulo 4.</summary>
    private static int Reduce(UInt128 units, out UInt128 rest, out bool negative)
    {
        // The 64-bit divisor is a quarter of the real one, truncated: the quotient is too large by one at most.
        ulong quotient = WideMath.DivRem((ulong)(units >> 66), (ulong)(units >> 2), (ulong)(HalfPi >> 2), out _);
        UInt128 product = HalfPi * quotient;
        if (product > units)
        {
            product -= HalfPi;
            quotient--;
        }

        rest = units - product;
        negative = rest << 1 > HalfPi;
        if (negative)
        {
            rest = HalfPi - rest;
            quotient++;
        }

        return (int)quotient & 3;
    }
}
