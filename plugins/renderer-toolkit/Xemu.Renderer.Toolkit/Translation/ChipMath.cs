namespace Xemu.Renderer.Toolkit;

/// <summary>Arithmetic as the chip's vertex units do it, from operations whose results every host defines.</summary>
/// <remarks>Hosts may do as they like with a NaN in a minimum, with a division by zero and with logarithms of zero: nothing here leaves such a case to them.</remarks>
internal static class ChipMath
{
    private const uint Infinity = 0x7F80_0000;
    private const uint Sign = 0x8000_0000;
    private const uint QuietNaN = 0x7FC0_0000;
    private const float LeastHuge = 1.2676506e30f;
    private const float ScaleOfHuge = 1f / (1L << 32);
    private const int GuardBits = 5;
    private const int SumBits = 24 + GuardBits;
    private const float MinReciprocal = 5.4210109e-20f;
    private const float MaxReciprocal = 1.8446744e19f;

    /// <summary>Whether components are no numbers.</summary>
    public static ShaderValue IsNaN(this ShaderBuilder b, ShaderValue x) =>
        b.Less(b.Uint(Infinity), b.And(b.Reinterpret(x, ShaderScalar.Uint), b.Uint(~Sign)));

    /// <summary>A product, rounded towards 0; with 0 it is 0, also with an infinity or a NaN; denormals are 0.</summary>
    public static ShaderValue ChipMultiply(this ShaderBuilder b, ShaderValue x, ShaderValue y)
    {
        ShaderValue zero = b.Float(0);
        ShaderValue product = b.Multiply(x, y);
        ShaderValue rounded = b.TowardsZero(product, b.Limited(x, y, product, b.ErrorOfProduct(x, y, product)));
        ShaderValue number = b.Select(b.IsNaN(product), b.Reinterpret(b.Uint(QuietNaN), ShaderScalar.Float), b.Flush(rounded));
        return b.Select(b.IsZero(x), zero, b.Select(b.IsZero(y), zero, number));
    }

    /// <summary>A sum of up to four, rounded towards 0; summands keep <see cref="GuardBits"/> bits below the last one of the largest.</summary>
    public static ShaderValue ChipSum(this ShaderBuilder b, params ReadOnlySpan<ShaderValue> summands)
    {
        ShaderValue exponent = b.ExponentOf(summands[0]);
        ShaderValue signs = b.Reinterpret(summands[0], ShaderScalar.Uint);
        foreach (ShaderValue x in summands[1..])
        {
            exponent = b.Select(b.Less(exponent, b.ExponentOf(x)), b.ExponentOf(x), exponent);
            signs = b.And(signs, b.Reinterpret(x, ShaderScalar.Uint));
        }

        ShaderValue sum = b.Aligned(summands[0], exponent);
        ShaderValue special = b.SpecialOf(summands[0]);
        foreach (ShaderValue x in summands[1..])
        {
            sum = b.Add(sum, b.Aligned(x, exponent));
            special = b.Add(special, b.SpecialOf(x));
        }

        ShaderValue zero = b.Reinterpret(b.And(signs, b.Uint(Sign)), ShaderScalar.Float);
        ShaderValue number = b.Select(b.Equal(sum, b.Int(0)), zero, b.FloatOf(sum, exponent));
        special = b.Select(b.IsNaN(special), b.Reinterpret(b.Uint(QuietNaN), ShaderScalar.Float), special);
        return b.Select(b.Equal(exponent, b.Int(0xFF)), special, number);
    }

    /// <summary>Whether x comes before y in the order of their signs and bits: -0 comes before 0.</summary>
    public static ShaderValue ChipLess(this ShaderBuilder b, ShaderValue x, ShaderValue y) => b.Less(b.OrderOf(x), b.OrderOf(y));

    /// <summary>The lesser by <see cref="ChipLess"/>.</summary>
    public static ShaderValue ChipMinimum(this ShaderBuilder b, ShaderValue x, ShaderValue y) => b.Select(b.ChipLess(x, y), x, y);

    /// <summary>The greater by <see cref="ChipLess"/>.</summary>
    public static ShaderValue ChipMaximum(this ShaderBuilder b, ShaderValue x, ShaderValue y) => b.Select(b.ChipLess(y, x), x, y);

    /// <summary>At least 0; a NaN stays.</summary>
    public static ShaderValue Positive(this ShaderBuilder b, ShaderValue x) => b.Select(b.Less(x, b.Float(0)), b.Float(0), x);

    /// <summary>Without the fraction.</summary>
    public static ShaderValue Truncate(this ShaderBuilder b, ShaderValue x) =>
        b.Select(b.Less(x, b.Float(0)), b.Negate(b.Floor(b.Negate(x))), b.Floor(x));

    /// <summary>Kept between two bounds; a NaN stays.</summary>
    public static ShaderValue Clamp(this ShaderBuilder b, ShaderValue x, ShaderValue least, ShaderValue most) =>
        b.Select(b.Less(x, least), least, b.Select(b.Less(most, x), most, x));

    /// <summary>Kept between 0 and 1; a NaN becomes 0.</summary>
    public static ShaderValue Saturate(this ShaderBuilder b, ShaderValue x)
    {
        (ShaderValue zero, ShaderValue one) = (b.Float(0), b.Float(1));
        return b.Select(b.Less(zero, x), b.Select(b.Less(x, one), x, one), zero);
    }

    /// <summary>1 / x rounded towards 0, an infinity of its sign for a zero.</summary>
    public static ShaderValue ChipReciprocal(this ShaderBuilder b, ShaderValue x)
    {
        ShaderValue value = b.Reciprocal(x);
        ShaderValue product = b.Multiply(value, x);
        ShaderValue rest = b.Subtract(b.Subtract(b.Float(1), product), b.ErrorOfProduct(value, x, product));
        return b.Flush(b.TowardsZero(value, b.Select(b.Less(x, b.Float(0)), b.Negate(rest), rest)));
    }

    /// <summary>1 / x, an infinity of its sign for a zero.</summary>
    public static ShaderValue Reciprocal(this ShaderBuilder b, ShaderValue x)
    {
        ShaderValue isZero = b.Equal(x, b.Float(0));
        ShaderValue bits = b.Or(b.And(b.Reinterpret(x, ShaderScalar.Uint), b.Uint(Sign)), b.Uint(Infinity));
        ShaderValue quotient = b.Divide(b.Float(1), b.Select(isZero, b.Float(1), x));
        return b.Select(isZero, b.Reinterpret(bits, ShaderScalar.Float), quotient);
    }

    /// <summary>1 / x with a magnitude from 2^-64 to 2^64.</summary>
    public static ShaderValue ReciprocalClamped(this ShaderBuilder b, ShaderValue x) => b.Bound(b.ChipReciprocal(x));

    /// <summary>Of the same sign with a magnitude from 2^-64 to 2^64, that of a zero too; a NaN stays.</summary>
    public static ShaderValue Bound(this ShaderBuilder b, ShaderValue x)
    {
        ShaderValue magnitude = b.Clamp(b.Absolute(x), b.Float(MinReciprocal), b.Float(MaxReciprocal));
        ShaderValue sign = b.And(b.Reinterpret(x, ShaderScalar.Uint), b.Uint(Sign));
        return b.Select(b.IsNaN(x), x, b.Reinterpret(b.Or(b.Reinterpret(magnitude, ShaderScalar.Uint), sign), ShaderScalar.Float));
    }

    /// <summary>1 / √|x|.</summary>
    public static ShaderValue ReciprocalSquareRoot(this ShaderBuilder b, ShaderValue x) => b.Reciprocal(b.SquareRoot(b.Absolute(x)));

    /// <summary>
    /// What a rounded product lacks, exactly, if the product is finite. Hosts may round a fused multiply-add twice, so both factors are cut in halves (Dekker).
    /// </summary>
    private static ShaderValue ErrorOfProduct(this ShaderBuilder b, ShaderValue x, ShaderValue y, ShaderValue product)
    {
        // The halves of a huge factor, of which there is one at most, would be infinite.
        (ShaderValue one, ShaderValue scale) = (b.Float(1), b.Float(ScaleOfHuge));
        (ShaderValue xIsHuge, ShaderValue yIsHuge) = (b.IsHuge(x), b.IsHuge(y));
        (x, y) = (b.Multiply(x, b.Select(xIsHuge, scale, one)), b.Multiply(y, b.Select(yIsHuge, scale, one)));
        ShaderValue isHuge = b.LogicalOr(xIsHuge, yIsHuge);
        product = b.Multiply(product, b.Select(isHuge, scale, one));
        (ShaderValue xHigh, ShaderValue xLow) = b.Halves(x);
        (ShaderValue yHigh, ShaderValue yLow) = b.Halves(y);
        ShaderValue rest = b.Subtract(product, b.Multiply(xHigh, yHigh));
        rest = b.Subtract(b.Subtract(rest, b.Multiply(xLow, yHigh)), b.Multiply(xHigh, yLow));
        return b.Multiply(b.Subtract(b.Multiply(xLow, yLow), rest), b.Select(isHuge, b.Float(1 / ScaleOfHuge), one));
    }

    /// <summary>The error of a result; of one that is too large such a one that the greatest number comes out.</summary>
    private static ShaderValue Limited(this ShaderBuilder b, ShaderValue x, ShaderValue y, ShaderValue result, ShaderValue error)
    {
        ShaderValue areFinite = b.LogicalAnd(b.IsFinite(x), b.IsFinite(y));
        return b.Select(b.LogicalAnd(areFinite, b.LogicalNot(b.IsFinite(result))), b.Negate(result), error);
    }

    /// <summary>A summand as a fixed-point number whose place the largest exponent sets.</summary>
    private static ShaderValue Aligned(this ShaderBuilder b, ShaderValue x, ShaderValue exponent)
    {
        ShaderValue bits = b.Reinterpret(x, ShaderScalar.Int);
        ShaderValue lost = b.Subtract(exponent, b.ExponentOf(x));
        ShaderValue isKept = b.LogicalAnd(b.Less(b.Int(0), b.ExponentOf(x)), b.Less(lost, b.Int(SumBits)));
        ShaderValue mantissa = b.Or(b.And(bits, b.Int(0x7F_FFFF)), b.Int(0x80_0000));
        ShaderValue magnitude = b.ShiftRight(b.ShiftLeft(mantissa, b.Int(GuardBits)), b.Select(isKept, lost, b.Int(0)));
        return b.Select(isKept, b.Select(b.Less(bits, b.Int(0)), b.Subtract(b.Int(0), magnitude), magnitude), b.Int(0));
    }

    /// <summary>The number, cut to 24 bits, of a fixed-point number that is not 0.</summary>
    private static ShaderValue FloatOf(this ShaderBuilder b, ShaderValue sum, ShaderValue exponent)
    {
        ShaderValue isNegative = b.Less(sum, b.Int(0));
        ShaderValue magnitude = b.Select(isNegative, b.Subtract(b.Int(0), sum), sum);

        // Hosts round as they like when they convert: they get no more than 24 bits.
        ShaderValue isWide = b.Less(b.Int(0xFF_FFFF), magnitude);
        ShaderValue top = b.ExponentOf(b.Convert(b.ShiftRight(magnitude, b.Int(7)), ShaderScalar.Float));
        ShaderValue shift = b.Select(isWide, b.Subtract(top, b.Int(127 + 23 - 7)), b.Int(0));
        ShaderValue exact = b.Convert(b.ShiftLeft(b.ShiftRight(magnitude, shift), shift), ShaderScalar.Float);

        ShaderValue power = b.Subtract(b.Add(b.ExponentOf(exact), exponent), b.Int(127 + SumBits - 1));
        ShaderValue mantissa = b.And(b.Reinterpret(exact, ShaderScalar.Int), b.Int(0x7F_FFFF));
        ShaderValue value = b.Reinterpret(b.Or(mantissa, b.ShiftLeft(power, b.Int(23))), ShaderScalar.Float);
        value = b.Select(b.Less(power, b.Int(1)), b.Float(0), b.Select(b.Less(power, b.Int(0xFF)), value, b.Float(float.MaxValue)));
        return b.Select(isNegative, b.Negate(value), value);
    }

    private static ShaderValue SpecialOf(this ShaderBuilder b, ShaderValue x) => b.Select(b.Equal(b.ExponentOf(x), b.Int(0xFF)), x, b.Float(0));

    private static ShaderValue ExponentOf(this ShaderBuilder b, ShaderValue x) =>
        b.Reinterpret(b.And(b.ShiftRight(b.Reinterpret(x, ShaderScalar.Uint), b.Uint(23)), b.Uint(0xFF)), ShaderScalar.Int);

    private static ShaderValue OrderOf(this ShaderBuilder b, ShaderValue x)
    {
        ShaderValue bits = b.Reinterpret(x, ShaderScalar.Int);
        return b.Select(b.Less(bits, b.Int(0)), b.Subtract(b.Int(-1), b.And(bits, b.Int(int.MaxValue))), bits);
    }

    /// <summary>0 for what is too small for a number; it keeps its sign.</summary>
    private static ShaderValue Flush(this ShaderBuilder b, ShaderValue x) =>
        b.Select(b.IsZero(x), b.Reinterpret(b.And(b.Reinterpret(x, ShaderScalar.Uint), b.Uint(Sign)), ShaderScalar.Float), x);

    private static ShaderValue IsFinite(this ShaderBuilder b, ShaderValue x) => b.Less(b.Absolute(x), b.Float(float.PositiveInfinity));

    private static ShaderValue IsHuge(this ShaderBuilder b, ShaderValue x) => b.Less(b.Float(LeastHuge), b.Absolute(x));

    /// <summary>Whether components are 0 or denormal.</summary>
    private static ShaderValue IsZero(this ShaderBuilder b, ShaderValue x) =>
        b.Less(b.And(b.Reinterpret(x, ShaderScalar.Uint), b.Uint(~Sign)), b.Uint(0x0080_0000));

    private static (ShaderValue High, ShaderValue Low) Halves(this ShaderBuilder b, ShaderValue x)
    {
        ShaderValue scaled = b.Multiply(x, b.Float(4097));
        ShaderValue high = b.Subtract(scaled, b.Subtract(scaled, x));
        return (high, b.Subtract(x, high));
    }

    /// <summary>Takes back the last bit of a number that was rounded away from 0.</summary>
    private static ShaderValue TowardsZero(this ShaderBuilder b, ShaderValue nearest, ShaderValue error)
    {
        ShaderValue zero = b.Float(0);
        ShaderValue isAway = b.LogicalOr(b.LogicalAnd(b.Less(zero, nearest), b.Less(error, zero)), b.LogicalAnd(b.Less(nearest, zero), b.Less(zero, error)));
        ShaderValue before = b.Reinterpret(b.Subtract(b.Reinterpret(nearest, ShaderScalar.Int), b.Int(1)), ShaderScalar.Float);
        return b.Select(isAway, before, nearest);
    }

    /// <summary>2^x over all numbers.</summary>
    public static ShaderValue PowerOfTwo(this ShaderBuilder b, ShaderValue x)
    {
        ShaderValue power = b.Exponential(b.Clamp(x, b.Float(-126), b.Float(127)));
        ShaderValue high = b.Multiply(b.Exponential(b.Clamp(b.Subtract(x, b.Float(1)), b.Float(-126), b.Float(127))), b.Float(2));
        power = b.Select(b.Less(x, b.Float(127)), power, b.Select(b.Less(x, b.Float(128)), high, b.Float(float.PositiveInfinity)));
        power = b.Select(b.Less(x, b.Float(-126)), b.Float(0), power);
        return b.Select(b.IsNaN(x), x, power);
    }

    /// <summary>2^x of a whole number, exactly; 1 for a NaN.</summary>
    public static ShaderValue WholePowerOfTwo(this ShaderBuilder b, ShaderValue x)
    {
        ShaderValue bounded = b.Select(b.IsNaN(x), b.Float(0), b.Clamp(x, b.Float(-127), b.Float(128)));
        ShaderValue exponent = b.Add(b.Convert(bounded, ShaderScalar.Int), b.Int(127));
        return b.Reinterpret(b.ShiftLeft(exponent, b.Int(23)), ShaderScalar.Float);
    }

    /// <summary>(exponent of |x|, its mantissa from 1 to 2, log2|x|, 1).</summary>
    public static ShaderValue ChipLogarithm(this ShaderBuilder b, ShaderValue x)
    {
        ShaderValue bits = b.And(b.Reinterpret(x, ShaderScalar.Uint), b.Uint(~Sign));
        ShaderValue exponent = b.Convert(b.Subtract(b.Reinterpret(b.ShiftRight(bits, b.Uint(23)), ShaderScalar.Int), b.Int(127)), ShaderScalar.Float);
        ShaderValue mantissa = b.Reinterpret(b.Or(b.And(bits, b.Uint(0x007F_FFFF)), b.Uint(0x3F80_0000)), ShaderScalar.Float);

        // Denormals are zeros.
        ShaderValue isZero = b.Less(bits, b.Uint(0x0080_0000));
        ShaderValue isFinite = b.Less(bits, b.Uint(Infinity));
        ShaderValue magnitude = b.Reinterpret(bits, ShaderScalar.Float);
        ShaderValue safe = b.Select(isFinite, b.Select(isZero, b.Float(1), magnitude), b.Float(1));
        ShaderValue logarithm = b.Select(isFinite, b.Logarithm(safe), magnitude);
        ShaderValue minus = b.Float(float.NegativeInfinity);
        return b.Construct(
            b.Select(isZero, minus, b.Select(isFinite, exponent, b.Float(int.MaxValue))),
            b.Select(isZero, b.Float(1), b.Select(isFinite, mantissa, magnitude)),
            b.Select(isZero, minus, logarithm),
            b.Float(1));
    }

    /// <summary>x^y of an x that is not negative, with the special values of the C library.</summary>
    public static ShaderValue Power(this ShaderBuilder b, ShaderValue x, ShaderValue y)
    {
        (ShaderValue zero, ShaderValue one, ShaderValue infinity) = (b.Float(0), b.Float(1), b.Float(float.PositiveInfinity));
        ShaderValue isPlain = b.LogicalAnd(b.Less(zero, x), b.Less(x, infinity));
        ShaderValue plain = b.PowerOfTwo(b.Multiply(y, b.Logarithm(b.Select(isPlain, x, one))));
        ShaderValue grows = b.Select(b.Less(zero, y), infinity, zero);
        ShaderValue shrinks = b.Select(b.Less(zero, y), zero, infinity);
        ShaderValue special = b.Select(b.Equal(x, zero), shrinks, b.Select(b.Equal(x, infinity), grows, x));
        ShaderValue power = b.Select(isPlain, plain, b.Select(b.IsNaN(y), b.Reinterpret(b.Uint(QuietNaN), ShaderScalar.Float), special));
        return b.Select(b.LogicalOr(b.Equal(y, zero), b.Equal(x, one)), one, power);
    }

    /// <summary>The greatest whole number that is not above x, as one; huge numbers are cut, so that every host agrees.</summary>
    public static ShaderValue FloorToInt(this ShaderBuilder b, ShaderValue x)
    {
        ShaderValue whole = b.Clamp(b.Floor(x), b.Float(-1e9f), b.Float(1e9f));
        return b.Convert(b.Select(b.IsNaN(x), b.Float(0), whole), ShaderScalar.Int);
    }
}
