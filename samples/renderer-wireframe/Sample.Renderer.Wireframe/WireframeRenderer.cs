using System.Numerics;
using Xemu.Abstractions;
using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;

namespace Sample.Renderer.Wireframe;

/// <summary>Draws the edges of what it is given, straight into guest memory: so nothing is claimed and there is nothing to write back.</summary>
/// <remarks>It runs vertex programs, as it needs positions, and looks at nothing else: no textures, no combiners, no depth. 32-bit surfaces only.</remarks>
public sealed class WireframeRenderer : IComponent, IRenderer
{
    private readonly uint _color;
    private readonly VertexRunner _vertices = new();
    private IRamBlock? _memory;
    private long _edges;

    public WireframeRenderer(WireframeOptions options, IComponentContext context)
    {
        _color = 0xFF00_0000 | (uint)options.Color;
        context.AddCounter("edges", "Edges that were drawn.", () => _edges);
    }

    public void Attach(IRamBlock memory) => _memory = memory;

    public void Draw(DrawCall call)
    {
        Rectangle clip = call.Target.Clip;
        MemoryRange range = SurfaceMemory.ColorRange(call.Target, clip, _memory!.SizeBytes);
        if (range.IsEmpty || call.Target.Layout != SurfaceLayout.Pitch || SurfaceMemory.BytesPerPixel(call.Target.ColorFormat) != 4)
        {
            return;
        }

        using RamLease lease = _memory.Lease(range.Offset, range.Length, RamAccess.Write);
        var canvas = new Canvas(lease.Span, call.Target.Color.Pitch, clip);
        foreach ((int from, int to) in Edges.Of(call.Primitive, call.IndexCount))
        {
            Vector4 a = _vertices.Position(call, call.Indices[from]);
            Vector4 b = _vertices.Position(call, call.Indices[to]);
            canvas.Line(a.X, a.Y, b.X, b.Y, _color);
            _edges++;
        }
    }

    public void Clear(in ClearCall call)
    {
        MemoryRange range = SurfaceMemory.ColorRange(call.Target, call.Area, _memory!.SizeBytes);
        if (range.IsEmpty || call.Colors == ColorMask.None || call.Target.Layout != SurfaceLayout.Pitch || SurfaceMemory.BytesPerPixel(call.Target.ColorFormat) != 4)
        {
            return;
        }

        using RamLease lease = _memory.Lease(range.Offset, range.Length, RamAccess.Write);
        new Canvas(lease.Span, call.Target.Color.Pitch, call.Area).Fill(call.ColorValue);
    }

    public ulong TakePassedCount() => 0;

    public void WriteBack()
    {
        // Memory is where everything is drawn.
    }

    public void Dispose()
    {
        // It owns nothing that needs it.
    }
}
