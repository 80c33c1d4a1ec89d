using Xemu.Gpu.Vertices;

namespace Xemu.Renderer.Software;

/// <summary>Has primitives drawn into a target.</summary>
internal readonly ref struct RasterSink(Rasterizer raster, DrawTarget target) : IPrimitiveSink
{
    private readonly DrawTarget _target = target;

    /// <inheritdoc/>
    public void Point(int vertex) => raster.Point(_target, vertex);

    /// <inheritdoc/>
    public void Line(int from, int to) => raster.Line(_target, from, to);

    /// <inheritdoc/>
    public void Polygon(scoped ReadOnlySpan<int> corners, int provoking, bool isOfQuadStrip = false) => raster.Polygon(_target, corners, provoking, isOfQuadStrip);
}
