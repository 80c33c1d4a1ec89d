using System.Numerics;
using Xemu.Abstractions.Graphics;
using Xemu.Gpu.Vertices;

namespace Xemu.Renderer.Toolkit;

/// <summary>What is asked about polygons whose vertices are known.</summary>
internal static class PolygonShape
{
    /// <summary>Where a vertex lies: pixels, units of the depth buffer, and W.</summary>
    public static Vector4 PositionOf(in VertexResult vertex) => vertex[(int)VertexOutput.Position];

    /// <summary>Whether a vertex lies behind the eye; that of a zero counts by its sign.</summary>
    public static bool IsBehind(in VertexResult vertex) => float.IsNegative(PositionOf(vertex).W);

    /// <summary>Whether a polygon runs clockwise on the screen; each vertex behind the eye turns its triangles round.</summary>
    public static bool IsClockwise(ReadOnlySpan<VertexResult> polygon)
    {
        double sum = 0;
        for (int i = 1; i + 1 < polygon.Length; i++)
        {
            (Vector4 a, Vector4 b, Vector4 c) = (PositionOf(polygon[0]), PositionOf(polygon[i]), PositionOf(polygon[i + 1]));
            double area = (((double)b.X - a.X) * ((double)c.Y - a.Y)) - (((double)c.X - a.X) * ((double)b.Y - a.Y));
            bool isTurned = IsBehind(polygon[0]) ^ IsBehind(polygon[i]) ^ IsBehind(polygon[i + 1]);
            sum += isTurned ? -area : area;
        }

        return sum > 0;
    }

    /// <summary>The greatest change of depth from pixel to pixel, of the plane through the first three vertices.</summary>
    public static float SlopeOf(ReadOnlySpan<VertexResult> polygon)
    {
        (Vector4 ab, Vector4 ac) = (PositionOf(polygon[1]) - PositionOf(polygon[0]), PositionOf(polygon[2]) - PositionOf(polygon[0]));
        float area = (ab.X * ac.Y) - (ac.X * ab.Y);
        float right = ((ab.Z * ac.Y) - (ac.Z * ab.Y)) / area;
        float down = ((ac.Z * ab.X) - (ab.Z * ac.X)) / area;
        return area == 0 ? 0 : MathF.Max(MathF.Abs(right), MathF.Abs(down));
    }

    /// <summary>Whether no vertex reaches the depth range from one of its sides.</summary>
    public static bool IsOutOfDepth(ReadOnlySpan<VertexResult> vertices, DrawConstants constants)
    {
        (bool areNear, bool areFar) = (true, true);
        foreach (ref readonly VertexResult vertex in vertices)
        {
            float z = PositionOf(vertex).Z;
            areNear &= z < constants.DepthMin;
            areFar &= z > constants.DepthMax;
        }

        return areNear || areFar;
    }
}
