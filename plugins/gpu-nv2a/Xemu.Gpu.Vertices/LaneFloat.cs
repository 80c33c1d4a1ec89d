using System.Runtime.Intrinsics;

namespace Xemu.Gpu.Vertices;

/// <summary>The arithmetic of <see cref="Nv2aFloat"/> for a number of each of sixteen vertices, the same in every bit.</summary>
internal static class LaneFloat
{
    private const int MantissaMask = 0x7F_FFFF;
    private const int Bias = 127;
    private const int One = 0x3F80_0000;
    private const int Greatest = 0x7F7F_FFFF;

    /// <summary>A product.</summary>
    public static Vector512<float> Multiply(Vector512<float> a, Vector512<float> b)
    {
        (Vector512<int> exponentA, Vector512<int> exponentB) = (ExponentOf(a), ExponentOf(b));
        Vector512<float> mantissaA = ((a.AsInt32() & Same(MantissaMask)) | Same(One)).AsSingle();
        Vector512<float> mantissaB = ((b.AsInt32() & Same(MantissaMask)) | Same(One)).AsSingle();
        Vector512<float> product = mantissaA * mantissaB;

        // The mask of what was rounded up is -1 as a number.
        Vector512<int> bits = product.AsInt32()
            + Vector512.LessThan(Vector512.FusedMultiplyAdd(mantissaA, mantissaB, -product), Vector512<float>.Zero).AsInt32();
        Vector512<int> exponent = exponentA + exponentB + Vector512.ShiftRightLogical(bits, 23) - Same(2 * Bias);
        Vector512<int> sign = (a.AsInt32() ^ b.AsInt32()) & Same(int.MinValue);
        Vector512<int> isZero = Vector512.Equals(exponentA, Vector512<int>.Zero) | Vector512.Equals(exponentB, Vector512<int>.Zero);
        Vector512<int> result = Vector512.AndNot(Compose(bits, exponent) | sign, isZero);
        Vector512<int> isSpecial = Vector512.Equals(Vector512.Max(exponentA, exponentB), Same(Nv2aFloat.SpecialExponent));
        return isSpecial == Vector512<int>.Zero
            ? result.AsSingle()
            : Vector512.ConditionalSelect(Vector512.AndNot(isSpecial, isZero).AsSingle(), Special(a * b), result.AsSingle());
    }

    /// <summary>A sum of two.</summary>
    public static Vector512<float> Sum(Vector512<float> a, Vector512<float> b)
    {
        Vector512<int> exponent = Vector512.Max(ExponentOf(a), ExponentOf(b));
        Vector512<float> result = ToFloat(Aligned(a, exponent) + Aligned(b, exponent), exponent, (a & b).AsInt32());
        Vector512<int> isSpecial = Vector512.Equals(exponent, Same(Nv2aFloat.SpecialExponent));
        return isSpecial == Vector512<int>.Zero
            ? result
            : Vector512.ConditionalSelect(isSpecial.AsSingle(), Special(SpecialOf(a) + SpecialOf(b)), result);
    }

    /// <summary>A sum of four.</summary>
    public static Vector512<float> Sum(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d)
    {
        Vector512<int> exponent = Vector512.Max(Vector512.Max(ExponentOf(a), ExponentOf(b)), Vector512.Max(ExponentOf(c), ExponentOf(d)));
        Vector512<int> sum = Aligned(a, exponent) + Aligned(b, exponent) + Aligned(c, exponent) + Aligned(d, exponent);
        Vector512<float> result = ToFloat(sum, exponent, (a & b & c & d).AsInt32());
        Vector512<int> isSpecial = Vector512.Equals(exponent, Same(Nv2aFloat.SpecialExponent));
        return isSpecial == Vector512<int>.Zero
            ? result
            : Vector512.ConditionalSelect(isSpecial.AsSingle(), Special(SpecialOf(a) + SpecialOf(b) + SpecialOf(c) + SpecialOf(d)), result);
    }

    /// <summary>Where a number comes before another in the order of their signs and bits.</summary>
    public static Vector512<float> IsLess(Vector512<float> a, Vector512<float> b) => Vector512.LessThan(OrderOf(a), OrderOf(b)).AsSingle();

    /// <summary>1 / x.</summary>
    public static Vector512<float> Reciprocal(Vector512<float> x)
    {
        Vector512<float> value = Vector512<float>.One / x;
        Vector512<float> error = Vector512.FusedMultiplyAdd(-value, x, Vector512<float>.One) * x;
        Vector512<float> result = Flush(TowardsZero(value, error));
        Vector512<float> infinity = Vector512.CopySign(Vector512.Create(float.PositiveInfinity), x);
        return Vector512.ConditionalSelect(Vector512.LessThan(Vector512.Abs(x), Vector512.Create(Nv2aFloat.MinNormal)), infinity, result);
    }

    /// <summary>1 / x with a magnitude from 2^-64 to 2^64.</summary>
    public static Vector512<float> ReciprocalClamped(Vector512<float> x)
    {
        Vector512<float> value = Reciprocal(x);
        Vector512<float> magnitude = Vector512.Min(
            Vector512.Max(Vector512.Abs(value), Vector512.Create(Nv2aFloat.MinReciprocal)), Vector512.Create(Nv2aFloat.MaxReciprocal));
        return Vector512.ConditionalSelect(Vector512.Equals(value, value), Vector512.CopySign(magnitude, value), value);
    }

    /// <summary>1 / √|x|.</summary>
    public static Vector512<float> ReciprocalSquareRoot(Vector512<float> x) => Vector512<float>.One / Vector512.Sqrt(Vector512.Abs(x));

    private static Vector512<int> Same(int value) => Vector512.Create(value);

    private static Vector512<int> ExponentOf(Vector512<float> x) => Vector512.ShiftRightLogical(x.AsInt32(), 23) & Same(Nv2aFloat.SpecialExponent);

    private static Vector512<int> OrderOf(Vector512<float> x) =>
        x.AsInt32() ^ (Vector512.ShiftRightArithmetic(x.AsInt32(), 31) & Same(int.MaxValue));

    /// <summary>A summand as a fixed-point number whose place the largest exponent sets: scaled as a float by the exponent alone, then cut off.</summary>
    private static Vector512<int> Aligned(Vector512<float> x, Vector512<int> exponent)
    {
        Vector512<int> own = ExponentOf(x);
        Vector512<int> lost = exponent - own;
        Vector512<int> isKept = Vector512.LessThan(lost, Same(Nv2aFloat.SumBits)) & Vector512.GreaterThan(own, Vector512<int>.Zero);
        Vector512<int> scaled = (x.AsInt32() & Same(int.MinValue | MantissaMask))
            | Vector512.ShiftLeft(Same(Bias + Nv2aFloat.SumBits - 1) - lost, 23);
        return Vector512.ConvertToInt32Native((scaled & isKept).AsSingle());
    }

    private static Vector512<float> ToFloat(Vector512<int> sum, Vector512<int> exponent, Vector512<int> signsOfZero)
    {
        // 31 bits at most, and never so many ones that the conversion makes 32 of them.
        Vector512<int> magnitude = Vector512.Abs(sum);
        Vector512<float> nearest = Vector512.ConvertToSingle(magnitude);
        Vector512<int> bits = nearest.AsInt32() + Vector512.GreaterThan(Vector512.ConvertToInt32Native(nearest), magnitude);
        Vector512<int> power = Vector512.ShiftRightLogical(bits, 23) + exponent - Same(Bias + Nv2aFloat.SumBits - 1);
        Vector512<int> result = Compose(bits, power) | (sum & Same(int.MinValue));
        Vector512<int> isZero = Vector512.Equals(sum, Vector512<int>.Zero);
        return Vector512.ConditionalSelect(isZero, signsOfZero & Same(int.MinValue), result).AsSingle();
    }

    /// <summary>A positive number: 0 when it is too small, the greatest when it is too large.</summary>
    private static Vector512<int> Compose(Vector512<int> mantissa, Vector512<int> exponent)
    {
        Vector512<int> number = (mantissa & Same(MantissaMask)) | Vector512.ShiftLeft(exponent, 23);
        number = Vector512.ConditionalSelect(Vector512.LessThan(exponent, Same(Nv2aFloat.SpecialExponent)), number, Same(Greatest));
        return number & Vector512.GreaterThan(exponent, Vector512<int>.Zero);
    }

    private static Vector512<float> SpecialOf(Vector512<float> x) =>
        x & Vector512.Equals(ExponentOf(x), Same(Nv2aFloat.SpecialExponent)).AsSingle();

    private static Vector512<float> Special(Vector512<float> x) =>
        Vector512.ConditionalSelect(Vector512.Equals(x, x), x, Vector512.Create(0x7FC0_0000).AsSingle());

    private static Vector512<float> Flush(Vector512<float> x)
    {
        Vector512<float> isSmall = Vector512.LessThan(Vector512.Abs(x), Vector512.Create(Nv2aFloat.MinNormal));
        return Vector512.ConditionalSelect(isSmall, x & Same(int.MinValue).AsSingle(), x);
    }

    private static Vector512<float> TowardsZero(Vector512<float> nearest, Vector512<float> error)
    {
        Vector512<float> zero = Vector512<float>.Zero;
        Vector512<float> isAway = (Vector512.GreaterThan(nearest, zero) & Vector512.LessThan(error, zero))
            | (Vector512.LessThan(nearest, zero) & Vector512.GreaterThan(error, zero));
        return (nearest.AsInt32() + isAway.AsInt32()).AsSingle();
    }
}
