using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Toolkit;

/// <summary>Makes points, lines and triangles of all primitives; the vertex that flat colours come from is the first of each.</summary>
internal sealed class PrimitiveIndices
{
    private uint[] _indices = new uint[1024];
    private bool _isFirstProvoking;
    private bool _isFlat;

    /// <summary>How many indices there are.</summary>
    public int Count { get; private set; }

    /// <summary>The indices of the last draw.</summary>
    public ReadOnlySpan<uint> Indices => _indices.AsSpan(0, Count);

    /// <summary>What indices make.</summary>
    public static GpuTopology TopologyOf(Primitive primitive) => primitive switch
    {
        Primitive.Points => GpuTopology.Points,
        Primitive.Lines or Primitive.LineLoop or Primitive.LineStrip => GpuTopology.Lines,
        _ => GpuTopology.Triangles,
    };

    /// <summary>Takes a draw.</summary>
    public void Build(DrawCall call)
    {
        Count = 0;
        _isFirstProvoking = call.State.IsFirstProvoking;
        _isFlat = call.State.IsFlat;
        ReadOnlySpan<int> v = call.Indices.AsSpan(0, call.IndexCount);
        if (_indices.Length < (3 * v.Length) + 8)
        {
            _indices = new uint[(3 * v.Length) + 8];
        }

        switch (TopologyOf(call.Primitive))
        {
            case GpuTopology.Points:
                foreach (int index in v)
                {
                    Add(index);
                }

                break;
            case GpuTopology.Lines:
                Lines(call.Primitive, v);
                break;
            default:
                Polygons(call.Primitive, v);
                break;
        }
    }

    private void Lines(Primitive primitive, ReadOnlySpan<int> v)
    {
        int step = primitive == Primitive.Lines ? 2 : 1;
        for (int i = 0; i + 1 < v.Length; i += step)
        {
            Line(v[i], v[i + 1]);
        }

        if (primitive == Primitive.LineLoop && v.Length > 2)
        {
            Line(v[^1], v[0]);
        }
    }

    private void Polygons(Primitive primitive, ReadOnlySpan<int> v)
    {
        switch (primitive)
        {
            case Primitive.Triangles:
                for (int i = 0; i + 2 < v.Length; i += 3)
                {
                    Triangle(v[i], v[i + 1], v[i + 2], _isFirstProvoking ? 0 : 2);
                }

                break;
            case Primitive.TriangleStrip:
                for (int i = 0; i + 2 < v.Length; i++)
                {
                    int odd = i & 1;
                    Triangle(v[i + odd], v[i + 1 - odd], v[i + 2], _isFirstProvoking ? odd : 2);
                }

                break;
            case Primitive.TriangleFan:
            case Primitive.Polygon:
                for (int i = 1; i + 1 < v.Length; i++)
                {
                    Triangle(v[0], v[i], v[i + 1], primitive == Primitive.Polygon ? 0 : _isFirstProvoking ? 1 : 2);
                }

                break;
            case Primitive.Quads:
                for (int i = 0; i + 3 < v.Length; i += 4)
                {
                    Quad(v[i], v[i + 1], v[i + 2], v[i + 3], v[_isFlat ? i + 3 : i]);
                }

                break;
            case Primitive.QuadStrip:
                for (int i = 0; i + 3 < v.Length; i += 2)
                {
                    Quad(v[i + 2], v[i], v[i + 1], v[i + 3], v[_isFlat ? i + 3 : i + 2]);
                }

                break;
        }
    }

    /// <summary>Two triangles that both begin with the vertex that flat colours come from, or with the first corner.</summary>
    private void Quad(int a, int b, int c, int d, int provoking)
    {
        Span<int> corners = [a, b, c, d];
        int first = corners.IndexOf(provoking);
        (int second, int third, int fourth) = (corners[(first + 1) & 3], corners[(first + 2) & 3], corners[(first + 3) & 3]);
        Triangle(provoking, second, third, 0);
        Triangle(provoking, third, fourth, 0);
    }

    private void Triangle(int a, int b, int c, int provoking)
    {
        (int first, int second, int third) = provoking switch { 0 => (a, b, c), 1 => (b, c, a), _ => (c, a, b) };
        Add(first);
        Add(second);
        Add(third);
    }

    private void Line(int from, int to)
    {
        Add(_isFirstProvoking ? from : to);
        Add(_isFirstProvoking ? to : from);
    }

    private void Add(int index) => _indices[Count++] = (uint)index;
}
