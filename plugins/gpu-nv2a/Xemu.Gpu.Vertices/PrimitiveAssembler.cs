using Xemu.Abstractions.Graphics;

namespace Xemu.Gpu.Vertices;

/// <summary>Makes primitives of vertices. The vertex that a flat colour comes from is the last of each primitive, or the first where the state says so.</summary>
/// <remarks>Of quads it is the last one always, and of a polygon the first: so pictures of the console have it (nxdk_pgraph_tests, "Shade model").</remarks>
internal static class PrimitiveAssembler
{
    /// <summary>Hands each primitive on.</summary>
    /// <typeparam name="TSink">The kind of who draws.</typeparam>
    /// <param name="call">The draw.</param>
    /// <param name="sink">Who draws.</param>
    public static void Run<TSink>(DrawCall call, in TSink sink)
        where TSink : IPrimitiveSink, allows ref struct
    {
        ReadOnlySpan<int> v = call.Indices.AsSpan(0, call.IndexCount);
        switch (call.Primitive)
        {
            case Primitive.Points:
                for (int i = 0; i < v.Length; i++)
                {
                    sink.Point(v[i]);
                }

                break;
            case Primitive.Lines:
                Lines(sink, v, 2);
                break;
            case Primitive.LineStrip:
            case Primitive.LineLoop:
                Lines(sink, v, 1);
                if (call.Primitive == Primitive.LineLoop && v.Length > 2)
                {
                    sink.Line(v[^1], v[0]);
                }

                break;
            default:
                Polygons(call, sink, v);
                break;
        }
    }

    private static void Lines<TSink>(in TSink sink, ReadOnlySpan<int> v, int step)
        where TSink : IPrimitiveSink, allows ref struct
    {
        for (int i = 0; i + 1 < v.Length; i += step)
        {
            sink.Line(v[i], v[i + 1]);
        }
    }

    private static void Polygons<TSink>(DrawCall call, in TSink sink, ReadOnlySpan<int> v)
        where TSink : IPrimitiveSink, allows ref struct
    {
        bool isFirst = call.State.IsFirstProvoking;
        switch (call.Primitive)
        {
            case Primitive.Triangles:
                for (int i = 0; i + 2 < v.Length; i += 3)
                {
                    sink.Polygon(v.Slice(i, 3), isFirst ? v[i] : v[i + 2]);
                }

                break;
            case Primitive.TriangleStrip:
                for (int i = 0; i + 2 < v.Length; i++)
                {
                    int odd = i & 1;
                    sink.Polygon([v[i + odd], v[i + 1 - odd], v[i + 2]], isFirst ? v[i] : v[i + 2]);
                }

                break;
            case Primitive.TriangleFan:
                for (int i = 1; i + 1 < v.Length; i++)
                {
                    sink.Polygon([v[0], v[i], v[i + 1]], isFirst ? v[i] : v[i + 1]);
                }

                break;
            case Primitive.Quads:
                for (int i = 0; i + 3 < v.Length; i += 4)
                {
                    sink.Polygon(v.Slice(i, 4), v[i + 3]);
                }

                break;
            case Primitive.QuadStrip:
                for (int i = 0; i + 3 < v.Length; i += 2)
                {
                    sink.Polygon([v[i + 2], v[i], v[i + 1], v[i + 3]], v[i + 3], isOfQuadStrip: true);
                }

                break;
            case Primitive.Polygon when v.Length > 2 && call.State is { FrontMode: PolygonMode.Fill, BackMode: PolygonMode.Fill }:
                // Each triangle of the fan has a side of its own. Source: photographs of the console (a polygon that turns back on itself, without its back sides).
                for (int i = 1; i + 1 < v.Length; i++)
                {
                    sink.Polygon([v[0], v[i], v[i + 1]], v[0]);
                }

                break;
            case Primitive.Polygon when v.Length > 2:
                sink.Polygon(v, v[0]);
                break;
        }
    }
}
