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
    private Vector4[] _positions = [];
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
        // Clips and positions are pixels, and a surface has samples.
        Rectangle clip = SurfaceMemory.ToSamples(call.Target.Clip, call.Target.Samples);
        MemoryRange range = SurfaceMemory.ColorRange(call.Target, clip, _memory!.SizeBytes);
        if (range.IsEmpty || !Canvas.Fits(call.Target))
        {
            return;
        }

        RunProgram(call);
        (int x, int y) = SurfaceMemory.SamplesPerPixel(call.Target.Samples);
        using RamLease lease = _memory.Lease(range.Offset, range.Length, RamAccess.Write);
        var canvas = new Canvas(lease.Span, call.Target, clip);
        foreach ((int from, int to) in Edges.Of(call.Primitive, call.IndexCount))
        {
            Vector4 a = _positions[call.Indices[from]];
            Vector4 b = _positions[call.Indices[to]];
            canvas.Line(a.X * x, a.Y * y, b.X * x, b.Y * y, _color);
            _edges++;
        }
    }

    public void Clear(in ClearCall call)
    {
        Rectangle area = SurfaceMemory.ToSamples(call.Area, call.Target.Samples);
        MemoryRange range = SurfaceMemory.ColorRange(call.Target, area, _memory!.SizeBytes);
        if (range.IsEmpty || call.Colors == ColorMask.None || !Canvas.Fits(call.Target))
        {
            return;
        }

        using RamLease lease = _memory.Lease(range.Offset, range.Length, RamAccess.Write);
        new Canvas(lease.Span, call.Target, area).Fill(call.ColorValue, MaskOf(call.Colors));
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

    /// <summary>The bits of some components of a sample.</summary>
    private static uint MaskOf(ColorMask colors)
    {
        uint mask = 0;
        for (int i = 0; i < 4; i++)
        {
            mask |= ((int)colors & (1 << i)) != 0 ? 0xFFu << (i * 8) : 0;
        }

        return mask;
    }

    private void RunProgram(DrawCall call)
    {
        if (_positions.Length < call.VertexCount)
        {
            _positions = new Vector4[call.VertexCount];
        }

        for (int i = 0; i < call.VertexCount; i++)
        {
            _positions[i] = _vertices.Position(call, i);
        }
    }
}
