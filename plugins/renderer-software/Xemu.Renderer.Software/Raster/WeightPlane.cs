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

    /// <summary>The weights along a line from the first vertex to the second; the third has none.</summary>
    public static WeightPlane OfLine(in RasterVertex a, in RasterVertex b)
    {
        (double x, double y) = ((double)a.X - b.X, (double)a.Y - b.Y);
        double squared = (x * x) + (y * y);
        return new WeightPlane(b.X, b.Y, x / squared, y / squared, 0, 0, LossOf(squared));
    }

    /// <summary>The weights at a pixel's centre.</summary>
    public void At(int column, int row, out double first, out double third)
    {
        (double x, double y) = (column + 0.5 - _x, row + 0.5 - _y);
        first = (x * FirstRight) + (y * FirstDown);
        third = (x * ThirdRight) + (y * ThirdDown);
    }

    private static double LossOf(double area)
    {
        double exact = 1 / Math.Abs(area);
        return exact == (float)exact ? 0 : WeightLoss;
    }
}
