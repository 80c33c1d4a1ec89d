using System.Numerics;
using Xemu.Abstractions.Graphics;
using Xemu.Conformance;
using Xemu.Gpu.Nv2a;
using Xemu.Testing;

namespace Xemu.Gpu.Benchmarks;

/// <summary>Draws that measure one thing each, in a picture of 640 by 480.</summary>
internal static class Pictures
{
    private const int Width = 640;
    private const int Height = 480;
    private const uint ColorOffset = 0x10_0000;
    private const uint DepthOffset = 0x30_0000;
    private const uint TextureOffset = 0x50_0000;
    private const ulong Limit = 0x7F_FFFF;

    /// <summary>What is measured: its name, what is counted, and the draw, which may have something to be done before each one.</summary>
    public static IReadOnlyList<(string Name, string Unit, long Count, Func<RendererBench, Action?> Prepare)> All { get; } =
    [
        ("fill", "pixels", Width * Height, static bench => Rectangle(bench)),
        ("fill, depth tested", "pixels", Width * Height, static bench =>
        {
            Rectangle(bench);
            bench.Call.State = bench.Call.State with { IsDepthTested = true, DepthFunction = CompareFunction.GreaterOrEqual, WritesDepth = true };
            return null;
        }),
        ("fill, blended", "pixels", Width * Height, static bench =>
        {
            Rectangle(bench);
            bench.Call.State = bench.Call.State with { Blend = Transparent };
            return null;
        }),
        ("fill, depth that slopes", "pixels", Width * Height, static bench =>
        {
            Tested(bench, DepthFormat.Z24S8, hasStencil: false);
            Span<Vector4> vertices = bench.Call.Vertices;
            for (int i = 0; i < vertices.Length; i += DrawCall.AttributeCount)
            {
                vertices[i].Z += vertices[i].X + (3 * vertices[i].Y);
            }

            return null;
        }),
        ("fill, stencil", "pixels", Width * Height, static bench => Tested(bench, DepthFormat.Z24S8, hasStencil: true)),
        ("fill, depth of 16 bits", "pixels", Width * Height, static bench => Tested(bench, DepthFormat.Z16, hasStencil: false)),
        ("fill, 16 bits", "pixels", Width * Height, static bench => Small(bench, new BlendState())),
        ("fill, 16 bits, blended", "pixels", Width * Height, static bench => Small(bench, Transparent)),
        ("fill, logic operation", "pixels", Width * Height, static bench =>
        {
            Rectangle(bench);
            bench.Call.State = bench.Call.State with { Blend = new BlendState { Logic = LogicOperation.Xor } };
            return null;
        }),
        ("fill, swizzled", "pixels", Width * Height, static bench =>
        {
            Rectangle(bench);
            bench.Call.Target = bench.Call.Target with { Layout = SurfaceLayout.Swizzled, WidthLog2 = 10, HeightLog2 = 9 };
            return null;
        }),
        ("fill, textured", "pixels", Width * Height, static bench => Textured(bench, TextureFilter.Nearest)),
        ("fill, bilinear", "pixels", Width * Height, static bench => Textured(bench, TextureFilter.Linear)),
        ("fill, trilinear", "pixels", Width * Height, static bench => MipMapped(bench)),
        ("fill, anisotropic", "pixels", Width * Height, static bench => Staged(bench, TextureOperation.Project2D, mostSamples: 4)),
        ("fill, cube map", "pixels", Width * Height, static bench => Staged(bench, TextureOperation.CubeMap)),
        ("fill, bump map", "pixels", Width * Height, static bench => Staged(bench, TextureOperation.BumpEnvironment)),
        ("fill, bump map, luminance", "pixels", Width * Height, static bench => Staged(bench, TextureOperation.BumpEnvironmentLuminance)),
        ("two textures in turn", "pixels", Width * Height, static bench => InTurn(bench, TextureFormat.A8R8G8B8)),
        ("two palettes in turn", "pixels", Width * Height, static bench => InTurn(bench, TextureFormat.P8)),
        ("two programs in turn", "pixels", Width * Height, static bench => ProgramsInTurn(bench)),
        ("triangles of 8 pixels", "triangles", 2 * 80 * 60, static bench => Grid(bench, 80, 60, 4)),
        ("vertices", "vertices", 3 * 2 * 160 * 120, static bench => Grid(bench, 160, 120, 0)),
        ("vertices, lit", "vertices", 3 * 2 * 160 * 120, static bench => Lit(bench)),
    ];

    private static BlendState Transparent => new()
    {
        IsEnabled = true,
        Source = BlendFactor.SourceAlpha,
        Destination = BlendFactor.InverseSourceAlpha,
        Equation = BlendEquation.Add,
    };

    private static Action? Rectangle(RendererBench bench)
    {
        bench.Call.Target = Target();
        bench.Rectangle(new Vector4(1, 0.5f, 0.25f, 0.5f), 0, 0, Width, Height, z: 1000);
        return null;
    }

    private static Action? Small(RendererBench bench, BlendState blend)
    {
        Rectangle(bench);
        bench.Call.Target = bench.Call.Target with { ColorFormat = SurfaceFormat.R5G6B5 };
        bench.Call.State = bench.Call.State with { Blend = blend };
        return null;
    }

    private static Action? Tested(RendererBench bench, DepthFormat format, bool hasStencil)
    {
        Rectangle(bench);
        bench.Call.Target = bench.Call.Target with { DepthFormat = format };
        bench.Call.State = bench.Call.State with
        {
            IsDepthTested = true,
            DepthFunction = CompareFunction.GreaterOrEqual,
            WritesDepth = true,
            Stencil = new StencilState
            {
                IsEnabled = hasStencil,
                Function = CompareFunction.LessOrEqual,
                Reference = 0,
                ReadMask = 0xFF,
                WriteMask = 0xFF,
                DepthFail = StencilOperation.Zero,
                Pass = StencilOperation.IncrementSaturate,
            },
        };
        return null;
    }

    private static Action? Textured(RendererBench bench, TextureFilter filter)
    {
        Rectangle(bench);
        bench.UseTexture(RendererBench.Texture(TextureOffset, 256, 256) with { Limit = Limit, AddressU = TextureAddress.Wrap, AddressV = TextureAddress.Wrap, MinFilter = filter, MagFilter = filter });
        return null;
    }

    /// <summary>A second stage behind a plain one, whose result is shown.</summary>
    private static Action? Staged(RendererBench bench, TextureOperation operation, int mostSamples = 1)
    {
        Textured(bench, TextureFilter.Linear);
        PixelProgram showing = PlainDraw.Showing(CombinerRegister.Texture0 + 1);
        bench.Call.PixelProgram = new PixelProgram
        {
            Textures = [new TextureStage { Operation = TextureOperation.Project2D }, new TextureStage { Operation = operation }, default, default],
            Combiners = showing.Combiners,
            Final = showing.Final,
        };
        bench.Call.VertexProgram = new VertexProgram([.. PlainDraw.PassThrough().Code, PlainDraw.Move(VertexOutput.Texture1, PlainDraw.TextureAttribute)], 0);
        bench.Call.PixelConstants.BumpMatrix[1] = new Vector4(3, 1, -1, 3);
        bench.Call.PixelConstants.BumpLuminance[1] = new Vector4(0.5f, 0.25f, 0, 0);
        bench.Call.Textures[1] = bench.Call.Textures[0] with
        {
            MaxAnisotropy = mostSamples,
            Kind = operation == TextureOperation.CubeMap ? TextureKind.Cube : TextureKind.TwoDimensional,
            Layout = operation == TextureOperation.CubeMap ? SurfaceLayout.Swizzled : SurfaceLayout.Pitch,
        };

        // Longer than wide, for the axis of an anisotropic filter.
        for (int i = 0; i < bench.Call.VertexCount; i++)
        {
            bench.Call.Vertices[(i * DrawCall.AttributeCount) + PlainDraw.TextureAttribute] *= new Vector4(3, 1, 1, 1);
        }

        return null;
    }

    /// <summary>Draws take turns with two textures that have their own places, palettes and filters.</summary>
    private static Action InTurn(RendererBench bench, TextureFormat format)
    {
        Textured(bench, TextureFilter.Nearest);
        TextureState next = bench.Call.Textures[0] with { Format = format, PaletteOffset = TextureOffset + 0x8_0000, PaletteLength = 256 };
        TextureState last = next with { Offset = TextureOffset + 0x4_0000, PaletteOffset = TextureOffset + 0x8_0400, PaletteLength = 128, MagFilter = TextureFilter.Linear };
        return () =>
        {
            bench.Call.Textures[0] = next;
            (next, last) = (last, next);
        };
    }

    /// <summary>Draws take turns with two pixel programs.</summary>
    private static Action ProgramsInTurn(RendererBench bench)
    {
        Textured(bench, TextureFilter.Nearest);
        (PixelProgram next, PixelProgram last) = (bench.Call.PixelProgram, PlainDraw.Showing(CombinerRegister.Diffuse));
        return () =>
        {
            bench.Call.PixelProgram = next;
            (next, last) = (last, next);
        };
    }

    private static Action? MipMapped(RendererBench bench)
    {
        Rectangle(bench);
        bench.UseTexture(RendererBench.Texture(TextureOffset, 256, 256) with
        {
            Limit = Limit,
            Layout = SurfaceLayout.Swizzled,
            Levels = 9,
            MaxLod = 8 << 8,
            AddressU = TextureAddress.Wrap,
            AddressV = TextureAddress.Wrap,
            MinFilter = TextureFilter.LinearMipLinear,
            MagFilter = TextureFilter.Linear,
        });

        // Two and a half texels a pixel.
        for (int i = 0; i < bench.Call.VertexCount; i++)
        {
            bench.Call.Vertices[(i * DrawCall.AttributeCount) + PlainDraw.TextureAttribute] *= new Vector4(2.5f / 256, 2.5f / 256, 1, 1);
        }

        return null;
    }

    /// <summary>Squares of two triangles each, at places of a grid.</summary>
    private static Action? Grid(RendererBench bench, int columns, int rows, int size)
    {
        Rectangle(bench);
        Vector4[] one = bench.Call.Vertices;
        var vertices = new List<Vector4>();
        for (int i = 0; i < columns * rows; i++)
        {
            (int x, int y) = (i % columns * (Width / columns), i / columns * (Height / rows));
            for (int corner = 0; corner < 6; corner++)
            {
                Span<Vector4> attributes = one.AsSpan(corner * DrawCall.AttributeCount, DrawCall.AttributeCount);
                Vector4[] copy = attributes.ToArray();
                copy[0] = new Vector4(x + (copy[0].X > 0 ? size : 0), y + (copy[0].Y > 0 ? size : 0), 1000, 1);
                vertices.AddRange(copy);
            }
        }

        bench.Call.Vertices = [.. vertices];
        bench.Call.VertexCount = bench.Call.IndexCount = 6 * columns * rows;
        bench.Call.Indices = [.. Enumerable.Range(0, bench.Call.IndexCount)];
        return null;
    }

    /// <summary>The fixed functions with an infinite and a local light, normals of length 1 and a texture matrix.</summary>
    private static Action? Lit(RendererBench bench)
    {
        Grid(bench, 160, 120, 0);
        var key = new uint[FixedFunctionKey.Words];
        key[FixedFunctionKey.Normalize] = key[FixedFunctionKey.Lighting] = key[FixedFunctionKey.SpecularEnable] = 1;
        key[FixedFunctionKey.LightMask] = 0b1001;
        key[FixedFunctionKey.PointParams] = 2;
        bench.Call.VertexProgram = FixedFunction.Build(key);
        Array.Fill(bench.Call.VertexConstants, new Vector4(0.5f, 0.25f, 0.75f, 1));
        foreach (int matrix in (ReadOnlySpan<int>)[TransformContext.Composite, TransformContext.ModelView, TransformContext.InverseModelView, TransformContext.TextureMatrix])
        {
            ReadOnlySpan<Vector4> rows = [Vector4.UnitX, Vector4.UnitY, Vector4.UnitZ, Vector4.UnitW];
            rows.CopyTo(bench.Call.VertexConstants.AsSpan(matrix));
        }

        bench.Call.VertexConstants[TransformContext.ViewportOffset] = Vector4.Zero;
        bench.Call.VertexConstants[FixedConstants.Numbers] = new Vector4(0, 1, 63.875f, 2);
        bench.Call.VertexConstants[FixedConstants.Rounding] = new Vector4(8388608, 1024, 1 / 16384f, 0);
        for (int i = 0; i < bench.Call.VertexCount; i++)
        {
            bench.Call.Vertices[(i * DrawCall.AttributeCount) + 2] = new Vector4(0.1f, 0.2f, 0.9f, 1);
        }

        return null;
    }

    private static RenderTarget Target() => new()
    {
        Color = new Surface(ColorOffset, Limit, Width * 4),
        ColorFormat = SurfaceFormat.A8R8G8B8,
        Depth = new Surface(DepthOffset, Limit, Width * 4),
        DepthFormat = DepthFormat.Z24S8,
        Layout = SurfaceLayout.Pitch,
        Clip = new Rectangle(0, 0, Width, Height),
    };
}
