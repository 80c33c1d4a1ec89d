using System.Numerics;
using Xemu.Abstractions.Graphics;
using Xemu.Testing;

namespace Xemu.Renderer.Toolkit.Tests;

/// <summary>What a draw brings besides its programs reaches the host's GPU: earlier results, borders, conversions, infinite fog.</summary>
public sealed class GpuRendererInputTests
{
    private static readonly Vector4 Red = new(1, 0, 0, 1);

    [Fact]
    public void Result_ThatTheProgramDoesNotWrite_IsWhatItWasBefore()
    {
        using var pair = new RendererPair();
        pair.Call.VertexOutputs[(int)VertexOutput.Specular] = new Vector4(0.25f, 0.5f, 0.75f, 1);
        pair.Call.PixelProgram = PlainDraw.Showing(CombinerRegister.Specular);

        pair.DrawRectangle(Red, 0, 0, 8, 8);

        pair.AssertSamePicture();
        Assert.Equal(0xFF40_80BFu, pair.Word(RendererPair.ColorOffset));
    }

    [Theory]
    [InlineData(TextureKind.TwoDimensional, TextureFilter.Nearest)]
    [InlineData(TextureKind.TwoDimensional, TextureFilter.Linear)]
    [InlineData(TextureKind.ThreeDimensional, TextureFilter.Nearest)]
    [InlineData(TextureKind.ThreeDimensional, TextureFilter.Linear)]
    public void Texture_WithABorder_ShowsItsBorder(TextureKind kind, TextureFilter filter)
    {
        using var pair = new RendererPair();
        pair.FillRandom(RendererPair.TextureOffset, 0x1_0000);
        pair.Call.PixelProgram = PlainDraw.Showing(CombinerRegister.Texture0);
        pair.Call.Textures[0] = Texture(kind, filter) with { HasBorder = true, AddressU = TextureAddress.Border, AddressV = TextureAddress.Clamp };

        DrawAround(pair, 0.6f);

        pair.AssertSamePicture(tolerance: 1);
    }

    [Theory]
    [InlineData(TextureFormat.R16B16, ColorMask.None)]
    [InlineData(TextureFormat.R16B16, ColorMask.Alpha | ColorMask.Green)]
    [InlineData(TextureFormat.Y16, ColorMask.Green)]
    public void Texture_OfWideNumbers_IsFilteredWhole(TextureFormat format, ColorMask signs)
    {
        using var pair = new RendererPair();
        pair.FillRandom(RendererPair.TextureOffset, 0x1_0000);
        pair.Call.PixelProgram = PlainDraw.Showing(CombinerRegister.Texture0);
        pair.Call.Textures[0] = Texture(TextureKind.TwoDimensional, TextureFilter.Linear) with { Format = format, SignedComponents = signs, Width = 8, Height = 8 };

        // Weights that eight bits hold: the lower byte shows each of them.
        pair.DrawRectangle(Red, 0, 0, 32, 32);

        pair.AssertSamePicture();
    }

    [Fact]
    public void Texture_OfLuminanceAndChrominance_IsConverted()
    {
        using var pair = new RendererPair();
        pair.FillRandom(RendererPair.TextureOffset, 0x1_0000);
        pair.Call.PixelProgram = PlainDraw.Showing(CombinerRegister.Texture0);
        pair.Call.State = pair.Call.State with { ConvertsTextures = true };
        pair.Call.Textures[0] = Texture(TextureKind.TwoDimensional, TextureFilter.Nearest) with { Format = TextureFormat.Yuy2 };

        DrawAround(pair, 0);

        pair.AssertSamePicture();
    }

    [Fact]
    public void Fog_OfInfiniteCoordinatesAndNoSlope_IsTheBias()
    {
        using var pair = new RendererPair();
        pair.Call.VertexOutputs[(int)VertexOutput.Fog] = new Vector4(float.PositiveInfinity);
        pair.Call.State = pair.Call.State with { Fog = FogMode.Exponential };
        pair.Call.Constants.FogParameters = new Vector2(1.4375f, 0);
        pair.Call.PixelProgram = PlainDraw.Showing(CombinerRegister.Fog);

        pair.DrawRectangle(Red, 0, 0, 8, 8);

        pair.AssertSamePicture();

        // 2^(16 · -0.0625) of 255.
        Assert.Equal(0x8000_0000u, pair.Word(RendererPair.ColorOffset));
    }

    [Fact]
    public void Texture_OfACube_TakesTheLevelOfItsFace()
    {
        using var pair = new RendererPair();
        FillLevelsOfACube(pair);
        PixelProgram plain = PlainDraw.Showing(CombinerRegister.Texture0);
        pair.Call.PixelProgram = new PixelProgram
        {
            Textures = [new TextureStage { Operation = TextureOperation.CubeMap }, default, default, default],
            Combiners = plain.Combiners,
            Final = plain.Final,
        };
        pair.Call.Textures[0] = Texture(TextureKind.Cube, TextureFilter.NearestMipNearest) with { Width = 32, Height = 32, Levels = 4 };

        // 32 texels over 8 pixels: four texels a pixel are level 2.
        (Vector4, Vector4, Vector4) a = (new(0, 0, 0, 1), Red, new(-1, -1, 1, 1));
        (Vector4, Vector4, Vector4) b = (new(8, 0, 0, 1), Red, new(1, -1, 1, 1));
        (Vector4, Vector4, Vector4) c = (new(8, 8, 0, 1), Red, new(1, 1, 1, 1));
        (Vector4, Vector4, Vector4) d = (new(0, 8, 0, 1), Red, new(-1, 1, 1, 1));
        pair.Draw(a, b, c, a, c, d);

        pair.AssertSamePicture();
        Assert.Equal(0x4242_4242u, pair.Word(RendererPair.ColorOffset));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Specular_ThatIsDropped_IsBlackOrOpaque(bool dropsColor, bool dropsAlpha)
    {
        using var pair = new RendererPair();
        pair.Call.VertexOutputs[(int)VertexOutput.Specular] = new Vector4(0.25f, 0.5f, 0.75f, 0.5f);
        pair.Call.PixelProgram = PlainDraw.Showing(CombinerRegister.Specular);
        pair.Call.State = pair.Call.State with { DropsSpecular = dropsColor, DropsSpecularAlpha = dropsAlpha };

        pair.DrawRectangle(Red, 0, 0, 8, 8);

        pair.AssertSamePicture();
        Assert.Equal(dropsColor ? 0xFF00_0000u : 0xFF40_80BFu, pair.Word(RendererPair.ColorOffset));
    }

    [Fact]
    public void Triangle_WithoutPerspective_IsInterpolatedOverTheScreen()
    {
        using var pair = new RendererPair();
        pair.Call.State = pair.Call.State with { IsAffine = true };

        pair.Draw(
            (new(31, 4, 0, 1), Red, default), (new(58, 41, 0, 4), new Vector4(0, 1, 0, 1), default), (new(3, 40, 0, 9), new Vector4(0, 0, 1, 0), default));

        // The chip weighs colours with eight bits.
        pair.AssertSamePicture(tolerance: 2);
    }

    [Fact]
    public void Depth_ThatAStageReplaces_IsStored()
    {
        using var pair = new RendererPair();
        pair.Call.State = pair.Call.State with { IsDepthTested = true, DepthFunction = CompareFunction.Always, WritesDepth = true };

        // Nothing is sampled: the mapping makes -128/127 of 0.
        TextureStage dot = new() { Operation = TextureOperation.DotProduct, Mapping = DotMapping.MinusOneToOneDirect3D };
        pair.Call.PixelProgram = new PixelProgram { Textures = [default, dot, dot with { Operation = TextureOperation.DotZW }, default], Combiners = [default] };
        pair.Call.VertexOutputs[(int)VertexOutput.Texture1] = new Vector4(-1001, 0, 0, 1);
        pair.Call.VertexOutputs[(int)VertexOutput.Texture2] = new Vector4(-2, 0, 0, 1);

        pair.DrawRectangle(Red, 0, 0, 8, 8, 5);

        pair.AssertSame(RendererPair.DepthOffset, RendererPair.Width * RendererPair.Height * 4);
        Assert.Equal(500u, pair.Word(RendererPair.DepthOffset) >> 8);
    }

    [Fact]
    public void Texture_ThatIsTheSurfaceDrawnInto_IsAsBeforeTheDraw()
    {
        using var pair = new RendererPair();
        pair.FillRandom(RendererPair.ColorOffset, RendererPair.Width * RendererPair.Height * 4);
        pair.Call.PixelProgram = PlainDraw.Showing(CombinerRegister.Texture0);
        pair.Call.Textures[0] = Texture(TextureKind.TwoDimensional, TextureFilter.Nearest) with
        {
            Offset = RendererPair.ColorOffset,
            Layout = SurfaceLayout.Pitch,
            Width = RendererPair.Width,
            Height = RendererPair.Height,
            Pitch = RendererPair.Width * 4,
        };

        // The second triangle reads where the first one draws.
        pair.Draw(
            (new(0, 0, 0, 1), Red, new(20, 20, 0, 1)), (new(16, 0, 0, 1), Red, new(36, 20, 0, 1)), (new(0, 16, 0, 1), Red, new(20, 36, 0, 1)),
            (new(30, 0, 0, 1), Red, new(0, 0, 0, 1)), (new(46, 0, 0, 1), Red, new(16, 0, 0, 1)), (new(30, 16, 0, 1), Red, new(0, 16, 0, 1)));

        pair.AssertSamePicture();
    }

    /// <summary>Six faces of 32×32 texels and three levels more, each level of bytes of its own: 0x40 and on.</summary>
    private static void FillLevelsOfACube(RendererPair pair)
    {
        const int FaceBytes = 5504;
        byte[] face = new byte[FaceBytes];
        face.AsSpan(0, 4096).Fill(0x40);
        face.AsSpan(4096, 1024).Fill(0x41);
        face.AsSpan(5120, 256).Fill(0x42);
        face.AsSpan(5376, 64).Fill(0x43);
        for (uint i = 0; i < 6; i++)
        {
            pair.Fill(RendererPair.TextureOffset + (i * FaceBytes), face);
        }
    }

    /// <summary>Draws a texture with its surroundings; no pixel's centre lies on a texel's edge.</summary>
    private static void DrawAround(RendererPair pair, float margin)
    {
        (float low, float high) = (-margin, 1 + margin);
        (Vector4, Vector4, Vector4) a = (new(2.25f, 2.25f, 0, 1), Red, new(low, low, 0.4f, 1));
        (Vector4, Vector4, Vector4) b = (new(61, 2.25f, 0, 1), Red, new(high, low, 0.4f, 1));
        (Vector4, Vector4, Vector4) c = (new(61, 45, 0, 1), Red, new(high, high, 0.4f, 1));
        (Vector4, Vector4, Vector4) d = (new(2.25f, 45, 0, 1), Red, new(low, high, 0.4f, 1));
        pair.Draw(a, b, c, a, c, d);
    }

    private static TextureState Texture(TextureKind kind, TextureFilter filter) => new()
    {
        Kind = kind,
        Offset = RendererPair.TextureOffset,
        Limit = RendererPair.MemoryEnd,
        Format = TextureFormat.A8R8G8B8,
        Layout = SurfaceLayout.Swizzled,
        Width = 8,
        Height = 4,
        Depth = kind == TextureKind.ThreeDimensional ? 2 : 1,
        Levels = 1,
        AddressU = TextureAddress.Wrap,
        AddressV = TextureAddress.Mirror,
        AddressP = TextureAddress.Border,
        MinFilter = filter,
        MagFilter = filter == TextureFilter.NearestMipNearest ? TextureFilter.Nearest : filter,
        MaxLod = 1024,
    };
}
