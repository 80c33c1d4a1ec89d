using System.Runtime.Intrinsics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software;

/// <summary>The area of a point: a square around a place that is cut off to sixteenths of pixels.</summary>
/// <remarks>
/// A place is covered when its distance from the left and upper edge, over the size, is from 0 to below 1. The reciprocal of the size is a little too small
/// where 24 bits do not hold it, so that the right and lower edges count but for sizes that are powers of two: around whole coordinates a point of 3 has
/// 4 by 4 pixels and one of 63 has 64 by 64. Where pixels are drawn whole, the upper and the right edge count instead, as those of lines do ("Smoothing
/// control"). A point without a size is the pixel that holds its place (nxdk_pgraph_tests, "Point size" and "ZPass pixel
/// count").
/// </remarks>
internal readonly struct PointShape : ICoverage
{
    /// <summary>Sizes have nine bits, three of them of fraction; what is finer is cut off (nxdk_pgraph_tests, "Point params").</summary>
    private const float MostEighths = 0x1FF;

    private readonly double _left;
    private readonly double _top;
    private readonly double _size;
    private readonly bool _hasLeft;
    private readonly bool _hasRight;
    private readonly bool _hasBottom;

    /// <summary>Sets a point up.</summary>
    /// <param name="center">The vertex.</param>
    /// <param name="size">Pixels.</param>
    /// <param name="drawsWholePixels">See <see cref="PipelineState.DrawsWholePixels"/>.</param>
    public PointShape(in RasterVertex center, float size, bool drawsWholePixels)
    {
        (double x, double y) = (Triangle.Snap(center.X), Triangle.Snap(center.Y));
        size = size > 0 ? MathF.Min(MathF.Floor(size * 8), MostEighths) / 8 : 0;
        bool isPixel = size == 0;
        _size = isPixel ? 16 : size * 16.0;
        (_left, _top) = isPixel ? (Math.Floor(x / 16) * 16, Math.Floor(y / 16) * 16) : (x - (_size / 2), y - (_size / 2));
        bool hasFarEdges = !isPixel && !float.IsPow2(size);
        (_hasLeft, _hasRight, _hasBottom) = drawsWholePixels && !isPixel ? (false, true, false) : (true, hasFarEdges, hasFarEdges);
    }

    /// <summary>Whether something may be covered.</summary>
    public bool Exists => double.IsFinite(_left) && double.IsFinite(_top) && _size > 0 && double.IsFinite(_size);

    /// <summary>How its corners count.</summary>
    public WeightPlane Weights => WeightPlane.OfSquare(_left / 16, _top / 16, _size / 16);

    /// <inheritdoc/>
    public uint Covers(Vector512<double> x, Vector512<double> y)
    {
        (x, y) = (x - Vector512.Create(_left), y - Vector512.Create(_top));
        Vector512<double> size = Vector512.Create(_size);
        return Lanes.Inside(x, _hasLeft) & Lanes.Inside(size - x, _hasRight) & Lanes.Inside(y, takesEdge: true) & Lanes.Inside(size - y, _hasBottom);
    }

    /// <inheritdoc/>
    public Rectangle Within(Rectangle area, in SampleGrid grid) => grid.Box(_left - 1, _top - 1, _left + _size + 1, _top + _size + 1).Intersect(area);

    /// <inheritdoc/>
    public (double Left, double Right) Span(double top, double bottom) => (double.NegativeInfinity, double.PositiveInfinity);
}
