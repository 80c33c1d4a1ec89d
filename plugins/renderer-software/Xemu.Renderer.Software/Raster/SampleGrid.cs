using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software;

/// <summary>Where on the screen the samples of a surface lie, and how much of a primitive they see.</summary>
/// <remarks>
/// <para>With one sample a pixel it is the centre. Of two, the left one is the pixel's upper left corner and the right one its centre (nxdk_pgraph_tests,
/// "Antialiasing tests": FBSurfaceWithCenterCorner2); four are those and the middles of the left and the upper side (the same, GPUAAWriteAfterCPUWrite).
/// Where pixels are drawn whole, all see the centre.</para>
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

        _hasCorners = mode == SampleMode.Two;
        (_pitchX, _offsetX) = mode == SampleMode.One ? (16, 8) : (8, 0);
        (_pitchY, _offsetY) = mode == SampleMode.Four ? (8, 0) : (16, 8);
    }

    /// <summary>Whether primitives are smoothed.</summary>
    public bool IsSmooth { get; }

    // Eighths of pixels, by column.
    private static ReadOnlySpan<sbyte> Rows => [-4, -1, 2, -3, 0, 3, -2, 1];

    /// <summary>Where a sample is, in sixteenths of pixels.</summary>
    public double X(int column) => ((column >> _shiftX) * _pitchX) + _offsetX;

    /// <summary>Where a sample is, in sixteenths of pixels.</summary>
    public double Y(int column, int row) => ((row >> _shiftY) * _pitchY) + (_hasCorners && (column & 1) == 0 ? 0 : _offsetY);

    /// <summary>The column of a sample near a place.</summary>
    public int ColumnOf(float pixels) => (int)(pixels * (16 / _pitchX)) << _shiftX;

    /// <summary>How many of the places around a sample are covered, of <see cref="PlaceCount"/>.</summary>
    /// <typeparam name="TShape">What covers them.</typeparam>
    public int Count<TShape>(in TShape shape, double x, double y)
        where TShape : struct, ICoverage
    {
        if (!IsSmooth)
        {
            return shape.Covers(x, y) ? PlaceCount : 0;
        }

        int count = 0;
        for (int i = 0; i < PlaceCount; i++)
        {
            count += shape.Covers(x + (2 * (i - 4)), y + (2 * Rows[i])) ? 1 : 0;
        }

        return count;
    }

    /// <summary>The samples that may see something of a box, given in sixteenths of pixels.</summary>
    public Rectangle Box(double left, double top, double right, double bottom) => new(
        Floor((left - _reach - _offsetX + _pitchX - 1) / _pitchX) << _shiftX,
        Floor((top - _reach - _offsetY + _pitchY - 1) / _pitchY) << _shiftY,
        Floor((right + _reach - _offsetX + _pitchX) / _pitchX) << _shiftX,
        Floor((bottom + _reach - (_hasCorners ? 0 : _offsetY) + _pitchY) / _pitchY) << _shiftY);

    private static int Floor(double value) => (int)Math.Clamp(Math.Floor(value), -Triangle.FixedRange, Triangle.FixedRange);
}
