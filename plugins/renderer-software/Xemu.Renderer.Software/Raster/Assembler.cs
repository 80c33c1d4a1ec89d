using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software;

/// <summary>Makes primitives of vertices. The vertex that a flat colour comes from is the last of each primitive, or the first where the state says so.</summary>
/// <remarks>Of quads it is the last one always, and of a polygon the first: so pictures of the console have it (nxdk_pgraph_tests, "Shade model").</remarks>
internal static class Assembler
{
    /// <summary>Hands each primitive on.</summary>
    /// <param name="call">The draw.</param>
    /// <param name="raster">Who draws.</param>
    /// <param name="target">Where.</param>
    public static void Run(DrawCall call, Rasterizer raster, in DrawTarget target)
    {
        ReadOnlySpan<int> v = call.Indices.AsSpan(0, call.IndexCount);
        switch (call.Primitive)
        {
            case Primitive.Points:
                for (int i = 0; i < v.Length; i++)
                {
                    raster.Point(target, v[i]);
                }

                break;
            case Primitive.Lines:
                Lines(raster, target, v, 2);
                break;
            case Primitive.LineStrip:
            case Primitive.LineLoop:
                Lines(raster, target, v, 1);
                if (call.Primitive == Primitive.LineLoop && v.Length > 2)
                {
                    raster.Line(target, v[^1], v[0]);
                }

                break;
            default:
                Polygons(call, raster, target, v);
                break;
        }
    }

    private static void Lines(Rasterizer raster, in DrawTarget target, ReadOnlySpan<int> v, int step)
    {
        for (int i = 0; i + 1 < v.Length; i += step)
        {
            raster.Line(target, v[i], v[i + 1]);
        }
    }

    private static void Polygons(DrawCall call, Rasterizer raster, in DrawTarget target, ReadOnlySpan<int> v)
    {
        bool isFirst = call.State.IsFirstProvoking;
        switch (call.Primitive)
        {
            case Primitive.Triangles:
                for (int i = 0; i + 2 < v.Length; i += 3)
                {
                    raster.Polygon(target, v.Slice(i, 3), isFirst ? v[i] : v[i + 2]);
                }

                break;
            case Primitive.TriangleStrip:
                for (int i = 0; i + 2 < v.Length; i++)
                {
                    int odd = i & 1;
                    raster.Polygon(target, [v[i + odd], v[i + 1 - odd], v[i + 2]], isFirst ? v[i] : v[i + 2]);
                }

                break;
            case Primitive.TriangleFan:
                for (int i = 1; i + 1 < v.Length; i++)
                {
                    raster.Polygon(target, [v[0], v[i], v[i + 1]], isFirst ? v[i] : v[i + 1]);
                }

                break;
            case Primitive.Quads:
                for (int i = 0; i + 3 < v.Length; i += 4)
                {
                    raster.Polygon(target, v.Slice(i, 4), v[i + 3]);
                }

                break;
            case Primitive.QuadStrip:
                for (int i = 0; i + 3 < v.Length; i += 2)
                {
                    raster.Polygon(target, [v[i + 2], v[i], v[i + 1], v[i + 3]], v[i + 3], isOfQuadStrip: true);
                }

                break;
            case Primitive.Polygon when v.Length > 2 && call.State is { FrontMode: PolygonMode.Fill, BackMode: PolygonMode.Fill }:
                // Each triangle of the fan has a side of its own. Source: photographs of the console (a polygon that turns back on itself, without its back sides).
                for (int i = 1; i + 1 < v.Length; i++)
                {
                    raster.Polygon(target, [v[0], v[i], v[i + 1]], v[0]);
                }

                break;
            case Primitive.Polygon when v.Length > 2:
                raster.Polygon(target, v, v[0]);
                break;
        }
    }
}
