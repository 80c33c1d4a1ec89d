using System.Runtime.Intrinsics;

namespace Xemu.Renderer.Software;

/// <summary>The weights of the first and third of three vertices, over the screen and before perspective; the second has the rest.</summary>
internal readonly struct WeightPlane
{
    /// <summary>More than a reciprocal of 24 bits lacks, so that products and their sums here lack something, too.</summary>
    private const double Shortfall = 1.0 / (1 << 20);

    private readonly double _x;
    private readonly double _y;
    private readonly double _first;
    private readonly double _third;

    private WeightPlane(double x, double y, double firstRight, double firstDown, double thirdRight, double thirdDown, bool hasExactArea, bool isExact, double first = 0, double third = 0)
    {
        (_x, _y, _first, _third) = (x, y, first, third);
        (FirstRight, FirstDown) = (firstRight, firstDown);
        (ThirdRight, ThirdDown) = (thirdRight, thirdDown);
        HasExactArea = hasExactArea;
        IsExact = isExact && hasExactArea;
    }

    /// <summary>How the first weight changes one pixel to the right.</summary>
    public double FirstRight { get; }

    /// <summary>How it changes one pixel down.</summary>
    public double FirstDown { get; }

    /// <summary>How the third weight changes one pixel to the right.</summary>
    public double ThirdRight { get; }

    /// <summary>How it changes one pixel down.</summary>
    public double ThirdDown { get; }

    /// <summary>Whether the second vertex is so far away that the rest of 1 does not say how much it counts.</summary>
    public bool IsSecondFar { get; private init; }

    /// <summary>Whether they are those of a triangle none of whose vertices is far away.</summary>
    public bool IsOfNearTriangle { get; private init; }

    /// <summary>How the weight of a second vertex that is far away changes one pixel to the right.</summary>
    private double SecondRight { get; init; }

    /// <summary>How it changes one pixel down.</summary>
    private double SecondDown { get; init; }

    /// <summary>Whether the reciprocal of the area is exact in 24 bits.</summary>
    public bool HasExactArea { get; }

    /// <summary>Whether all reciprocals that make weights with perspective of these are.</summary>
    public bool IsExact { get; }

    /// <summary>The weights in a triangle; its area is not 0.</summary>
    public static WeightPlane OfTriangle(in RasterVertex a, in RasterVertex b, in RasterVertex c)
    {
        (double ax, double ay) = (Triangle.Snapped(a.X), Triangle.Snapped(a.Y));
        (double bx, double by) = (Triangle.Snapped(b.X), Triangle.Snapped(b.Y));
        (double cx, double cy) = (Triangle.Snapped(c.X), Triangle.Snapped(c.Y));
        double area = Triangle.AreaOf(ax, ay, bx, by, cx, cy);
        bool isFlat = a.W == b.W && b.W == c.W;
        bool isSecondFar = Math.Abs(bx) + Math.Abs(by) >= Triangle.FixedRange;
        (double x, double y, double first, double third) = !isSecondFar
            ? (bx, by, 0, 0)
            : Triangle.IsNearer(ax, ay, cx, cy) ? (ax, ay, 1.0, 0.0) : (cx, cy, 0.0, 1.0);
        return new WeightPlane(x, y, (by - cy) / area, (cx - bx) / area, (ay - by) / area, (bx - ax) / area, HasReciprocal(area), isFlat, first, third)
        {
            IsSecondFar = isSecondFar,
            IsOfNearTriangle = !isSecondFar && Math.Abs(ax) + Math.Abs(ay) < Triangle.FixedRange && Math.Abs(cx) + Math.Abs(cy) < Triangle.FixedRange,
            SecondRight = (cy - ay) / area,
            SecondDown = (ax - cx) / area,
        };
    }

    /// <summary>The weights in a square, of its upper left, upper right and lower right corner.</summary>
    /// <remarks>
    /// They are measured from its middle, by a reciprocal that is a little too small where 24 bits do not hold it: texels of sprites begin a pixel late in
    /// the right and the lower half where their edge and a pixel's centre meet (nxdk_pgraph_tests, "Point params": squares of 24, 40 and other sizes).
    /// </remarks>
    public static WeightPlane OfSquare(double left, double top, double size)
    {
        double reciprocal = HasReciprocal(size) ? 1 / size : (1 - Shortfall) / size;
        return new WeightPlane(left + (size / 2), top + (size / 2), -reciprocal, 0, 0, reciprocal, hasExactArea: true, isExact: true, first: 0.5, third: 0.5);
    }

    /// <summary>The weights along a line, from the second vertex to the third; the first has none. So half the way counts as in a triangle (nxdk_pgraph_tests, "Line width").</summary>
    /// <param name="a">The second vertex.</param>
    /// <param name="b">The third vertex.</param>
    public static WeightPlane OfLine(in RasterVertex a, in RasterVertex b)
    {
        (double fromX, double fromY) = (Triangle.Snapped(a.X), Triangle.Snapped(a.Y));
        (double x, double y) = (Triangle.Snapped(b.X) - fromX, Triangle.Snapped(b.Y) - fromY);
        double squared = (x * x) + (y * y);
        return new WeightPlane(fromX, fromY, 0, 0, x / squared, y / squared, HasReciprocal(squared), isExact: true);
    }

    /// <summary>The weights along a thin line, see <see cref="LineShape"/>.</summary>
    /// <param name="a">The second vertex.</param>
    /// <param name="b">The third vertex.</param>
    public static WeightPlane OfThinLine(in RasterVertex a, in RasterVertex b)
    {
        (double fromX, double fromY) = (Triangle.Snapped(a.X), Triangle.Snapped(a.Y));
        (double x, double y) = (Triangle.Snapped(b.X) - fromX, Triangle.Snapped(b.Y) - fromY);
        return Math.Abs(x) >= Math.Abs(y)
            ? new WeightPlane(fromX - (Math.Sign(x) * 0.5), fromY, 0, 0, 1 / x, 0, HasReciprocal(x), isExact: true)
            : new WeightPlane(fromX, fromY - (Math.Sign(y) * 0.5), 0, 0, 0, 1 / y, HasReciprocal(y), isExact: true);
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

    /// <summary>The weight of a second vertex that is far away, at eight places: none at the vertex from which places are measured.</summary>
    /// <param name="x">Pixels.</param>
    /// <param name="y">Pixels.</param>
    public Vector512<double> FarSecondAt(Vector512<double> x, Vector512<double> y) =>
        ((x - Vector512.Create(_x)) * SecondRight) + ((y - Vector512.Create(_y)) * SecondDown);

    private static bool HasReciprocal(double area) => 1 / area == (float)(1 / area);
}
