using System.Runtime.Intrinsics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software;

/// <summary>The area of a line.</summary>
/// <remarks>
/// <para>Its ends are cut off to sixteenths of pixels, and all that follows is exact. Places on an edge are covered when that is a right one, or an upper
/// one that lies flat.</para>
/// <para>The common line is a rectangle around it. The chip has no square root: it takes the length for the longer side and half of the shorter one, so that
/// slanted lines are up to an eighth too wide (nxdk_pgraph_tests, "Line width", and "Smoothing control" for smooth ones). Corners that stand out of the
/// pixels that hold the ends, moved by half of the width in whole pixels, are cut off.</para>
/// <para>A thin line has a pixel in each column, or in each row when it is steep, from the pixel that holds its first end up to the one that holds its last,
/// which is left out; so it is half a pixel behind, and its ends are upright or flat (the same, "Smoothing control" and "3D primitive"). Wide ones of that
/// kind are not on any picture.</para>
/// </remarks>
internal readonly struct LineShape : ICoverage
{
    private readonly double _x;
    private readonly double _y;
    private readonly double _dx;
    private readonly double _dy;
    private readonly double _alongX;
    private readonly double _alongY;
    private readonly double _least;
    private readonly double _most;
    private readonly double _side;
    private readonly double _left;
    private readonly double _top;
    private readonly double _right;
    private readonly double _bottom;

    /// <summary>Sets a line up.</summary>
    /// <param name="a">Its first end.</param>
    /// <param name="b">Its last end.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="isThin">See the remarks.</param>
    public LineShape(in RasterVertex a, in RasterVertex b, float width, bool isThin)
    {
        (_x, _y) = (Triangle.Snap(a.X), Triangle.Snap(a.Y));
        (_dx, _dy) = (Triangle.Snap(b.X) - _x, Triangle.Snap(b.Y) - _y);
        (double across, double down) = (Math.Abs(_dx), Math.Abs(_dy));
        double longer = Math.Max(across, down);
        if (isThin)
        {
            (_alongX, _alongY) = across >= down ? (Direction(_dx), 0.0) : (0.0, Direction(_dy));
            (_least, _most) = (-8, longer - 8);
            _side = width * 8 * longer;
        }
        else
        {
            double length = longer + (Math.Min(across, down) / 2);
            (_alongX, _alongY) = (_dx, _dy);
            (_least, _most) = (0, (_dx * _dx) + (_dy * _dy));
            _side = width * 8 * length;
        }

        double half = Math.Ceiling(width / 2) * 16;
        (_left, _right) = (PixelOf(_x + Math.Min(_dx, 0) - half), PixelOf(_x + Math.Max(_dx, 0) + half) + 16);
        (_top, _bottom) = (PixelOf(_y + Math.Min(_dy, 0) - half), PixelOf(_y + Math.Max(_dy, 0) + half) + 16);
        if (a.IsBehind != b.IsBehind)
        {
            // One of its ends is behind the eye: it runs from the other one away from that.
            (_left, _top, _right, _bottom) = (double.NegativeInfinity, double.NegativeInfinity, double.PositiveInfinity, double.PositiveInfinity);
            (_least, _most) = a.IsBehind ? (_most, double.PositiveInfinity) : (double.NegativeInfinity, _least);
        }
    }

    /// <summary>Whether something may be covered.</summary>
    public bool Exists => (_dx != 0 || _dy != 0) && double.IsFinite(_side) && double.IsFinite(_x) && double.IsFinite(_y);

    /// <inheritdoc/>
    public uint Covers(Vector512<double> x, Vector512<double> y)
    {
        uint box = Within(x, _left, _right) & Within(y, _top, _bottom);
        (x, y) = (x - Vector512.Create(_x), y - Vector512.Create(_y));
        Vector512<double> along = (x * _alongX) + (y * _alongY);
        Vector512<double> beside = (y * _dx) - (x * _dy);
        return box & Inside(along - Vector512.Create(_least), _alongX, _alongY)
            & Inside(Vector512.Create(_most) - along, -_alongX, -_alongY)
            & Inside(Vector512.Create(_side) - beside, _dy, -_dx)
            & Inside(Vector512.Create(_side) + beside, -_dy, _dx);
    }

    /// <inheritdoc/>
    public Rectangle Within(Rectangle area, in SampleGrid grid) =>
        double.IsInfinity(_left) ? area : grid.Box(_left, _top, _right, _bottom).Intersect(area);

    /// <inheritdoc/>
    public (double Left, double Right) Span(double top, double bottom)
    {
        if (_dy == 0 || !(Math.Abs(_x) + Math.Abs(_y) + Math.Abs(_dx) + Math.Abs(_dy) < 16 * Triangle.FixedRange))
        {
            return (double.NegativeInfinity, double.PositiveInfinity);
        }

        (double one, double other) = (_x + ((top - _y) * _dx / _dy), _x + ((bottom - _y) * _dx / _dy));
        double half = Math.Abs(_side / _dy);
        return (Math.Min(one, other) - half, Math.Max(one, other) + half);
    }

    private static double PixelOf(double sixteenths) => Math.Floor(sixteenths / 16) * 16;

    private static uint Within(Vector512<double> places, double least, double end) =>
        Lanes.Inside(places - Vector512.Create(least), takesEdge: true) & Lanes.Inside(Vector512.Create(end) - places, takesEdge: false);

    private static double Direction(double difference) => difference > 0 ? 1 : -1;

    /// <summary>On which side of an edge places are, and on an edge: whether it is a right or an upper one.</summary>
    /// <param name="inside">Above 0 inside.</param>
    /// <param name="inwardX">To which side that grows.</param>
    /// <param name="inwardY">To which side that grows.</param>
    private static uint Inside(Vector512<double> inside, double inwardX, double inwardY) =>
        Lanes.Inside(inside, takesEdge: inwardX < 0 || (inwardX == 0 && inwardY > 0));
}
