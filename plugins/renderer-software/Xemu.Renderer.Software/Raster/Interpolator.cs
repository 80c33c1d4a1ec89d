using System.Numerics;
using Xemu.Abstractions.Graphics;
using Xemu.Gpu.Vertices;

namespace Xemu.Renderer.Software;

/// <summary>Says what the results of the vertex stage are at a place in a triangle.</summary>
/// <remarks>
/// Colours are coarser than everything else. Derived from pictures of the console (gradients of the public test program, "Alpha func"): a vertex's
/// colour is rounded to eight bits; the weights of the first and third vertex have eight bits of fraction, further ones cut off, and the second has the
/// rest; the sum is rounded to eight bits.
/// </remarks>
internal static class Interpolator
{
    /// <summary>The four texture coordinates.</summary>
    public static readonly VertexOutput[] TextureOutputs =
        [VertexOutput.Texture0, VertexOutput.Texture1, VertexOutput.Texture2, VertexOutput.Texture3];

    private const float WeightOne = 256f;

    /// <summary>
    /// Bits of a colour that are cut off before it is rounded, at least four: 0.1 is 25 of 255, and the sum of seven of them 178 (nxdk_pgraph_tests,
    /// "Point params"); 0.5 is 128.
    /// </summary>
    private const uint LostBits = 15;

    /// <summary>Rounds the colours of a vertex to what the interpolators take: 0 to 255.</summary>
    public static void QuantizeColors(ref VertexResult outputs)
    {
        Quantize(ref outputs[(int)VertexOutput.Diffuse]);
        Quantize(ref outputs[(int)VertexOutput.Specular]);
        Quantize(ref outputs[(int)VertexOutput.BackDiffuse]);
        Quantize(ref outputs[(int)VertexOutput.BackSpecular]);
    }

    /// <summary>Fills a fragment.</summary>
    /// <param name="fragment">The fragment.</param>
    /// <param name="a">The first vertex.</param>
    /// <param name="b">The second vertex.</param>
    /// <param name="c">The third vertex.</param>
    /// <param name="first">The first vertex's weight, with perspective.</param>
    /// <param name="third">The third vertex's weight.</param>
    /// <param name="loss">See <see cref="WeightPlane.Loss"/>.</param>
    /// <param name="textures">Texture coordinates that are needed, a bit each.</param>
    /// <param name="hasSpecular">Whether the specular colour is needed.</param>
    public static void Interpolate(ref Fragment fragment, in RasterVertex a, in RasterVertex b, in RasterVertex c, double first, double third, double loss, int textures, bool hasSpecular)
    {
        (float one, float other) = (Fine(first, loss), Fine(third, loss));
        (float coarseFirst, float coarseThird) = (MathF.Floor(one * WeightOne), MathF.Floor(other * WeightOne));
        fragment.Diffuse = MixColor(a, b, c, coarseFirst, coarseThird, VertexOutput.Diffuse);
        if (hasSpecular)
        {
            fragment.Specular = MixColor(a, b, c, coarseFirst, coarseThird, VertexOutput.Specular);
        }

        fragment.Fog = MixFog(a, b, c, one, other);
        (double fine, double last) = loss == 0 ? (first, third) : (one, other);
        for (int i = 0; textures >> i != 0; i++)
        {
            fragment.Coordinates[i] = MixFine(a, b, c, fine, last, TextureOutputs[i]);
        }
    }

    /// <summary>An infinite fog coordinate stays so.</summary>
    private static float MixFog(in RasterVertex a, in RasterVertex b, in RasterVertex c, float first, float third)
    {
        float mixed = Mix(a, b, c, first, third, VertexOutput.Fog).X;
        float second = b.Outputs[(int)VertexOutput.Fog].X;
        return float.IsNaN(mixed) && float.IsInfinity(second) ? second : mixed;
    }

    /// <summary>A result by the weights of the first and third vertex.</summary>
    public static Vector4 Mix(in RasterVertex a, in RasterVertex b, in RasterVertex c, float first, float third, VertexOutput output)
    {
        Vector4 second = b.Outputs[(int)output];
        return second + ((a.Outputs[(int)output] - second) * first) + ((c.Outputs[(int)output] - second) * third);
    }

    /// <summary>The same, so fine that places between texels come out exactly.</summary>
    private static Vector4 MixFine(in RasterVertex a, in RasterVertex b, in RasterVertex c, double first, double third, VertexOutput output)
    {
        ref readonly Vector4 second = ref b.Outputs[(int)output];
        Vector4 toFirst = a.Outputs[(int)output] - second;
        Vector4 toThird = c.Outputs[(int)output] - second;
        return new Vector4(
            (float)(second.X + (toFirst.X * first) + (toThird.X * third)),
            (float)(second.Y + (toFirst.Y * first) + (toThird.Y * third)),
            (float)(second.Z + (toFirst.Z * first) + (toThird.Z * third)),
            (float)(second.W + (toFirst.W * first) + (toThird.W * third)));
    }

    /// <summary>
    /// A weight as the chip has it: a little too small, in 24 bits; from one half on it is rounded back. Where it ought to be a whole number of 256ths or of
    /// texels it falls short of it (nxdk_pgraph_tests, "Attrib carryover" and the backgrounds of the lighting tests).
    /// </summary>
    private static float Fine(double weight, double loss) => (float)(weight - loss);

    private static Vector4 MixColor(in RasterVertex a, in RasterVertex b, in RasterVertex c, float first, float third, VertexOutput output)
    {
        Vector4 sum = (a.Outputs[(int)output] * first)
            + (b.Outputs[(int)output] * (WeightOne - first - third))
            + (c.Outputs[(int)output] * third);
        return Vector4.Truncate((sum / WeightOne) + new Vector4(0.5f)) / 255f;
    }

    private static void Quantize(ref Vector4 color)
    {
        color = new Vector4(Quantize(color.X), Quantize(color.Y), Quantize(color.Z), Quantize(color.W));
    }

    /// <summary>What is no number counts by its sign (nxdk_pgraph_tests, "Attrib float").</summary>
    private static float Quantize(float component)
    {
        float range = float.IsNaN(component) ? (float.IsNegative(component) ? 0 : 1) : Math.Clamp(component, 0, 1);
        return (float)Math.Floor((BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(range) & ~LostBits) * 255.0) + 0.5);
    }
}
