using System.Runtime.Intrinsics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software;

/// <summary>Where on the screen the samples of a surface lie, and how much of a primitive they see.</summary>
/// <remarks>
/// <para>With one sample a pixel it is the centre. Of two, the left one is the pixel's upper left corner and the right one its centre (nxdk_pgraph_tests,
/// "Antialiasing tests": FBSurfaceWithCenterCorner2); four are those and the middles of the left and the upper side (the same, GPUAAWriteAfterCPUWrite).
/// All are shaded in the centre ("Swath width"), and where pixels are drawn whole they also see it.</para>
/// <para>A smoothed primitive is looked for at eight places around a sample, no two of which share a row or a column; alpha is cut down to their share
/// (the same, "Smoothing control").</para>
/// </remarks>
internal readonly struct SampleGrid
{
    /// <summary>Places that a smoothed primitive is looked for at, around each sample.</summary>
    public const int PlaceCount = 8;

    /// <summary>How far from the sample those may be, in sixteenths of pixels.</summary>
    private const double Reach = 8;

    private readonly double _pitchX;
    private readonly double _pitchY;
    private readonly double _offsetX;
    private readonly double _offsetY;
    private readonly double _reach;
    private readonly bool _hasCorners;
    private readonly bool _isApart;
    private readonly int _shiftX;
    private readonly int _shiftY;

    /// <summary>Sets the grid up.</summary>
    /// <param name="mode">Samples of a pixel.</param>
    /// <param name="drawsWholePixels">Whether all samples of a pixel see the same.</param>
    /// <param name="isSmooth">Whether primitives are smoothed.</param>
    public SampleGrid(SampleMode mode, bool drawsWholePixels, bool isSmooth)
    {
        IsSmooth = isSmooth;
        _reach = isSmooth ? Reach : 0;
        (_pitchX, _offsetX, _pitchY, _offsetY) = (16, 8, 16, 8);
        if (drawsWholePixels)
        {
            (_shiftX, _shiftY) = (mode == SampleMode.One ? 0 : 1, mode == SampleMode.Four ? 1 : 0);
            return;
        }

        _isApart = mode != SampleMode.One;
        _hasCorners = mode == SampleMode.Two;
        (_pitchX, _offsetX) = mode == SampleMode.One ? (16, 8) : (8, 0);
        (_pitchY, _offsetY) = mode == SampleMode.Four ? (8, 0) : (16, 8);
    }

    /// <summary>Whether primitives are smoothed.</summary>
    public bool IsSmooth { get; }

    // Eighths of pixels, by column.
    private static ReadOnlySpan<sbyte> Rows => [-4, -1, 2, -3, 0, 3, -2, 1];

    /// <summary>The column of a sample near a place; of places beyond <see cref="Triangle.FixedRange"/> the last one on that side.</summary>
    public int ColumnOf(float pixels) => Floor(pixels * (16 / _pitchX)) << _shiftX;

    /// <summary>Where eight samples beside each other are, in sixteenths of pixels.</summary>
    /// <param name="column">The leftmost.</param>
    /// <param name="row">Their row.</param>
    public (Vector512<double> X, Vector512<double> Y) Places(int column, int row)
    {
        Vector512<double> columns = Vector512.Create(0.0, 1, 2, 3, 4, 5, 6, 7) + Vector512.Create((double)column);
        Vector512<double> x = (_shiftX == 0 ? columns : Vector512.Floor(columns * 0.5)) * _pitchX;
        Vector512<double> y = Vector512.Create((row >> _shiftY) * _pitchY);
        if (!_hasCorners)
        {
            return (x + Vector512.Create(_offsetX), y + Vector512.Create(_offsetY));
        }

        Vector512<double> isOdd = Vector512.Create(0.0, 1, 0, 1, 0, 1, 0, 1);
        return (x + Vector512.Create(_offsetX), y + (((column & 1) == 0 ? isOdd : Vector512<double>.One - isOdd) * _offsetY));
    }

    /// <summary>Where samples are shaded: a pixel's all in its centre.</summary>
    /// <param name="places">Where they are, in sixteenths of pixels.</param>
    public Vector512<double> Shading(Vector512<double> places) =>
        _isApart ? (Vector512.Floor(places * (1 / 16.0)) * 16) + Vector512.Create(8.0) : places;

    /// <summary>Which samples see a shape, a bit each.</summary>
    /// <typeparam name="TShape">The kind of shape.</typeparam>
    /// <param name="shape">The shape.</param>
    /// <param name="x">Where they are.</param>
    /// <param name="y">Where they are.</param>
    /// <param name="shares">Receives how many of the places around each are covered, of <see cref="PlaceCount"/>; only where primitives are smoothed.</param>
    public uint See<TShape>(in TShape shape, Vector512<double> x, Vector512<double> y, Span<int> shares)
        where TShape : struct, ICoverage
    {
        if (!IsSmooth)
        {
            return shape.Covers(x, y);
        }

        uint seen = 0;
        shares.Clear();
        for (int i = 0; i < PlaceCount; i++)
        {
            uint covered = shape.Covers(x + Vector512.Create(2.0 * (i - 4)), y + Vector512.Create(2.0 * Rows[i]));
            seen |= covered;
            for (uint left = covered; left != 0; left &= left - 1)
            {
                shares[Lanes.First(left)]++;
            }
        }

        return seen;
    }

    /// <summary>The samples of a row that may see something of a shape.</summary>
    /// <typeparam name="TShape">The kind of shape.</typeparam>
    /// <param name="shape">The shape.</param>
    /// <param name="box">Those of all rows.</param>
    /// <param name="row">The row.</param>
    /// <returns>A box that is some whole blocks less wide, and may be empty.</returns>
    public Rectangle BoxOfRow<TShape>(in TShape shape, Rectangle box, int row)
        where TShape : struct, ICoverage
    {
        double place = (row >> _shiftY) * _pitchY;
        (double left, double right) = shape.Span(place + (_hasCorners ? 0 : _offsetY) - _reach, place + _offsetY + _reach);
        int first = Floor((left - _reach - _offsetX) / _pitchX) << _shiftX;
        int end = (Floor((right + _reach - _offsetX) / _pitchX) + 2) << _shiftX;
        return new Rectangle(box.Left + (Math.Max(first - box.Left, 0) & -Lanes.Count), box.Top, Math.Min(end, box.Right), box.Bottom);
    }

    /// <summary>The samples that may see something of a box, given in sixteenths of pixels.</summary>
    public Rectangle Box(double left, double top, double right, double bottom) => new(
        Floor((left - _reach - _offsetX + _pitchX - 1) / _pitchX) << _shiftX,
        Floor((top - _reach - _offsetY + _pitchY - 1) / _pitchY) << _shiftY,
        Floor((right + _reach - _offsetX + _pitchX) / _pitchX) << _shiftX,
        Floor((bottom + _reach - (_hasCorners ? 0 : _offsetY) + _pitchY) / _pitchY) << _shiftY);

    private static int Floor(double value) => (int)Math.Clamp(Math.Floor(value), -Triangle.FixedRange, Triangle.FixedRange);
}
