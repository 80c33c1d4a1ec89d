namespace Xemu.Renderer.Software;

/// <summary>What three vertices count at a pixel, with perspective, as the chip has it: the first and the third; the second has the rest.</summary>
/// <remarks>
/// Weights have 24 bits and fall short of their values where a reciprocal is not exact, so that one that ought to be a whole number of 256ths or of texels
/// is below it. The largest of the three is what the others leave of 1, and therefore is not below. Only exponents are compared: of equal ones the third goes
/// before the first, the first before the second and the second before the third. Derived from pictures of the console without an exception
/// (nxdk_pgraph_tests, "Inline array size mismatch", "Degenerate begin end", "Fog exceptional value", "Texture render target").
/// </remarks>
internal readonly struct VertexWeights
{
    /// <summary>Weights are rounded to this, which takes away the errors that they have here.</summary>
    private const double Unit = 1.0 / (1L << 40);

    /// <summary>About what a reciprocal of 24 bits lacks.</summary>
    private const double Shortfall = 1.0 / (1 << 24);

    private VertexWeights(double first, double third) => (First, Third) = (first, third);

    /// <summary>The weight of the first vertex.</summary>
    public double First { get; }

    /// <summary>The weight of the third vertex.</summary>
    public double Third { get; }

    /// <summary>The chip's weights.</summary>
    /// <param name="first">The first vertex's weight.</param>
    /// <param name="third">The third vertex's weight.</param>
    /// <param name="isExact">Whether all reciprocals are exact.</param>
    public static VertexWeights Of(double first, double third, bool isExact)
    {
        (first, third) = (Math.Round(first / Unit) * Unit, Math.Round(third / Unit) * Unit);
        if (isExact)
        {
            return new VertexWeights(first, third);
        }

        double second = 1 - first - third;
        (float a, float b, float c) = (Below(first), Below(second), Below(third));
        (int exponentA, int exponentB, int exponentC) = (Exponent(a), Exponent(b), Exponent(c));
        bool isFirst = exponentA >= exponentB;
        bool isThird = isFirst ? exponentC >= exponentA : exponentC > exponentB;
        return isThird
            ? new VertexWeights(a, third)
            : new VertexWeights(isFirst ? first : a, c);
    }

    /// <summary>A weight in 24 bits as a product with a reciprocal that lacks some of its last one.</summary>
    private static float Below(double weight)
    {
        double less = weight * (1 - Shortfall);
        float nearest = (float)less;
        return nearest > less ? MathF.BitDecrement(nearest) : nearest;
    }

    private static int Exponent(float weight) => BitConverter.SingleToInt32Bits(weight) >> 23;
}
