using System.Numerics;
using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;
using Xemu.Gpu.Vertices;

namespace Xemu.Renderer.Software;

/// <summary>Carries a draw out: vertex stage, then the primitives.</summary>
internal sealed class DrawEngine
{
    private readonly OutputMerger _merger;
    private readonly VertexInterpreter _vertices = new();
    private readonly PixelStage _pixels = new();
    private readonly TextureCache _textures = new();
    private readonly Rasterizer _raster;
    private RasterVertex[] _transformed = new RasterVertex[256];

    public DrawEngine(OutputMerger merger)
    {
        _merger = merger;
        _raster = new Rasterizer(merger, _pixels);
    }

    /// <summary>Draws.</summary>
    /// <param name="memory">The RAM.</param>
    /// <param name="call">The draw.</param>
    public void Draw(IRamBlock memory, DrawCall call)
    {
        Rectangle area = Samples.Scale(call.Target.Clip, call.Target.Samples);
        int colorBytes = SurfaceExtent.BytesOf(call.Target.Color, ColorCodec.BytesOf(call.Target.ColorFormat), call.Target, area, memory.SizeBytes);
        int depthBytes = SurfaceExtent.BytesOf(call.Target.Depth, ClearEngine.DepthBytes(call.Target.DepthFormat), call.Target, area, memory.SizeBytes);
        if (area.IsEmpty || (colorBytes == 0 && depthBytes == 0))
        {
            return;
        }

        _pixels.Begin(call, state => _textures.Find(memory, state));
        _merger.Begin(call);
        Transform(call);
        using RamLease color = memory.Lease(colorBytes == 0 ? 0 : call.Target.Color.Offset, colorBytes, RamAccess.ReadWrite);
        using RamLease depth = memory.Lease(depthBytes == 0 ? 0 : call.Target.Depth.Offset, depthBytes, RamAccess.ReadWrite);
        var target = new DrawTarget(
            new SurfaceView(color.Span, colorBytes == 0 ? 0 : ColorCodec.BytesOf(call.Target.ColorFormat), call.Target.Color.Pitch, call.Target),
            new SurfaceView(depth.Span, depthBytes == 0 ? 0 : ClearEngine.DepthBytes(call.Target.DepthFormat), call.Target.Depth.Pitch, call.Target),
            area);
        _raster.Begin(call, _transformed);
        Assembler.Run(call, _raster, target);
    }

    private void Transform(DrawCall call)
    {
        if (_transformed.Length < call.VertexCount)
        {
            _transformed = new RasterVertex[call.VertexCount];
        }

        (int scaleX, int scaleY) = Samples.Of(call.Target.Samples);
        for (int i = 0; i < call.VertexCount; i++)
        {
            ref RasterVertex vertex = ref _transformed[i];
            call.VertexOutputs.CopyTo((Span<Vector4>)vertex.Outputs);
            ReadOnlySpan<Vector4> inputs = call.Vertices.AsSpan(i * DrawCall.AttributeCount, DrawCall.AttributeCount);
            _vertices.Run(call.VertexProgram, inputs, call.VertexConstants, ref vertex.Outputs);
            DropSpecular(call.State, ref vertex.Outputs);
            Interpolator.QuantizeColors(ref vertex.Outputs);
            Vector4 position = vertex.Outputs[(int)VertexOutput.Position];
            vertex.X = position.X * scaleX;
            vertex.Y = position.Y * scaleY;
            vertex.Z = position.Z;
            vertex.W = position.W;
        }
    }

    private static void DropSpecular(PipelineState state, ref VertexResult outputs)
    {
        if (state.DropsSpecular)
        {
            outputs[(int)VertexOutput.Specular] = outputs[(int)VertexOutput.BackSpecular] = Vector4.UnitW;
        }
        else if (state.DropsSpecularAlpha)
        {
            outputs[(int)VertexOutput.Specular].W = outputs[(int)VertexOutput.BackSpecular].W = 1;
        }
    }
}
