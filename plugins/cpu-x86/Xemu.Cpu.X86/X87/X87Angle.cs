using System.Runtime.CompilerServices;

namespace Xemu.Cpu.X86;

/// <summary>An argument of a trigonometric function, reduced to at most a quarter of pi beside a multiple of pi / 2.</summary>
/// <remarks>
/// The part reduces with a pi of 66 bits (Intel SDM vol. 1, 8.3.8), so a result near a multiple of the true pi differs from the
/// true function as the part's does. The reduction itself is exact: it is an integer division.
/// </remarks>
internal readonly struct X87Angle
{
    // The rest.
    private readonly ulong _high;
    private readonly ulong _low;
    private readonly int _exponent;
    private readonly bool _isNegative;

    private readonly int _quadrant;

    /// <summary>Reduces an argument that is finite, not zero and below 2^63 in magnitude.</summary>
    public X87Angle(in Float80 a)
    {
        var x = new X87Operand(a);
        _exponent = x.Exponent - Float80.Bias;
        _high = x.Significand;
        _isNegative = a.IsNegative;
        if (_exponent >= -1)
        {
            // In units of 2^-65; the rest has 66 bits at most.
            _quadrant = Reduce(new Limbs(x.Significand, 0).Right(62 - _exponent), out Limbs units, out bool isBelow);
            _exponent = 0;
            Limbs rest = new Limbs((units.High << 62) | (units.Low >> 2), units.Low << 62);
            if (rest.High == 0)
            {
                rest = new Limbs(rest.Low, 0);
                _exponent = -64;
            }

            rest = rest.Normal(out int zeros);
            (_high, _low) = (rest.High, rest.Low);
            _exponent -= zeros;
            _isNegative = isBelow;
            if (a.IsNegative)
            {
                _isNegative = !isBelow;
                _quadrant = -_quadrant & 3;
            }
        }
    }

    /// <summary>The part's pi / 2, times 2^65: an odd integer of 66 bits, from 0.C90FDAA22168C234C (hexadecimal) times 4.</summary>
    private static Limbs HalfPi => new(0x3, 0x243F_6A88_85A3_08D3);

    public Wide LongSine => (_quadrant & 1) == 0 ? Signed(RestSine, _quadrant >= 2) : Signed(RestCosine, _quadrant >= 2);

    public Wide LongCosine => (_quadrant & 1) == 0 ? Signed(RestCosine, _quadrant >= 2) : Signed(RestSine, _quadrant < 2);

    public Wide LongTangent => (_quadrant & 1) != 0 ? RestCosine.Over(RestSine, out _).Negate()
        : _exponent < -33 ? SmallTangent : RestSine.Over(RestCosine, out _);

    private Wide Rest => new(_isNegative, _exponent, new UInt128(_high, _low));

    /// <summary>r + r^3/3: a quotient would be truncated to r or less, on the wrong side of it for directed rounding.</summary>
    private Wide SmallTangent => Rest.Plus(Rest.Times(Rest).Times(Rest).TimesSmallFraction(WideTables.InverseOdd(1)));

    private Wide RestSine => Rest.TimesFraction(WideSeries.SineOverArgument(Square));

    private Wide RestCosine => new(false, -1, WideSeries.Cosine(Square));

    private UInt128 Square => Rest.Times(Rest).ToFraction();

    public void GetSine(out Wide result)
    {
        if (!TrySine(out result))
        {
            result = LongSine;
        }
    }

    public void GetCosine(out Wide result)
    {
        if (!TryCosine(out result))
        {
            result = LongCosine;
        }
    }

    /// <summary>The sine over the cosine.</summary>
    public void GetTangent(out Wide result)
    {
        if (!TryTangent(out result))
        {
            result = LongTangent;
        }
    }

    /// <summary>The sine by the short way.</summary>
    /// <param name="result">The sine.</param>
    /// <returns>Whether its rounding is certain. So for the others.</returns>
    public bool TrySine(out Wide result)
    {
        var quick = new QuickAngle(_high, _low, _exponent);
        return (_quadrant & 1) == 0
            ? Quick.TryTake(_isNegative != _quadrant >= 2, quick.SineExponent, quick.Sine, out result)
            : Quick.TryTake(_quadrant >= 2, QuickAngle.CosineExponent, quick.Cosine, out result);
    }

    public bool TryCosine(out Wide result)
    {
        var quick = new QuickAngle(_high, _low, _exponent);
        return (_quadrant & 1) == 0
            ? Quick.TryTake(_quadrant >= 2, QuickAngle.CosineExponent, quick.Cosine, out result)
            : Quick.TryTake(_isNegative != _quadrant < 2, quick.SineExponent, quick.Sine, out result);
    }

    public bool TryTangent(out Wide result)
    {
        var quick = new QuickAngle(_high, _low, _exponent);
        Limbs sine = quick.Sine.Normal(out int sineZeros);
        Limbs cosine = quick.Cosine.Normal(out int cosineZeros);
        result = default;
        if (cosine.High == 0)
        {
            return false;
        }

        int exponent = quick.SineExponent - sineZeros - QuickAngle.CosineExponent + cosineZeros;
        bool isInverse = (_quadrant & 1) != 0;
        Limbs quotient = Quick.Quotient(isInverse ? cosine : sine, isInverse ? sine : cosine, out int below);
        Quick.Set(out result, _isNegative != isInverse, (isInverse ? -exponent : exponent) - below, quotient);
        return Quick.IsCertain(quotient.High, quotient.Low, 2 * Quick.Error);
    }

    private static Wide Signed(Wide value, bool negate) => negate ? value.Negate() : value;

    /// <summary>Divides units of 2^-65 by pi / 2, to the nearest; the quotient is given modulo 4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Reduce(Limbs units, out Limbs rest, out bool negative)
    {
        // The 64-bit divisor is a quarter of the real one, truncated: the quotient is too large by one at most.
        Limbs quarter = units.Right(2);
        ulong quotient = WideMath.DivRem(quarter.High, quarter.Low, HalfPi.Right(2).Low, out _);
        Limbs product = Limbs.Product(HalfPi.Low, quotient) + new Limbs(HalfPi.High * quotient, 0);
        if (product > units)
        {
            product -= HalfPi;
            quotient--;
        }

        rest = units - product;
        negative = rest > HalfPi - rest;
        if (negative)
        {
            rest = HalfPi - rest;
            quotient++;
        }

        return (int)quotient & 3;
    }
}
