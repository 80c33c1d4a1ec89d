using System.Numerics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Testing;

/// <summary>Draws for tests of renderers: programs that pass positions (pixels), colours and texture coordinates through.</summary>
public static class PlainDraw
{
    private const int PositionAttribute = 0;
    private const int ColorAttribute = 3;

    /// <summary>The attribute that becomes the first texture coordinate.</summary>
    public const int TextureAttribute = 9;

    /// <summary>A draw of triangles that shows the vertices' colour, with every test off.</summary>
    /// <param name="target">What is drawn into.</param>
    public static DrawCall Create(in RenderTarget target)
    {
        var call = new DrawCall
        {
            VertexProgram = PassThrough(),
            PixelProgram = Showing(CombinerRegister.Diffuse),
            Primitive = Primitive.Triangles,
            Target = target,
            State = new PipelineState
            {
                AlphaFunction = CompareFunction.Always,
                ColorMask = ColorMask.All,
                DepthFunction = CompareFunction.Less,
                IsFrontClockwise = true,
            },
        };
        call.Constants.DepthMax = 16777215f;
        Array.Fill(call.Constants.WindowClips, new Rectangle(0, 0, 2048, 2048));
        return call;
    }

    /// <summary>A vertex program that passes position, colour and texture coordinates through.</summary>
    /// <param name="color">Where the colour goes.</param>
    public static VertexProgram PassThrough(VertexOutput color = VertexOutput.Diffuse) => new(
        [Move(VertexOutput.Position, PositionAttribute), Move(color, ColorAttribute), Move(VertexOutput.Texture0, TextureAttribute)], 0);

    /// <summary>A pixel program whose colour is a register; texture 0 is sampled where that is the register.</summary>
    /// <param name="register">The register.</param>
    public static PixelProgram Showing(CombinerRegister register) => new()
    {
        Textures = [new TextureStage { Operation = register == CombinerRegister.Texture0 ? TextureOperation.Project2D : TextureOperation.None }, default, default, default],
        Combiners = [default],
        Final = new FinalCombiner
        {
            D = new CombinerInput(register, false, CombinerMapping.UnsignedIdentity),
            G = new CombinerInput(register, true, CombinerMapping.UnsignedIdentity),
        },
    };

    /// <summary>Sets the vertices, each used once, in order.</summary>
    /// <param name="call">The draw.</param>
    /// <param name="vertices">Position, colour and texture coordinates.</param>
    public static void SetVertices(DrawCall call, ReadOnlySpan<(Vector4 Position, Vector4 Color, Vector4 Texture)> vertices)
    {
        ArgumentNullException.ThrowIfNull(call);
        call.Vertices = new Vector4[vertices.Length * DrawCall.AttributeCount];
        call.Indices = [.. Enumerable.Range(0, vertices.Length)];
        call.VertexCount = call.IndexCount = vertices.Length;
        for (int i = 0; i < vertices.Length; i++)
        {
            Span<Vector4> attributes = call.Vertices.AsSpan(i * DrawCall.AttributeCount, DrawCall.AttributeCount);
            (attributes[PositionAttribute], attributes[ColorAttribute], attributes[TextureAttribute]) = vertices[i];
        }
    }

    /// <summary>An instruction that moves an attribute into a result.</summary>
    /// <param name="output">The result.</param>
    /// <param name="attribute">The attribute.</param>
    public static VertexInstruction Move(VertexOutput output, short attribute)
    {
        VertexSource source = new(VertexRegister.Input, attribute);
        return new VertexInstruction(VertexOperation.Move, VertexRegister.Output, (short)output, 15, source, source, source);
    }
}
