using System.Collections.Immutable;
using System.Numerics;
using Xemu.Abstractions.Graphics;
using Xemu.Gpu.Vertices;

namespace Xemu.Renderer.Toolkit;

/// <summary>A draw of triangles whose vertices are behind the vertex stage already; it is drawn whenever it is full, or what follows is drawn in another way.</summary>
internal sealed class ExpandedDraw
{
    /// <summary>Hands results on as they are; what places are cut off to, the CPU has seen to.</summary>
    public static readonly VertexProgram Program = new(
        [.. ((ImmutableArray<VertexOutput>)[VertexOutput.Position, VertexOutput.Diffuse, VertexOutput.Specular, VertexOutput.Fog, VertexOutput.Texture0, VertexOutput.Texture1, VertexOutput.Texture2, VertexOutput.Texture3]).Select(Move)],
        0);

    private const int Capacity = 1 << 13;

    private readonly Action<DrawCall> _draw;
    private readonly DrawCall _call;
    private PolygonMode? _mode;

    /// <summary>Makes one.</summary>
    /// <param name="draw">Draws it.</param>
    public ExpandedDraw(Action<DrawCall> draw)
    {
        _draw = draw;
        _call = new DrawCall
        {
            VertexProgram = Program,
            PixelProgram = new PixelProgram { Textures = [default, default, default, default], Combiners = [default] },
            Primitive = Primitive.Triangles,
            Vertices = new Vector4[Capacity * DrawCall.AttributeCount],
            Indices = new int[Capacity * 3],
        };
    }

    /// <summary>Takes what a draw draws with.</summary>
    public void Begin(DrawCall call)
    {
        _call.Target = call.Target;
        _call.PixelProgram = call.PixelProgram;
        call.Constants.CopyTo(_call.Constants);
        call.PixelConstants.CopyTo(_call.PixelConstants);
        call.Textures.CopyTo(_call.Textures, 0);
        (_call.VertexCount, _call.IndexCount) = (0, 0);
        SetMode(call, null);
    }

    /// <summary>Says how what follows is drawn.</summary>
    /// <param name="call">The draw.</param>
    /// <param name="mode">How a polygon is drawn; null for a point or a line that is none's.</param>
    public void SetMode(DrawCall call, PolygonMode? mode)
    {
        if (mode == _mode && _call.VertexCount > 0)
        {
            return;
        }

        _mode = mode;
        PipelineState state = call.State;
        PipelineState drawn = state with
        {
            FrontMode = PolygonMode.Fill,
            BackMode = PolygonMode.Fill,
            CulledFaces = Faces.None,
            IsFlat = false,
            IsTwoSided = false,
            HasPointSprites = false,
            IsStippled = state.IsStippled && mode == PolygonMode.Fill,

            // That of Z is in the vertices.
            OffsetsFills = state.IsDepthW && mode is { } known && IsOffset(state, known),
        };
        if (drawn != _call.State)
        {
            Flush();
            _call.State = drawn;
        }
    }

    /// <summary>Whether the depth of a polygon that is drawn in some way is offset.</summary>
    public static bool IsOffset(in PipelineState state, PolygonMode mode) => mode switch
    {
        PolygonMode.Point => state.OffsetsPoints,
        PolygonMode.Line => state.OffsetsLines,
        _ => state.OffsetsFills,
    };

    /// <summary>Adds a convex polygon, as a fan.</summary>
    public void Add(ReadOnlySpan<VertexResult> corners)
    {
        if (_call.VertexCount + corners.Length > Capacity)
        {
            Flush();
        }

        int first = _call.VertexCount;
        foreach (ref readonly VertexResult corner in corners)
        {
            ((ReadOnlySpan<Vector4>)corner).CopyTo(_call.Vertices.AsSpan(_call.VertexCount++ * DrawCall.AttributeCount));
        }

        for (int i = 1; i + 1 < corners.Length; i++)
        {
            (_call.Indices[_call.IndexCount], _call.Indices[_call.IndexCount + 1], _call.Indices[_call.IndexCount + 2]) = (first, first + i, first + i + 1);
            _call.IndexCount += 3;
        }
    }

    /// <summary>Draws what was added.</summary>
    public void Flush()
    {
        if (_call.IndexCount > 0)
        {
            _draw(_call);
        }

        (_call.VertexCount, _call.IndexCount) = (0, 0);
    }

    private static VertexInstruction Move(VertexOutput output)
    {
        VertexSource source = new(VertexRegister.Input, (short)output);
        return new VertexInstruction(VertexOperation.Move, VertexRegister.Output, (short)output, 15, source, source, source);
    }
}
