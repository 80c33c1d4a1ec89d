namespace Xemu.Renderer.Software;

/// <summary>What is asked about a polygon before it is drawn.</summary>
internal static class PolygonFacts
{
    /// <summary>Twice the signed area of a polygon in homogeneous coordinates: above 0 when it runs clockwise on the screen.</summary>
    public static double Orientation(ReadOnlySpan<RasterVertex> vertices, ReadOnlySpan<int> corners)
    {
        double sum = 0;
        for (int i = 1; i + 1 < corners.Length; i++)
        {
            ref readonly RasterVertex a = ref vertices[corners[0]];
            ref readonly RasterVertex b = ref vertices[corners[i]];
            ref readonly RasterVertex c = ref vertices[corners[i + 1]];
            double area = Triangle.AreaOf(a.X, a.Y, b.X, b.Y, c.X, c.Y);
            int behind = (a.IsBehind ? 1 : 0) + (b.IsBehind ? 1 : 0) + (c.IsBehind ? 1 : 0);
            sum += (behind & 1) != 0 ? -area : area;
        }

        return sum;
    }

    /// <summary>The greatest change of depth from pixel to pixel.</summary>
    public static float Slope(ReadOnlySpan<RasterVertex> polygon)
    {
        if (polygon.Length < 3)
        {
            return 0;
        }

        (RasterVertex a, RasterVertex b, RasterVertex c) = (polygon[0], polygon[1], polygon[2]);
        float area = ((b.X - a.X) * (c.Y - a.Y)) - ((c.X - a.X) * (b.Y - a.Y));
        if (area == 0)
        {
            return 0;
        }

        float dx = (((b.Z - a.Z) * (c.Y - a.Y)) - ((c.Z - a.Z) * (b.Y - a.Y))) / area;
        float dy = (((c.Z - a.Z) * (b.X - a.X)) - ((b.Z - a.Z) * (c.X - a.X))) / area;
        return MathF.Max(MathF.Abs(dx), MathF.Abs(dy));
    }
}
