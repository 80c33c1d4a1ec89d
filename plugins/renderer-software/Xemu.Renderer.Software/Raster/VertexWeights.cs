using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Xemu.Renderer.Software;

/// <summary>What three vertices count at a pixel, with perspective, as the chip has it: the first and the third; the second has the rest.</summary>
/// <remarks>
/// Weights have 24 bits and fall short of their values where a reciprocal is not exact, so that one that ought to be a whole number of 256ths or of texels
/// is below it. The largest of the three is what the others leave of 1, and therefore is not below. Only exponents are compared: of equal ones the third goes
/// before the first, the first before the second and the second before the third. Derived from pictures of the console without an exception
/// (nxdk_pgraph_tests, "Inline array size mismatch", "Degenerate begin end", "Fog exceptional value", "Texture render target"). Colours show what the
/// others leave to be more than the value by what they lack (443 pixels whose weights are next to 256ths in "Shade model": 434 come out, 427 without that),
/// texture coordinates do not ("Texture render target"). What holds for Z, exponents of areas and the order of
/// <see cref="DepthPlane"/>, does not hold here: with both, 127 of 519 pictures were no longer exact ("Fog exceptional value" and others).
/// </remarks>
internal static class VertexWeights
{
    /// <summary>Weights are rounded to parts of this, which takes away the errors that they have here.</summary>
    private const double Parts = 1L << 40;

    /// <summary>About what a reciprocal of 24 bits lacks.</summary>
    private const double Shortfall = 1.0 / (1 << 24);

    /// <summary>The chip's weights of eight pixels.</summary>
    /// <param name="first">The first vertex's weights.</param>
    /// <param name="third">The third vertex's weights.</param>
    /// <param name="isExact">Whether all reciprocals are exact.</param>
    /// <returns>The weights, and those that colours take.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<double> First, Vector512<double> Third, Vector512<double> ColorFirst, Vector512<double> ColorThird) Of(Vector512<double> first, Vector512<double> third, bool isExact)
    {
        first = Vector512.Round(first * Parts) * (1 / Parts);
        third = Vector512.Round(third * Parts) * (1 / Parts);
        return isExact ? (first, third, first, third) : Short(first, third);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<double> First, Vector512<double> Third, Vector512<double> ColorFirst, Vector512<double> ColorThird) Short(Vector512<double> first, Vector512<double> third)
    {
        Vector512<double> second = Vector512<double>.One - first - third;
        (Vector256<float> a, Vector256<float> b, Vector256<float> c) = (Below(first), Below(second), Below(third));
        (Vector256<int> exponentA, Vector256<int> exponentB, Vector256<int> exponentC) = (Exponent(a), Exponent(b), Exponent(c));
        Vector256<int> isFirst = Vector256.GreaterThanOrEqual(exponentA, exponentB);
        Vector256<int> isThird = Vector256.ConditionalSelect(isFirst, Vector256.GreaterThanOrEqual(exponentC, exponentA), Vector256.GreaterThan(exponentC, exponentB));
        Vector512<double> takesFirst = Widen(Vector256.AndNot(isFirst, isThird));
        Vector512<double> takesThird = Widen(isThird);
        (Vector512<double> shortFirst, Vector512<double> shortThird) = (Widen(a), Widen(c));
        Vector512<double> left = Vector512<double>.One - Widen(b);
        return (
            Vector512.ConditionalSelect(takesFirst, first, shortFirst),
            Vector512.ConditionalSelect(takesThird, third, shortThird),
            Vector512.ConditionalSelect(takesFirst, left - shortThird, shortFirst),
            Vector512.ConditionalSelect(takesThird, left - shortFirst, shortThird));
    }

    /// <summary>Weights in 24 bits as products with a reciprocal that lacks some of its last one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Below(Vector512<double> weight)
    {
        Vector512<double> less = weight * (1 - Shortfall);
        Vector256<float> nearest = Narrow(less);
        Vector256<int> isAbove = NarrowMask(Vector512.GreaterThan(Widen(nearest), less));
        return Vector256.ConditionalSelect(isAbove.AsSingle(), Decrement(nearest), nearest);
    }

    /// <summary>The next smaller numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Decrement(Vector256<float> value)
    {
        Vector256<int> bits = value.AsInt32();
        Vector256<int> step = Vector256.ConditionalSelect(Vector256.LessThan(bits, Vector256<int>.Zero), Vector256<int>.One, Vector256<int>.AllBitsSet);
        return Vector256.ConditionalSelect(Vector256.Equals(value, Vector256<float>.Zero), Vector256.Create(-float.Epsilon), (bits + step).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Exponent(Vector256<float> weight) => Vector256.ShiftRightArithmetic(weight.AsInt32(), 23);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Narrow(Vector512<double> value) => Vector512.Narrow(value, value).GetLower();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> NarrowMask(Vector512<double> mask) => Vector512.Narrow(mask.AsInt64(), mask.AsInt64()).GetLower();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Widen(Vector256<float> value)
    {
        (Vector256<double> low, Vector256<double> high) = Vector256.Widen(value);
        return Vector512.Create(low, high);
    }

    /// <summary>A mask of wide lanes of one of narrow ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Widen(Vector256<int> mask)
    {
        (Vector256<long> low, Vector256<long> high) = Vector256.Widen(mask);
        return Vector512.Create(low, high).AsDouble();
    }
}
