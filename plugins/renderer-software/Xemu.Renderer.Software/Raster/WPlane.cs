namespace Xemu.Renderer.Software;

/// <summary>W over the screen between three vertices.</summary>
internal readonly struct WPlane
{
    private readonly WeightPlane _weights;
    private readonly double _first;
    private readonly double _second;
    private readonly double _third;

    /// <summary>Between vertices.</summary>
    /// <param name="weights">How they count.</param>
    /// <param name="a">The first vertex.</param>
    /// <param name="b">The second vertex.</param>
    /// <param name="c">The third vertex.</param>
    public WPlane(in WeightPlane weights, in RasterVertex a, in RasterVertex b, in RasterVertex c)
    {
        _weights = weights;
        (_first, _second, _third) = (1.0 / a.W, 1.0 / b.W, 1.0 / c.W);
    }

    /// <summary>W at a pixel's centre.</summary>
    public double At(int column, int row)
    {
        _weights.At(column, row, out double first, out double third);
        return 1 / (_second + (first * (_first - _second)) + (third * (_third - _second)));
    }
}
