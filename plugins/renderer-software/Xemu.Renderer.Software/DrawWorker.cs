using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;

namespace Xemu.Renderer.Software;

/// <summary>Draws its share of the rows of a picture: everything that one thread needs for that.</summary>
internal sealed class DrawWorker
{
    private readonly OutputMerger _merger = new();
    private readonly PixelStage _pixels = new();
    private readonly Rasterizer _raster;
    private IRamBlock? _memory;
    private DrawCall? _call;

    public DrawWorker() => _raster = new Rasterizer(_merger, _pixels);

    /// <summary>Takes a draw. On the thread that draws are asked for on.</summary>
    /// <param name="memory">The RAM.</param>
    /// <param name="call">The draw.</param>
    /// <param name="vertices">Its vertices behind the vertex stage.</param>
    /// <param name="textures">Finds the images of textures.</param>
    /// <param name="share">Which rows.</param>
    public void Begin(IRamBlock memory, DrawCall call, RasterVertex[] vertices, TextureCache textures, RowShare share)
    {
        (_memory, _call) = (memory, call);
        _pixels.Begin(call, memory, textures);
        _merger.Begin(call);
        _raster.Begin(call, vertices, share);
    }

    /// <summary>Draws. Any thread, after <see cref="Begin"/>.</summary>
    public void Run()
    {
        (IRamBlock memory, DrawCall call) = (_memory!, _call!);
        Rectangle area = Samples.Scale(call.Target.Clip, call.Target.Samples);
        int colorBytes = SurfaceExtent.BytesOf(call.Target.Color, ColorCodec.BytesOf(call.Target.ColorFormat), call.Target, area, memory.SizeBytes);
        int depthBytes = SurfaceExtent.BytesOf(call.Target.Depth, ClearEngine.DepthBytes(call.Target.DepthFormat), call.Target, area, memory.SizeBytes);
        if (area.IsEmpty || (colorBytes == 0 && depthBytes == 0))
        {
            return;
        }

        using RamLease color = memory.Lease(colorBytes == 0 ? 0 : call.Target.Color.Offset, colorBytes, RamAccess.ReadWrite);
        using RamLease depth = memory.Lease(depthBytes == 0 ? 0 : call.Target.Depth.Offset, depthBytes, RamAccess.ReadWrite);
        var target = new DrawTarget(
            new SurfaceView(color.Span, colorBytes == 0 ? 0 : ColorCodec.BytesOf(call.Target.ColorFormat), call.Target.Color.Pitch, call.Target),
            new SurfaceView(depth.Span, depthBytes == 0 ? 0 : ClearEngine.DepthBytes(call.Target.DepthFormat), call.Target.Depth.Pitch, call.Target),
            area);
        Assembler.Run(call, _raster, target);
    }

    /// <summary>Fragments that passed since the last call.</summary>
    public ulong TakePassedCount()
    {
        ulong count = _merger.PassedCount;
        _merger.PassedCount = 0;
        return count;
    }
}
