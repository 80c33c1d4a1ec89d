using System.Runtime.Intrinsics;

namespace Xemu.Renderer.Software;

/// <summary>The weights of the first and third of three vertices, over the screen and before perspective; the second has the rest.</summary>
internal readonly struct WeightPlane
{
    private readonly double _x;
    private readonly double _y;

    private WeightPlane(double x, double y, double firstRight, double firstDown, double thirdRight, double thirdDown, bool isExact)
    {
        (_x, _y) = (x, y);
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
        double area = ((bx - ax) * (cy - ay)) - ((cx - ax) * (by - ay));
        return new WeightPlane(bx, by, (by - cy) / area, (cx - bx) / area, (ay - by) / area, (bx - ax) / area, a.W == b.W && b.W == c.W && HasReciprocal(area));
    }

    /// <summary>The weights along a line from the first vertex to the second; the third has none.</summary>
    public static WeightPlane OfLine(in RasterVertex a, in RasterVertex b)
    {
        (double x, double y) = ((double)a.X - b.X, (double)a.Y - b.Y);
        double squared = (x * x) + (y * y);
        return new WeightPlane(b.X, b.Y, x / squared, y / squared, 0, 0, HasReciprocal(squared));
    }

    /// <summary>The weights at a pixel's centre.</summary>
    public void At(int column, int row, out double first, out double third)
    {
        (double x, double y) = (column + 0.5 - _x, row + 0.5 - _y);
        first = (x * FirstRight) + (y * FirstDown);
        third = (x * ThirdRight) + (y * ThirdDown);
    }

    /// <summary>The weights at the centres of eight pixels beside each other.</summary>
    /// <param name="column">The leftmost.</param>
    /// <param name="row">Their row.</param>
    public (Vector512<double> First, Vector512<double> Third) At(int column, int row)
    {
        Vector512<double> x = Vector512.Create(0.0, 1, 2, 3, 4, 5, 6, 7) + Vector512.Create(column + 0.5) - Vector512.Create(_x);
        double y = row + 0.5 - _y;
        return ((x * FirstRight) + Vector512.Create(y * FirstDown), (x * ThirdRight) + Vector512.Create(y * ThirdDown));
    }

    private static bool HasReciprocal(double area) => 1 / area == (float)(1 / area);
}
