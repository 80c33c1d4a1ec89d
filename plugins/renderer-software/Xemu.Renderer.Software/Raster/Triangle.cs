using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software;

/// <summary>A triangle in the rasterizer's fixed-point numbers: which pixels it covers.</summary>
/// <remarks>
/// <para>Window coordinates have four bits of fraction; further ones are cut off towards 0, which is why programs add 8.5/16 to theirs (nxdk, viewport
/// offset 0.53125). A pixel is covered when its centre lies inside, or on a left or upper edge.</para>
/// <para>Nothing is clipped at the eye. Where the signs of W differ, what is covered lies outside of the triangle on the screen: where all weights, each
/// divided by its W, are positive. When all are negative, the triangle is drawn as if they were not (nxdk_pgraph_tests, "W param").</para>
/// </remarks>
internal readonly struct Triangle : ICoverage
{
    /// <summary>Beyond this many pixels coordinates keep all their bits: their products would not fit.</summary>
    public const float FixedRange = 1 << 20;

    private readonly double _x0;
    private readonly double _y0;
    private readonly double _x1;
    private readonly double _y1;
    private readonly double _x2;
    private readonly double _y2;
    private readonly bool _isFlipped0;
    private readonly bool _isFlipped1;
    private readonly bool _isFlipped2;
    private readonly bool _isExact;

    /// <summary>Sets a triangle up.</summary>
    /// <param name="a">A corner.</param>
    /// <param name="b">A corner.</param>
    /// <param name="c">A corner.</param>
    public Triangle(in RasterVertex a, in RasterVertex b, in RasterVertex c)
    {
        (_x0, _y0) = (Snap(a.X), Snap(a.Y));
        (_x1, _y1) = (Snap(b.X), Snap(b.Y));
        (_x2, _y2) = (Snap(c.X), Snap(c.Y));
        Area = AreaOf(_x0, _y0, _x1, _y1, _x2, _y2);
        _isExact = IsExact(a) && IsExact(b) && IsExact(c);
        bool isBehind = a.IsBehind && b.IsBehind && c.IsBehind;
        (_isFlipped0, _isFlipped1, _isFlipped2) = (a.IsBehind && !isBehind, b.IsBehind && !isBehind, c.IsBehind && !isBehind);
    }

    /// <summary>Twice the area in squared sixteenths of pixels: above 0 when the vertices run clockwise on the screen, whose y points down. Not a number when there is none.</summary>
    public double Area { get; }

    /// <summary>Whether something may be covered.</summary>
    public bool Exists => Math.Abs(Area) > 0 && double.IsFinite(Area);

    private bool IsExternal => _isFlipped0 || _isFlipped1 || _isFlipped2;

    /// <inheritdoc/>
    public Rectangle Within(Rectangle area, in SampleGrid grid) => IsExternal
        ? WithinExternal(grid).Intersect(area)
        : grid.Box(Math.Min(_x0, Math.Min(_x1, _x2)), Math.Min(_y0, Math.Min(_y1, _y2)), Math.Max(_x0, Math.Max(_x1, _x2)), Math.Max(_y0, Math.Max(_y1, _y2)))
            .Intersect(area);

    /// <inheritdoc/>
    public (double Left, double Right) Span(double top, double bottom)
    {
        (double left, double right) = (double.NegativeInfinity, double.PositiveInfinity);
        if (_isExact)
        {
            Cut(_x1, _y1, _x2, _y2, _isFlipped0, top, bottom, ref left, ref right);
            Cut(_x2, _y2, _x0, _y0, _isFlipped1, top, bottom, ref left, ref right);
            Cut(_x0, _y0, _x1, _y1, _isFlipped2, top, bottom, ref left, ref right);
        }

        return (left, right);
    }

    /// <summary>A window coordinate as the rasterizer takes it.</summary>
    public static double Snapped(float pixels) => Snap(pixels) / 16;

    /// <inheritdoc/>
    public uint Covers(Vector512<double> x, Vector512<double> y) =>
        Covers(_x1, _y1, _x2, _y2, x, y, _isFlipped0) & Covers(_x2, _y2, _x0, _y0, x, y, _isFlipped1) & Covers(_x0, _y0, _x1, _y1, x, y, _isFlipped2);

    /// <summary>A window coordinate in sixteenths of pixels, as the rasterizer takes it.</summary>
    public static double Snap(float pixels) => MathF.Abs(pixels) < FixedRange ? (int)(pixels * 16f) : pixels * 16.0;

    /// <summary>Twice the area of a triangle, above 0 when it runs clockwise on the screen.</summary>
    /// <remarks>
    /// Corners whose W is about 0 lie up to 2^64 times as far away as others, and differences to them swallow those: they are taken from the corner that is
    /// nearest to the origin (nxdk_pgraph_tests, "W param": such triangles are drawn as strips without an end).
    /// </remarks>
    public static double AreaOf(double ax, double ay, double bx, double by, double cx, double cy)
    {
        if (IsNearer(bx, by, ax, ay) && IsNearer(bx, by, cx, cy))
        {
            return ((cx - bx) * (ay - by)) - ((ax - bx) * (cy - by));
        }

        return IsNearer(cx, cy, ax, ay)
            ? ((ax - cx) * (by - cy)) - ((bx - cx) * (ay - cy))
            : ((bx - ax) * (cy - ay)) - ((cx - ax) * (by - ay));
    }

    /// <summary>Whether a place is nearer to the origin than another one.</summary>
    public static bool IsNearer(double x, double y, double otherX, double otherY) => Math.Abs(x) + Math.Abs(y) < Math.Abs(otherX) + Math.Abs(otherY);

    private static bool IsExact(in RasterVertex vertex) => MathF.Abs(vertex.X) < FixedRange && MathF.Abs(vertex.Y) < FixedRange;

    /// <summary>
    /// The box of what lies before the eye: the corners there, and from each of them on the way away from those behind it, to where W is 0, which is at
    /// no end.
    /// </summary>
    private Rectangle WithinExternal(in SampleGrid grid)
    {
        ReadOnlySpan<(double X, double Y, bool IsBehind)> corners = [(_x0, _y0, _isFlipped0), (_x1, _y1, _isFlipped1), (_x2, _y2, _isFlipped2)];
        (double left, double top, double right, double bottom) = (double.PositiveInfinity, double.PositiveInfinity, double.NegativeInfinity, double.NegativeInfinity);
        foreach ((double x, double y, bool isBehind) in corners)
        {
            if (isBehind)
            {
                continue;
            }

            (left, right, top, bottom) = (Math.Min(left, x), Math.Max(right, x), Math.Min(top, y), Math.Max(bottom, y));
            foreach ((double farX, double farY, bool isOther) in corners)
            {
                if (isOther)
                {
                    (left, right) = (x < farX ? double.NegativeInfinity : left, x > farX ? double.PositiveInfinity : right);
                    (top, bottom) = (y < farY ? double.NegativeInfinity : top, y > farY ? double.PositiveInfinity : bottom);
                }
            }
        }

        return grid.Box(left, top, right, bottom);
    }

    /// <summary>Takes what lies outside of an edge off a span of rows.</summary>
    private void Cut(double ax, double ay, double bx, double by, bool isFlipped, double top, double bottom, ref double left, ref double right)
    {
        (double dx, double dy) = (bx - ax, by - ay);
        double side = Area > 0 == isFlipped ? -1 : 1;
        if (dy == 0)
        {
            bool isOutside = side * dx * (top - ay) < 0 && side * dx * (bottom - ay) < 0;
            right = isOutside ? double.NegativeInfinity : right;
            return;
        }

        (double one, double other) = (ax + ((top - ay) * dx / dy), ax + ((bottom - ay) * dx / dy));
        if (side * dy < 0)
        {
            left = Math.Max(left, Math.Min(one, other));
        }
        else
        {
            right = Math.Min(right, Math.Max(one, other));
        }
    }

    /// <summary>On which side of an edge places are, and on an edge: whether it is a left or an upper one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint Covers(double ax, double ay, double bx, double by, Vector512<double> x, Vector512<double> y, bool isFlipped)
    {
        (double dx, double dy) = (bx - ax, by - ay);
        (double nearX, double nearY) = IsNearer(ax, ay, bx, by) ? (ax, ay) : (bx, by);
        Vector512<double> edge = ((y - Vector512.Create(nearY)) * dx) - ((x - Vector512.Create(nearX)) * dy);
        bool isClockwise = Area > 0;
        bool takesEdge = isClockwise ? dy < 0 || (dy == 0 && dx > 0) : dy > 0 || (dy == 0 && dx < 0);
        return Lanes.Inside(isClockwise ? edge : -edge, takesEdge) ^ (isFlipped ? Lanes.Half : 0);
    }
}
