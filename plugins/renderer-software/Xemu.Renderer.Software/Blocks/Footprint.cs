using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Xemu.Renderer.Software;

/// <summary>The longer axis of what pixels of a block cover in a texture, and the samples along it that an anisotropic filter takes.</summary>
/// <remarks>
/// Samples come in pairs around the middle, a texel apart or, where there are not enough, evenly over the axis; the outermost pair counts by how much of it
/// the axis still covers. The two of an axis shorter than two texels are nearer to each other. Derived from pictures of the console (nxdk_pgraph_tests,
/// "Texture anisotropy"). That the number of samples comes from both axes where the shorter one is longer than a texel, and the level of detail: unverified.
/// </remarks>
internal struct Footprint
{
#pragma warning disable SA1401, CA1051 // Worked on in place.
    /// <summary>From sample to sample in u.</summary>
    public Vector512<float> StepU;

    /// <summary>From sample to sample in v.</summary>
    public Vector512<float> StepV;

    /// <summary>How many samples, with a fraction: at least 1.</summary>
    public Vector512<float> Count;
#pragma warning restore SA1401, CA1051

    /// <summary>What pixels cover.</summary>
    /// <param name="center">Their coordinates.</param>
    /// <param name="beside">Those of the other column of each pixel's square of four.</param>
    /// <param name="below">Those of its other row.</param>
    /// <param name="size">Texels in each direction for coordinates of 1.</param>
    /// <param name="most">Most samples.</param>
    /// <param name="lod">Receives the level of detail of the samples.</param>
    public static Footprint Of(in ColorBlock center, in ColorBlock beside, in ColorBlock below, Vector3 size, int most, out Vector512<float> lod)
    {
        (Vector512<float> u, Vector512<float> v) = (center.X / center.W, center.Y / center.W);
        (Vector512<float> besideU, Vector512<float> besideV) = ((beside.X / beside.W) - u, (beside.Y / beside.W) - v);
        (Vector512<float> belowU, Vector512<float> belowV) = ((below.X / below.W) - u, (below.Y / below.W) - v);
        Vector512<float> wide = Length(besideU * size.X, besideV * size.Y);
        Vector512<float> high = Length(belowU * size.X, belowV * size.Y);
        Vector512<float> isWide = Vector512.GreaterThan(wide, high);
        Vector512<float> shorter = Vector512.Max(Vector512.Min(wide, high), Vector512<float>.One);
        Vector512<float> longer = Vector512.Max(wide, high);
        Vector512<float> count = Vector512.Min(Vector512.Max(longer / shorter, Vector512<float>.One), Vector512.Create((float)most));
        lod = Vector512.Log2(longer / count);
        return new Footprint
        {
            StepU = Vector512.ConditionalSelect(isWide, besideU, belowU) / count,
            StepV = Vector512.ConditionalSelect(isWide, besideV, belowV) / count,
            Count = count,
        };
    }

    /// <summary>How many pairs of samples the pixel with the most of them has.</summary>
    /// <param name="mask">The pixels that count, a bit each.</param>
    public readonly int Pairs(uint mask)
    {
        int pairs = 1;
        while (pairs < 4 && (Lanes.Bits(Vector512.GreaterThan(Count, Vector512.Create(2f * pairs))) & mask) != 0)
        {
            pairs++;
        }

        return pairs;
    }

    /// <summary>Steps from the middle to a sample.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vector512<float> Distance(int pair) => pair == 0
        ? Vector512.Min((Count - Vector512<float>.One) * 0.5f, Vector512.Create(0.5f))
        : Vector512.Create(pair + 0.5f);

    /// <summary>How much a pair counts, 0 to 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vector512<float> Weight(int pair) => pair == 0 ? Vector512<float>.One : Lanes.Saturate((Count * 0.5f) - Vector512.Create((float)pair));

    /// <summary>What the weights of all samples make together.</summary>
    public readonly Vector512<float> Sum => Vector512.Max(Count, Vector512.Create(2f));

    private static Vector512<float> Length(Vector512<float> x, Vector512<float> y) => Vector512.Sqrt((x * x) + (y * y));
}
