using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;
using Xemu.Gpu.Vertices;

namespace Xemu.Renderer.Software;

/// <summary>Draws its share of the rows of a picture: everything that one thread needs for that.</summary>
internal sealed class DrawWorker
{
    private readonly PixelStage _pixels = new();
    private readonly Rasterizer _raster;
    private IRamBlock? _memory;
    private DrawCall? _call;

    public DrawWorker() => _raster = new Rasterizer(_pixels);

    /// <summary>Pixels that the last draw was looked for in: the same for all workers of a draw.</summary>
    public long Work => _raster.Work;

    /// <summary>Primitives that were left out, as their draw was too large: the same for all workers of a draw.</summary>
    public long DroppedCount => _raster.DroppedCount;

    /// <summary>Takes a draw. On the thread that draws are asked for on.</summary>
    /// <param name="memory">The RAM.</param>
    /// <param name="call">The draw.</param>
    /// <param name="vertices">Its vertices behind the vertex stage.</param>
    /// <param name="textures">The image of each texture stage, or null.</param>
    /// <param name="code">Its pixel program, compiled.</param>
    /// <param name="share">Which rows.</param>
    public void Begin(IRamBlock memory, DrawCall call, RasterVertex[] vertices, ReadOnlySpan<TextureImage?> textures, CombinerProgram code, RowShare share)
    {
        (_memory, _call) = (memory, call);
        _pixels.Begin(call, textures, code);
        _raster.Begin(call, vertices, share);
    }

    /// <summary>Draws. Any thread, after <see cref="Begin"/>.</summary>
    public void Run()
    {
        (IRamBlock memory, DrawCall call) = (_memory!, _call!);
        Rectangle area = SurfaceMemory.ToSamples(call.Target.Clip, call.Target.Samples);
        MemoryRange colors = SurfaceMemory.ColorRange(call.Target, area, memory.SizeBytes);
        MemoryRange depths = SurfaceMemory.DepthRange(call.Target, area, memory.SizeBytes);
        if (colors.IsEmpty && depths.IsEmpty)
        {
            return;
        }

        using RamLease color = memory.Lease(colors.Offset, colors.Length, RamAccess.ReadWrite);
        using RamLease depth = memory.Lease(depths.Offset, depths.Length, RamAccess.ReadWrite);
        var target = new DrawTarget(
            new SurfaceView(color.Span, colors.IsEmpty ? 0 : SurfaceMemory.BytesPerPixel(call.Target.ColorFormat), call.Target.Color.Pitch, call.Target),
            new SurfaceView(depth.Span, depths.IsEmpty ? 0 : SurfaceMemory.BytesPerPixel(call.Target.DepthFormat), call.Target.Depth.Pitch, call.Target),
            area);
        PrimitiveAssembler.Run(call, new RasterSink(_raster, target));
    }

    /// <summary>Fragments that passed since the last call.</summary>
    public ulong TakePassedCount()
    {
        ulong count = _pixels.Merger.PassedCount;
        _pixels.Merger.PassedCount = 0;
        return count;
    }
}
