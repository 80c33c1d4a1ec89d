namespace Xemu.Gpu.Vertices;

/// <summary>Who draws primitives that <see cref="PrimitiveAssembler"/> makes; vertices are told by number.</summary>
internal interface IPrimitiveSink
{
    /// <summary>Takes a point.</summary>
    void Point(int vertex);

    /// <summary>Takes a line; its flat colour is that of the last vertex, or of the first.</summary>
    void Line(int from, int to);

    /// <summary>Takes a convex polygon.</summary>
    /// <param name="corners">Its vertices in order.</param>
    /// <param name="provoking">The vertex that a flat colour comes from.</param>
    /// <param name="isOfQuadStrip">Whether it is one of a strip: then its edges are drawn in another order.</param>
    void Polygon(scoped ReadOnlySpan<int> corners, int provoking, bool isOfQuadStrip = false);
}
