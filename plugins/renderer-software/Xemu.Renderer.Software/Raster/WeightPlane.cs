using System.Runtime.Intrinsics;

namespace Xemu.Renderer.Software;

/// <summary>The weights of the first and third of three vertices, over the screen and before perspective; the second has the rest.</summary>
internal readonly struct WeightPlane
{
    private readonly double _x;
    private readonly double _y;
    private readonly double _first;
    private readonly double _third;

    private WeightPlane(double x, double y, double firstRight, double firstDown, double thirdRight, double thirdDown, bool isExact, double first = 0, double third = 0)
    {
        (_x, _y, _first, _third) = (x, y, first, third);
        (FirstRight, FirstDown) = (firstRight, firstDown);
        (ThirdRight, ThirdDown) = (thirdRight, thirdDown);
        IsExact = isExact;
    }

    /// <summary>How the first weight changes one pixel to the right.</summary>
    public double FirstRight { get; }

    /// <summary>How it changes one pixel down.</summary>
    public double FirstDown { get; }

    /// <summary>How the third weight changes one pixel to the right.</summary>
    public double ThirdRight { get; }

    /// <summary>How it changes one pixel down.</summary>
    public double ThirdDown { get; }

    /// <summary>Whether the reciprocals that make weights of these are exact in 24 bits.</summary>
    public bool IsExact { get; }

    /// <summary>The weights in a triangle; its area is not 0.</summary>
    public static WeightPlane OfTriangle(in RasterVertex a, in RasterVertex b, in RasterVertex c)
    {
        (double ax, double ay) = (Triangle.Snapped(a.X), Triangle.Snapped(a.Y));
        (double bx, double by) = (Triangle.Snapped(b.X), Triangle.Snapped(b.Y));
        (double cx, double cy) = (Triangle.Snapped(c.X), Triangle.Snapped(c.Y));
        double area = Triangle.AreaOf(ax, ay, bx, by, cx, cy);
        bool isExact = a.W == b.W && b.W == c.W && HasReciprocal(area);
        (double x, double y, double first, double third) = Math.Abs(bx) + Math.Abs(by) < Triangle.FixedRange
            ? (bx, by, 0, 0)
            : Triangle.IsNearer(ax, ay, cx, cy) ? (ax, ay, 1.0, 0.0) : (cx, cy, 0.0, 1.0);
        return new WeightPlane(x, y, (by - cy) / area, (cx - bx) / area, (ay - by) / area, (bx - ax) / area, isExact, first, third);
    }

    /// <summary>The weights in a square, of its upper left, upper right and lower right corner.</summary>
    public static WeightPlane OfSquare(double left, double top, double size) =>
        new(left + size, top, -1 / size, 0, 0, 1 / size, isExact: true);

    /// <summary>The weights along a line, from the second vertex to the third; the first has none. So half the way counts as in a triangle (nxdk_pgraph_tests, "Line width").</summary>
    /// <param name="a">The second vertex.</param>
    /// <param name="b">The third vertex.</param>
    public static WeightPlane OfLine(in RasterVertex a, in RasterVertex b)
    {
        (double fromX, double fromY) = (Triangle.Snapped(a.X), Triangle.Snapped(a.Y));
        (double x, double y) = (Triangle.Snapped(b.X) - fromX, Triangle.Snapped(b.Y) - fromY);
        double squared = (x * x) + (y * y);
        return new WeightPlane(fromX, fromY, 0, 0, x / squared, y / squared, HasReciprocal(squared));
    }

    /// <summary>The weights along a thin line, see <see cref="LineShape"/>.</summary>
    /// <param name="a">The second vertex.</param>
    /// <param name="b">The third vertex.</param>
    public static WeightPlane OfThinLine(in RasterVertex a, in RasterVertex b)
    {
        (double fromX, double fromY) = (Triangle.Snapped(a.X), Triangle.Snapped(a.Y));
        (double x, double y) = (Triangle.Snapped(b.X) - fromX, Triangle.Snapped(b.Y) - fromY);
        return Math.Abs(x) >= Math.Abs(y)
            ? new WeightPlane(fromX - (Math.Sign(x) * 0.5), fromY, 0, 0, 1 / x, 0, HasReciprocal(x))
            : new WeightPlane(fromX, fromY - (Math.Sign(y) * 0.5), 0, 0, 0, 1 / y, HasReciprocal(y));
    }

    /// <summary>The weights at a pixel's centre.</summary>
    public void At(int column, int row, out double first, out double third)
    {
        (double x, double y) = (column + 0.5 - _x, row + 0.5 - _y);
        first = _first + (x * FirstRight) + (y * FirstDown);
        third = _third + (x * ThirdRight) + (y * ThirdDown);
    }

    /// <summary>The weights at eight places.</summary>
    /// <param name="x">Pixels.</param>
    /// <param name="y">Pixels.</param>
    public (Vector512<double> First, Vector512<double> Third) At(Vector512<double> x, Vector512<double> y)
    {
        (x, y) = (x - Vector512.Create(_x), y - Vector512.Create(_y));
        return (
            Vector512.Create(_first) + (x * FirstRight) + (y * FirstDown),
            Vector512.Create(_third) + (x * ThirdRight) + (y * ThirdDown));
    }

    private static bool HasReciprocal(double area) => 1 / area == (float)(1 / area);
}
