using Xemu.Abstractions.Graphics;

namespace Sample.Renderer.Wireframe;

/// <summary>Which vertices of a draw are joined.</summary>
public static class Edges
{
    /// <summary>The edges of all primitives, as positions in the draw's indices.</summary>
    public static IEnumerable<(int From, int To)> Of(Primitive primitive, int count)
    {
        switch (primitive)
        {
            case Primitive.Lines:
                return Every(count, 2, [(0, 1)]);
            case Primitive.LineStrip:
            case Primitive.LineLoop:
                return Strip(count, primitive == Primitive.LineLoop);
            case Primitive.Triangles:
                return Every(count, 3, [(0, 1), (1, 2), (2, 0)]);
            case Primitive.TriangleStrip:
                return Strip(count, isClosed: false).Concat(Enumerable.Range(0, Math.Max(count - 2, 0)).Select(static i => (i, i + 2)));
            case Primitive.Quads:
                return Every(count, 4, [(0, 1), (1, 2), (2, 3), (3, 0)]);
            case Primitive.QuadStrip:
                return Enumerable.Range(0, Math.Max(count - 2, 0)).Select(static i => (i, i + 2)).Concat(Every(count, 2, [(0, 1)]));
            case Primitive.TriangleFan:
                return Strip(count, isClosed: true).Concat(Enumerable.Range(2, Math.Max(count - 2, 0)).Select(static i => (0, i)));
            case Primitive.Polygon:
                return Strip(count, isClosed: true);
            default:
                return [];
        }
    }

    private static IEnumerable<(int From, int To)> Strip(int count, bool isClosed)
    {
        for (int i = 1; i < count; i++)
        {
            yield return (i - 1, i);
        }

        if (isClosed && count > 2)
        {
            yield return (count - 1, 0);
        }
    }

    private static IEnumerable<(int From, int To)> Every(int count, int corners, (int From, int To)[] edges)
    {
        for (int first = 0; first + corners <= count; first += corners)
        {
            foreach ((int from, int to) in edges)
            {
                yield return (first + from, first + to);
            }
        }
    }
}
