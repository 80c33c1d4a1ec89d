using System.Numerics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software.Tests;

/// <summary>Points as photographs of the console have them ("Point size", "ZPass pixel count").</summary>
public sealed class PointTests
{
    private static readonly Vector4 Red = new(1, 0, 0, 1);

    [Theory]
    [InlineData(20f, 0f, 20, 20)]
    [InlineData(20f, 0.875f, 0, -1)]
    [InlineData(20f, 1f, 19, 19)]
    [InlineData(20f, 2.875f, 19, 20)]
    [InlineData(20f, 3f, 18, 21)]
    [InlineData(20f, 4f, 18, 21)]
    [InlineData(20f, 5f, 17, 22)]
    [InlineData(20.53f, 0.125f, 20, 20)]
    [InlineData(20.53f, 2f, 19, 20)]
    [InlineData(20.53f, 2.125f, 19, 21)]
    [InlineData(20.53f, 6f, 17, 23)]
    [InlineData(20.53f, 8f, 16, 23)]
    public void Point_OfASize_HasTheChipsPixels(float center, float size, int first, int last)
    {
        using DrawBench bench = Bench(size);

        bench.Draw(Red, new Vector4(center, center, 0, 1));

        int width = last - first + 1;
        Assert.Equal(width * width, bench.CountDrawn());
        Assert.True(width == 0 || (bench.Pixel(first, first) != 0 && bench.Pixel(last, last) != 0));
    }

    [Fact]
    public void Point_OfAWholePixel_HasTheEdgesOfLines()
    {
        using DrawBench bench = Bench(1);
        bench.Call.State = bench.Call.State with { DrawsWholePixels = true };

        bench.Draw(Red, new Vector4(20, 20, 0, 1));

        Assert.Equal(1, bench.CountDrawn());
        Assert.NotEqual(0u, bench.Pixel(20, 19));
    }

    [Theory]
    [InlineData(false, 6)]
    [InlineData(true, 4)]
    public void PointSize_OfAProgram_CountsUnlessItIsFixed(bool isFixed, int width)
    {
        using DrawBench bench = Bench(4);
        bench.Call.State = bench.Call.State with { HasFixedPointSize = isFixed };
        VertexSource size = new(VertexRegister.Constant, 0);
        bench.Call.VertexConstants[0] = new Vector4(5.24f);
        bench.Call.VertexProgram = new VertexProgram(
            [
                .. bench.Call.VertexProgram.Code,
                new VertexInstruction(VertexOperation.Move, VertexRegister.Output, (short)VertexOutput.PointSize, 15, size, size, size),
            ],
            0);

        bench.Draw(Red, new Vector4(20, 20, 0, 1));

        // 5.24 loses what is finer than an eighth.
        Assert.Equal(width * width, bench.CountDrawn());
    }

    /// <summary>A sprite of 40 pixels around a whole coordinate: edges of its 32 texels meet the centre of every fifth pixel.</summary>
    [Theory]
    [InlineData(5, 4)]
    [InlineData(10, 8)]
    [InlineData(20, 16)]
    [InlineData(24, 19)]
    [InlineData(25, 19)]
    [InlineData(26, 20)]
    [InlineData(35, 27)]
    [InlineData(40, 31)]
    public void Sprite_WhereATexelsEdgeMeetsACentre_BeginsItLateInItsRightHalf(int column, int texel)
    {
        using var textures = new TextureBench(default, default, default, new TextureStage { Operation = TextureOperation.Project2D });
        textures.SetTexture(3, TextureFormat.A8R8G8B8, 32, 1, [.. Enumerable.Range(0, 128).Select(static i => (byte)(i / 4))]);
        textures.Call.Textures[3] = textures.Call.Textures[3] with { Layout = SurfaceLayout.Swizzled };
        textures.Call.State = textures.Call.State with { HasPointSprites = true };
        textures.Call.Primitive = Primitive.Points;
        textures.Call.Constants.PointSize = 40;

        textures.Bench.Draw(Red, new Vector4(20.53f, 20.53f, 0, 1));

        Assert.Equal((uint)texel * 0x0101_0101, textures.Bench.Pixel(column, 20));
    }

    private static DrawBench Bench(float size)
    {
        var bench = new DrawBench();
        bench.Call.Primitive = Primitive.Points;
        bench.Call.Constants.PointSize = size;
        return bench;
    }
}
