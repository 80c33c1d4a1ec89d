using System.Runtime.CompilerServices;
using Xemu.Abstractions.Graphics;

namespace Xemu.Gpu.Nv2a;

/// <summary>A draw or a clear of a frame, as far as one looks at it.</summary>
internal struct FrameEntry
{
    public bool IsClear;
    public Primitive Primitive;
    public int VertexCount;
    public int IndexCount;
    public RenderTarget Target;
    public PipelineState State;
    public VertexProgram? VertexProgram;
    public PixelProgram? PixelProgram;
    public FourTextures Textures;
    public ClearCall Clear;

    /// <summary>A draw that selects the same code; it has no vertices and no constants.</summary>
    public readonly DrawCall ToCall()
    {
        var call = new DrawCall { VertexProgram = VertexProgram!, PixelProgram = PixelProgram!, Primitive = Primitive, Target = Target, State = State };
        ((ReadOnlySpan<TextureState>)Textures).CopyTo(call.Textures);
        return call;
    }

    /// <summary>The four texture units.</summary>
    [InlineArray(DrawCall.TextureCount)]
    public struct FourTextures
    {
        private TextureState _first;
    }
}
