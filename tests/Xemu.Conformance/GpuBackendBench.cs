using System.Numerics;
using System.Runtime.InteropServices;
using Xemu.Abstractions.Graphics;
using Xemu.Renderer.Toolkit;

namespace Xemu.Conformance;

/// <summary>A backend with a colour and a depth image, and draws of rectangles whose shaders the toolkit makes.</summary>
internal sealed class GpuBackendBench : IDisposable
{
    public const int Width = 32;
    public const int Height = 16;

    private static readonly VertexProgram Vertex = new([Move(VertexOutput.Position, 0), Move(VertexOutput.Diffuse, 3)], 0);

    /// <summary>The constant of blend factors in draws of rectangles.</summary>
    public static Vector4 BlendColor => new(0.6f, 0.5f, 0.5f, 0.25f);

    public GpuBackendBench(IGpuBackend backend)
    {
        Backend = backend;
        Color = backend.CreateImage(new GpuImageDescription(GpuImageKind.Layers, GpuFormat.Rgba8, Width, Height));
        Depth = backend.CreateImage(new GpuImageDescription(GpuImageKind.Layers, GpuFormat.Depth32Stencil8, Width, Height));
        Begin();
        backend.Clear(new GpuClear(All, Vector4.Zero, 1, 0));
        backend.EndPass();
    }

    public static Rectangle All => new(0, 0, Width, Height);

    public IGpuBackend Backend { get; }

    public GpuImage Color { get; }

    public GpuImage Depth { get; }

    /// <summary>How far behind the beginning of its buffer lies what draws are given.</summary>
    public int LeadBytes { get; init; }

    public void Begin() => Backend.BeginPass(new GpuPass(Color, Depth, Width, Height));

    /// <summary>A pipeline that draws the diffuse colour, or the texture of a unit at (0.5, 0.5).</summary>
    public GpuPipelineDescription Describe(TextureCode texture = default, int unit = 0, bool isFlat = false, GpuTopology topology = GpuTopology.Triangles, PolygonMode mode = PolygonMode.Fill)
    {
        PixelProgram program = Program(texture.Kind == TextureKind.None ? CombinerRegister.Diffuse : CombinerRegister.Texture0 + unit, texture, unit);
        TextureCode[] codes = [default, default, default, default];
        codes[unit] = texture;
        var pixel = new PixelShaderKey
        {
            Program = program,
            Textures = new TextureCodeSet(codes[0], codes[1], codes[2], codes[3]),
            AlphaFunction = CompareFunction.Always,
            Depth = DepthCode.Whole24,
            IsFlat = isFlat,
        };
        return new GpuPipelineDescription
        {
            Vertex = ShaderTranslator.Translate(new VertexShaderKey(Vertex, isFlat, topology == GpuTopology.Points || mode == PolygonMode.Point), Backend.Limits.Shaders),
            Pixel = ShaderTranslator.Translate(pixel, Backend.Limits.Shaders),
            Attributes = [0, 3],
            Topology = topology,
            Mode = mode,
            IsFrontClockwise = true,
            HasColor = true,
            HasDepth = true,
            ColorMask = ColorMask.All,
        };
    }

    /// <summary>Draws a rectangle, clockwise, in a pass of its own.</summary>
    public void Draw(GpuPipelineDescription description, Rectangle area, Vector4 color, float depth = 0, bool countsPasses = false, Rectangle? scissor = null, GpuImage texture = default, GpuStencil stencil = default)
    {
        GpuDraw draw = Prepare(description, area, color, depth);
        var textures = new GpuTextureSet();
        textures[0] = texture;
        Begin();
        Backend.Draw(draw with { CountsPasses = countsPasses, Scissor = scissor ?? All, Textures = textures, BlendColor = BlendColor, Stencil = stencil });
        Backend.EndPass();
    }

    /// <summary>Draws vertices, a position and a colour each, in a pass of their own. The size is that of points, and the width of lines.</summary>
    public void Draw(GpuPipelineDescription description, ReadOnlySpan<Vector4> vertices, ReadOnlySpan<uint> indices, int unit = 0, GpuImage texture = default, TextureState? state = null, float size = 1)
    {
        GpuDraw draw = Prepare(description, vertices, indices, unit, state, size);
        var textures = new GpuTextureSet();
        textures[unit] = texture;
        Begin();
        Backend.Draw(draw with { Textures = textures });
        Backend.EndPass();
    }

    /// <summary>Makes all that a draw of a rectangle needs.</summary>
    public GpuDraw Prepare(GpuPipelineDescription description, Rectangle area, Vector4 color, float depth)
    {
        (float left, float top, float right, float bottom) = (area.Left, area.Top, area.Right, area.Bottom);
        Vector4[] vertices =
        [
            new(left, top, depth, 1), color, new(right, top, depth, 1), color, new(right, bottom, depth, 1), color, new(left, bottom, depth, 1), color,
        ];
        return Prepare(description, vertices, [0, 1, 2, 0, 2, 3]);
    }

    private GpuDraw Prepare(GpuPipelineDescription description, ReadOnlySpan<Vector4> vertices, ReadOnlySpan<uint> indices, int unit = 0, TextureState? state = null, float size = 1)
    {
        var call = new DrawCall { VertexProgram = Vertex, PixelProgram = Program(CombinerRegister.Diffuse, default, 0) };
        call.Constants.DepthMax = 16777215;
        Array.Fill(call.Constants.WindowClips, new Rectangle(0, 0, 2048, 2048));
        call.Textures[unit] = state ?? new TextureState { Width = 2, Height = 2, Depth = 1, Levels = 1 };
        var vertexBlock = new Vector4[ShaderInterface.VertexLength];
        vertexBlock[ShaderInterface.Viewport] = new Vector4(2f / Width, 2f / Height, 1, 1);
        vertexBlock[ShaderInterface.PointSize] = new Vector4(size);
        var pixelBlock = new Vector4[ShaderInterface.PixelLength];
        PixelUniforms.Fill(call, pixelBlock);
        GpuPipeline pipeline = Backend.CreatePipeline(description);
        GpuDraw draw = new()
        {
            Pipeline = pipeline,
            Vertices = Upload(MemoryMarshal.AsBytes(vertices), GpuBufferUse.Vertices),
            Indices = Upload(MemoryMarshal.AsBytes(indices), GpuBufferUse.Indices),
            VertexUniforms = Upload(MemoryMarshal.AsBytes<Vector4>(vertexBlock), GpuBufferUse.Uniforms),
            PixelUniforms = Upload(MemoryMarshal.AsBytes<Vector4>(pixelBlock), GpuBufferUse.Uniforms),
            Scissor = All,
            LineWidth = size,
        };
        return draw;
    }

    /// <summary>All pixels: red in the lowest byte.</summary>
    public uint[] Pixels()
    {
        var pixels = new uint[Width * Height];
        Backend.ReadImage(Color, new GpuRegion(All), MemoryMarshal.AsBytes(pixels.AsSpan()));
        return pixels;
    }

    public uint Pixel(int x, int y) => Pixels()[(y * Width) + x];

    public float DepthAt(int x, int y)
    {
        var depth = new float[1];
        Backend.ReadImage(Depth, new GpuRegion(new Rectangle(x, y, x + 1, y + 1), Aspect: GpuAspect.Depth), MemoryMarshal.AsBytes(depth.AsSpan()));
        return depth[0];
    }

    public byte StencilAt(int x, int y)
    {
        var stencil = new byte[1];
        Backend.ReadImage(Depth, new GpuRegion(new Rectangle(x, y, x + 1, y + 1), Aspect: GpuAspect.Stencil), stencil);
        return stencil[0];
    }

    public void Dispose() => Backend.Dispose();

    private static PixelProgram Program(CombinerRegister register, TextureCode texture, int unit) => new()
    {
        Textures = [.. Enumerable.Range(0, DrawCall.TextureCount).Select(i => i == unit ? new TextureStage { Operation = Operation(texture.Kind) } : default)],
        Combiners = [default],
        Final = new FinalCombiner
        {
            D = new CombinerInput(register, false, CombinerMapping.UnsignedIdentity),
            G = new CombinerInput(register, true, CombinerMapping.UnsignedIdentity),
        },
    };

    private static TextureOperation Operation(TextureKind kind) => kind switch
    {
        TextureKind.None => TextureOperation.None,
        TextureKind.ThreeDimensional => TextureOperation.Project3D,
        _ => TextureOperation.Project2D,
    };

    private static VertexInstruction Move(VertexOutput output, short attribute)
    {
        VertexSource source = new(VertexRegister.Input, attribute);
        return new VertexInstruction(VertexOperation.Move, VertexRegister.Output, (short)output, 15, source, source, source);
    }

    private GpuBufferRange Upload(ReadOnlySpan<byte> data, GpuBufferUse use)
    {
        GpuBuffer buffer = Backend.CreateBuffer(LeadBytes + data.Length, use);
        Backend.WriteBuffer(buffer, LeadBytes, data);
        return new GpuBufferRange(buffer, LeadBytes, data.Length);
    }
}
