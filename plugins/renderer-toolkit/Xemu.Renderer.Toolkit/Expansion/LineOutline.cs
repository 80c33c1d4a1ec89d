using System.Numerics;

namespace Xemu.Renderer.Toolkit;

/// <summary>The area of a line as a convex polygon.</summary>
/// <remarks>
/// The common line is a rectangle around it whose length the chip takes for the longer side and half of the shorter one, and whose corners are cut off where
/// they stand out of the pixels that hold the ends, moved by half of the width in whole pixels. A thin line has a pixel in each column, or in each row when it
/// is steep: its ends are upright or flat, and it begins and ends half a pixel early. Sources: renderer-software's README (photographs of the console).
/// </remarks>
internal static class LineOutline
{
    /// <summary>Corners that there are at most: four, and one more for each side of the box that cuts them.</summary>
    public const int MaxCorners = 8;

    /// <summary>Sixteenths of pixels that a line without an end is drawn beyond the origin: more than any surface has.</summary>
    private const double Endless = 1 << 17;

    /// <summary>Makes the outline.</summary>
    /// <param name="a">The first end: pixels, and W.</param>
    /// <param name="b">The last end.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="isThin">See the remarks.</param>
    /// <param name="corners">Receives the corners, in order; <see cref="MaxCorners"/> of them fit.</param>
    /// <returns>How many corners there are; 0 where nothing is covered.</returns>
    public static int Make(Vector4 a, Vector4 b, float width, bool isThin, Span<OutlineCorner> corners)
    {
        (double x, double y) = (WindowPlace.Snap(a.X), WindowPlace.Snap(a.Y));
        (double dx, double dy) = (WindowPlace.Snap(b.X) - x, WindowPlace.Snap(b.Y) - y);
        if ((dx == 0 && dy == 0) || !double.IsFinite(x + y + dx + dy) || width is not (> 0 and < float.PositiveInfinity))
        {
            return 0;
        }

        double longer = Math.Max(Math.Abs(dx), Math.Abs(dy));
        double endless = (Endless + Math.Abs(x) + Math.Abs(dx) + Math.Abs(y) + Math.Abs(dy)) / longer;
        (double from, double to) = (float.IsNegative(a.W), float.IsNegative(b.W)) switch
        {
            // One of its ends is behind the eye: it runs from the other one away from that.
            (true, false) => (1.0, 1 + endless),
            (false, true) => (-endless, 0.0),
            _ => (0.0, 1.0),
        };
        (double sideX, double sideY) = isThin ? ThinSide(dx, dy, width) : WideSide(dx, dy, width);
        (double lag, double lagX, double lagY) = isThin ? (8 / longer, dx, dy) : (0, 0.0, 0.0);
        for (int i = 0; i < 4; i++)
        {
            double along = i is 0 or 3 ? from : to;
            double sign = i < 2 ? 1 : -1;
            corners[i] = new OutlineCorner(x + (along * dx) - (lag * lagX) + (sign * sideX), y + (along * dy) - (lag * lagY) + (sign * sideY), along);
        }

        if (from < 0 || to > 1)
        {
            return 4;
        }

        double half = Math.Ceiling(width / 2) * 16;
        return Cut(corners, PixelOf(x + Math.Min(dx, 0) - half), PixelOf(y + Math.Min(dy, 0) - half), PixelOf(x + Math.Max(dx, 0) + half) + 16, PixelOf(y + Math.Max(dy, 0) + half) + 16);
    }

    /// <summary>From the line to its one side, at a right angle to it.</summary>
    private static (double X, double Y) WideSide(double dx, double dy, float width)
    {
        (double across, double down) = (Math.Abs(dx), Math.Abs(dy));
        double length = Math.Max(across, down) + (Math.Min(across, down) / 2);
        double part = width * 8 * length / ((dx * dx) + (dy * dy));
        return (-dy * part, dx * part);
    }

    /// <summary>From the line to its one side, straight up or straight across.</summary>
    private static (double X, double Y) ThinSide(double dx, double dy, float width) => Math.Abs(dx) >= Math.Abs(dy) ? (0, width * 8) : (width * 8, 0);

    private static int Cut(Span<OutlineCorner> corners, double left, double top, double right, double bottom)
    {
        int count = Cut(corners, 4, static (c, least) => c.X - least, left);
        count = Cut(corners, count, static (c, most) => most - c.X, right);
        count = Cut(corners, count, static (c, least) => c.Y - least, top);
        return Cut(corners, count, static (c, most) => most - c.Y, bottom);
    }

    /// <summary>Cuts off what lies beyond an edge.</summary>
    private static int Cut(Span<OutlineCorner> corners, int count, Func<OutlineCorner, double, double> inside, double edge)
    {
        Span<OutlineCorner> before = stackalloc OutlineCorner[MaxCorners];
        corners[..count].CopyTo(before);
        int made = 0;
        for (int i = 0; i < count; i++)
        {
            (OutlineCorner from, OutlineCorner to) = (before[i], before[(i + 1) % count]);
            (double fromInside, double toInside) = (inside(from, edge), inside(to, edge));
            if (fromInside >= 0)
            {
                corners[made++] = from;
            }

            if ((fromInside < 0) != (toInside < 0))
            {
                corners[made++] = OutlineCorner.Between(from, to, fromInside / (fromInside - toInside));
            }
        }

        return made;
    }

    private static double PixelOf(double sixteenths) => Math.Floor(sixteenths / 16) * 16;
}
