namespace Xemu.Renderer.Software;

/// <summary>The weights of the first and third of three vertices, over the screen and before perspective; the second has the rest.</summary>
internal readonly struct WeightPlane
{
    /// <summary>A bit more than half a unit in the last of 24 bits of a weight from a quarter to a half.</summary>
    private const double WeightLoss = 1.25 / (1 << 26);

    private readonly double _x;
    private readonly double _y;

    private WeightPlane(double x, double y, double firstRight, double firstDown, double thirdRight, double thirdDown, double loss)
    {
        (_x, _y) = (x, y);
        (FirstRight, FirstDown) = (firstRight, firstDown);
        (ThirdRight, ThirdDown) = (thirdRight, thirdDown);
        Loss = loss;
    }

    /// <summary>How the first weight changes one pixel to the right.</summary>
    public double FirstRight { get; }

    /// <summary>How it changes one pixel down.</summary>
    public double FirstDown { get; }

    /// <summary>How the third weight changes one pixel to the right.</summary>
    public double ThirdRight { get; }

    /// <summary>How it changes one pixel down.</summary>
    public double ThirdDown { get; }

    /// <summary>What weights lack as they are multiplied by a reciprocal of the area that has 24 bits; nothing where that is exact.</summary>
    public double Loss { get; }

    /// <summary>The weights in a triangle; its area is not 0.</summary>
    public static WeightPlane OfTriangle(in RasterVertex a, in RasterVertex b, in RasterVertex c)
    {
        (double ax, double ay) = (Triangle.Snapped(a.X), Triangle.Snapped(a.Y));
        (double bx, double by) = (Triangle.Snapped(b.X), Triangle.Snapped(b.Y));
        (double cx, double cy) = (Triangle.Snapped(c.X), Triangle.Snapped(c.Y));
        double area = ((bx - ax) * (cy - ay)) - ((cx - ax) * (by - ay));
        return new WeightPlane(bx, by, (by - cy) / area, (cx - bx) / area, (ay - by) / area, (bx - ax) / area, a.W == b.W && b.W == c.W ? LossOf(area) : 0);
    }

    /// <summary>The weights in a square, of its upper left, upper right and lower right corner.</summary>
    public static WeightPlane OfSquare(double left, double top, double size) =>
        new(left + size, top, -1 / size, 0, 0, 1 / size, 0);

    /// <summary>The weights along a line, from the second vertex to the first; the third has none.</summary>
    public static WeightPlane OfLine(in RasterVertex a, in RasterVertex b)
    {
        (double fromX, double fromY) = (Triangle.Snapped(b.X), Triangle.Snapped(b.Y));
        (double x, double y) = (Triangle.Snapped(a.X) - fromX, Triangle.Snapped(a.Y) - fromY);
        double squared = (x * x) + (y * y);
        return new WeightPlane(fromX, fromY, x / squared, y / squared, 0, 0, LossOf(squared));
    }

    /// <summary>The weights along a thin line, see <see cref="LineShape"/>, from the second vertex to the first.</summary>
    public static WeightPlane OfThinLine(in RasterVertex a, in RasterVertex b)
    {
        (double fromX, double fromY) = (Triangle.Snapped(b.X), Triangle.Snapped(b.Y));
        (double x, double y) = (Triangle.Snapped(a.X) - fromX, Triangle.Snapped(a.Y) - fromY);
        return Math.Abs(x) >= Math.Abs(y)
            ? new WeightPlane(fromX - (Math.Sign(x) * 0.5), fromY, 1 / x, 0, 0, 0, LossOf(x))
            : new WeightPlane(fromX, fromY - (Math.Sign(y) * 0.5), 0, 1 / y, 0, 0, LossOf(y));
    }

    /// <summary>The weights at a pixel's centre.</summary>
    public void At(int column, int row, out double first, out double third) => AtPlace(column + 0.5, row + 0.5, out first, out third);

    /// <summary>The weights at a place.</summary>
    public void AtPlace(double x, double y, out double first, out double third)
    {
        (x, y) = (x - _x, y - _y);
        first = (x * FirstRight) + (y * FirstDown);
        third = (x * ThirdRight) + (y * ThirdDown);
    }

    private static double LossOf(double area)
    {
        double exact = 1 / Math.Abs(area);
        return exact == (float)exact ? 0 : WeightLoss;
    }
}
