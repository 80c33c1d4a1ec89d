namespace Xemu.Renderer.Software;

/// <summary>A triangle in the rasterizer's fixed-point numbers: which pixels it covers.</summary>
/// <remarks>
/// Window coordinates have four bits of fraction; further ones are cut off towards 0, which is why programs add 8.5/16 to theirs (nxdk, viewport offset 0.53125). A pixel is covered when
/// its centre lies inside, or on a left or upper edge.
/// </remarks>
internal readonly struct Triangle
{
    private readonly long _x0;
    private readonly long _y0;
    private readonly long _x1;
    private readonly long _y1;
    private readonly long _x2;
    private readonly long _y2;

    /// <summary>Sets a triangle up.</summary>
    public Triangle(in RasterVertex a, in RasterVertex b, in RasterVertex c)
    {
        (_x0, _y0) = (Snap(a.X), Snap(a.Y));
        (_x1, _y1) = (Snap(b.X), Snap(b.Y));
        (_x2, _y2) = (Snap(c.X), Snap(c.Y));
        Area = ((_x1 - _x0) * (_y2 - _y0)) - ((_x2 - _x0) * (_y1 - _y0));
    }

    /// <summary>Twice the area in squared sixteenths of pixels: above 0 when the vertices run clockwise on the screen, whose y points down.</summary>
    public long Area { get; }

    /// <summary>First column with a covered centre.</summary>
    public int Left => (int)((Math.Min(_x0, Math.Min(_x1, _x2)) + 7) >> 4);

    /// <summary>Column after the last.</summary>
    public int Right => (int)((Math.Max(_x0, Math.Max(_x1, _x2)) + 8) >> 4);

    /// <summary>First row.</summary>
    public int Top => (int)((Math.Min(_y0, Math.Min(_y1, _y2)) + 7) >> 4);

    /// <summary>Row after the last.</summary>
    public int Bottom => (int)((Math.Max(_y0, Math.Max(_y1, _y2)) + 8) >> 4);

    /// <summary>A window coordinate as the rasterizer takes it.</summary>
    public static double Snapped(float pixels) => MathF.Abs(pixels) < Clipper.Guard ? Snap(pixels) / 16.0 : pixels;

    /// <summary>Whether a pixel is covered.</summary>
    public bool Covers(int column, int row)
    {
        long x = (column * 16L) + 8;
        long y = (row * 16L) + 8;
        return IsIn(Edge(_x1, _y1, _x2, _y2, x, y), _x2 - _x1, _y2 - _y1)
            && IsIn(Edge(_x2, _y2, _x0, _y0, x, y), _x0 - _x2, _y0 - _y2)
            && IsIn(Edge(_x0, _y0, _x1, _y1, x, y), _x1 - _x0, _y1 - _y0);
    }

    private static long Snap(float pixels) => (long)(pixels * 16f);

    private static long Edge(long ax, long ay, long bx, long by, long x, long y) => ((bx - ax) * (y - ay)) - ((by - ay) * (x - ax));

    /// <summary>On which side of an edge, and on an edge: whether it is a left or an upper one.</summary>
    private bool IsIn(long edge, long dx, long dy)
    {
        if (edge == 0)
        {
            bool clockwise = Area > 0;
            return clockwise ? dy < 0 || (dy == 0 && dx > 0) : dy > 0 || (dy == 0 && dx < 0);
        }

        return (edge > 0) == (Area > 0);
    }
}
