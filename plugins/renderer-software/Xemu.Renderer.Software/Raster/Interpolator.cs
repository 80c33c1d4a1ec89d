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
    public static void Interpolate(ref Fragment fragment, in RasterVertex a, in RasterVertex b, in RasterVertex c, double first, double third, double loss)
    {
        (float coarseFirst, float coarseThird) = (Coarse(first, loss), Coarse(third, loss));
        fragment.Diffuse = MixColor(a, b, c, coarseFirst, coarseThird, VertexOutput.Diffuse);
        fragment.Specular = MixColor(a, b, c, coarseFirst, coarseThird, VertexOutput.Specular);
        (float second, float last) = ((float)(1 - first - third), (float)third);
        fragment.Fog = MixFog(a, b, c, second, last);
        for (int i = 0; i < DrawCall.TextureCount; i++)
        {
            fragment.Coordinates[i] = Mix(a, b, c, second, last, TextureOutputs[i]);
        }
    }

    /// <summary>An infinite fog coordinate stays so.</summary>
    private static float MixFog(in RasterVertex a, in RasterVertex b, in RasterVertex c, float second, float third)
    {
        float mixed = Mix(a, b, c, second, third, VertexOutput.Fog).X;
        float first = a.Outputs[(int)VertexOutput.Fog].X;
        return float.IsNaN(mixed) && float.IsInfinity(first) ? first : mixed;
    }

    /// <summary>A result by the weights of the second and third vertex.</summary>
    public static Vector4 Mix(in RasterVertex a, in RasterVertex b, in RasterVertex c, float second, float third, VertexOutput output)
    {
        Vector4 first = a.Outputs[(int)output];
        return first + ((b.Outputs[(int)output] - first) * second) + ((c.Outputs[(int)output] - first) * third);
    }

    /// <summary>Which side of a whole number a weight falls on when it ought to be one depends on the half it is in (nxdk_pgraph_tests, "Attrib carryover").</summary>
    private static float Coarse(double weight, double loss) =>
        (float)Math.Floor((weight < 0.5 ? weight - (weight * loss) : weight + ((1 - weight) * loss)) * WeightOne);

    private static Vector4 MixColor(in RasterVertex a, in RasterVertex b, in RasterVertex c, float first, float third, VertexOutput output)
    {
        Vector4 sum = (a.Outputs[(int)output] * first)
            + (b.Outputs[(int)output] * (WeightOne - first - third))
            + (c.Outputs[(int)output] * third);
        return Vector4.Truncate((sum / WeightOne) + new Vector4(0.5f)) / 255f;
    }

    private static void Quantize(ref Vector4 color) =>
        color = Vector4.Truncate((Vector4.Clamp(color, Vector4.Zero, Vector4.One) * 255f) + new Vector4(0.5f));
}
