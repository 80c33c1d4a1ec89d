using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;

namespace Xemu.Gpu.Nv2a;

/// <summary>Where those who look into the chip listen: the log of the last frame, and a capture while there is one.</summary>
[Derived("nothing of it is the guest's")]
internal sealed class GraphTap
{
    private readonly FrameClock _frames = new();

    /// <summary>What was drawn.</summary>
    public FrameLog Log { get; } = new();

    /// <summary>Draws and clears since the machine was made.</summary>
    public long Count { get; private set; }

    /// <summary>The target with colour that was drawn to last.</summary>
    public RenderTarget LastTarget { get; private set; }

    /// <summary>Who captures; null when nobody does.</summary>
    public CaptureRecorder? Recorder { get; set; }

    /// <summary>A draw is about to be handed to the renderer.</summary>
    public void Draw(DrawCall call, ulong memoryBytes)
    {
        Note(call.Target);
        Log.Add(call);
        if (Recorder is not { } recorder)
        {
            return;
        }

        Touch(recorder, call.Target, memoryBytes);
        foreach (ref readonly TextureState texture in call.Textures.AsSpan())
        {
            recorder.Touch(TextureMemory.Range(texture, memoryBytes), RamAccess.Read);
            recorder.Touch(TextureMemory.PaletteRange(texture, memoryBytes), RamAccess.Read);
        }
    }

    /// <summary>A clear is about to be handed to the renderer.</summary>
    public void Clear(in ClearCall call, ulong memoryBytes)
    {
        Note(call.Target);
        Log.Add(in call);
        if (Recorder is { } recorder)
        {
            Touch(recorder, call.Target, memoryBytes);
        }
    }

    /// <summary>A copy is about to be done.</summary>
    public void Copy(in CopyCall call, ulong memoryBytes)
    {
        for (int i = 0; i < call.Rows && Recorder is { } recorder; i++)
        {
            recorder.Touch(call.Source.Row(i, call.RowBytes, memoryBytes), RamAccess.Read);
            recorder.Touch(call.Destination.Row(i, call.RowBytes, memoryBytes), RamAccess.ReadWrite);
        }
    }

    /// <summary>A method said that a frame is complete.</summary>
    public void FlipStall()
    {
        _frames.FlipStall();
        Recorder?.EndFrameAfterMethods();
        Log.EndFrame();
    }

    /// <summary>The beam has left the picture.</summary>
    /// <param name="startBytes">Where the picture that is shown begins.</param>
    public void Vblank(uint startBytes)
    {
        if (_frames.Vblank(startBytes))
        {
            Recorder?.EndFrame();
            Log.EndFrame();
        }
    }

    private void Note(in RenderTarget target)
    {
        _frames.HasDrawn = true;
        Count++;
        if (target.ColorFormat != SurfaceFormat.None)
        {
            LastTarget = target;
        }
    }

    private static void Touch(CaptureRecorder recorder, in RenderTarget target, ulong memoryBytes)
    {
        Rectangle area = SurfaceMemory.ToSamples(target.Clip, target.Samples);
        recorder.Touch(SurfaceMemory.ColorRange(target, area, memoryBytes), RamAccess.ReadWrite);
        recorder.Touch(SurfaceMemory.DepthRange(target, area, memoryBytes), RamAccess.ReadWrite);
    }
}
