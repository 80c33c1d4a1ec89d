using System.Numerics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software.Tests;

public sealed class SurfaceTests
{
    [Theory]
    [InlineData(SurfaceFormat.R5G6B5, 0xFF11_2233u, 0x1106u)]
    [InlineData(SurfaceFormat.X1R5G5B5Z, 0xFFF8_0008u, 0x7C01u)]
    [InlineData(SurfaceFormat.X1R5G5B5O, 0x00F8_0008u, 0xFC01u)]
    [InlineData(SurfaceFormat.X8R8G8B8Z, 0xFF11_2233u, 0x0011_2233u)]
    [InlineData(SurfaceFormat.X8R8G8B8O, 0x0011_2233u, 0xFF11_2233u)]
    [InlineData(SurfaceFormat.X1A7R8G8B8Z, 0xFF11_2233u, 0x7F11_2233u)]
    [InlineData(SurfaceFormat.X1A7R8G8B8O, 0x0011_2233u, 0x8011_2233u)]
    [InlineData(SurfaceFormat.B8, 0xFF11_2233u, 0x33u)]
    [InlineData(SurfaceFormat.G8B8, 0xFF11_2233u, 0x2233u)]
    public void Encode_Color_GivesTheFormatsBits(SurfaceFormat format, uint argb, uint bits) =>
        Assert.Equal(bits, ColorCodec.Encode(format, argb));

    [Fact]
    public void Swizzle_OfARectangle_InterleavesAndThenGoesOn()
    {
        var swizzle = new Swizzle(3, 1);

        Assert.Equal([0u, 1u, 4u, 5u, 8u, 9u, 12u, 13u], Enumerable.Range(0, 8).Select(x => swizzle.IndexOf((uint)x, 0)));
        Assert.Equal(2u, swizzle.IndexOf(0, 1));
    }

    [Fact]
    public void Swizzle_OfAnySize_IsAPermutation()
    {
        for (int width = 0; width < 5; width++)
        {
            for (int height = 0; height < 5; height++)
            {
                var swizzle = new Swizzle(width, height);
                IEnumerable<uint> all = from y in Enumerable.Range(0, 1 << height)
                                        from x in Enumerable.Range(0, 1 << width)
                                        select swizzle.IndexOf((uint)x, (uint)y);
                Assert.Equal(1 << (width + height), all.Distinct().Count());
                Assert.Equal((1u << (width + height)) - 1, all.Max());
            }
        }
    }

    [Fact]
    public void Clear_SomeComponents_LeavesTheOthers()
    {
        using var bench = new DrawBench();
        var all = new Rectangle(0, 0, DrawBench.Width, DrawBench.Height);
        bench.Renderer.Clear(new ClearCall(bench.Call.Target, all, ColorMask.All, 0x1122_3344, false, false, 0));

        bench.Renderer.Clear(new ClearCall(bench.Call.Target, new Rectangle(1, 1, 2, 2), ColorMask.Red | ColorMask.Blue, 0xAABB_CCDD, false, true, 0x55));

        Assert.Equal(0x1122_3344u, bench.Pixel(0, 0));
        Assert.Equal(0x11BB_33DDu, bench.Pixel(1, 1));
        Assert.Equal(0x55u, bench.Depth(1, 1));
        Assert.Equal(0u, bench.Depth(2, 1));
    }

    [Theory]
    [InlineData(SurfaceFormat.X8R8G8B8Z, 0x7F3C_2C1Cu, 0x003C_2C1Cu)]
    [InlineData(SurfaceFormat.X8R8G8B8O, 0x7F3C_2C1Cu, 0xFF3C_2C1Cu)]
    [InlineData(SurfaceFormat.X1A7R8G8B8Z, 0xFE0E_CE3Eu, 0x7E0E_CE3Eu)]
    [InlineData(SurfaceFormat.X1A7R8G8B8O, 0x011B_2B3Bu, 0x811B_2B3Bu)]
    public void Clear_FormatWithFixedBits_HasThem(SurfaceFormat format, uint value, uint expected)
    {
        using var bench = new DrawBench();
        bench.Call.Target = bench.Call.Target with { ColorFormat = format };

        bench.Renderer.Clear(new ClearCall(bench.Call.Target, new Rectangle(0, 0, 1, 1), ColorMask.All, value, false, false, 0));

        Assert.Equal(expected, bench.Pixel(0, 0));
    }

    [Fact]
    public void Texture_Linear_IsSampledByTexels()
    {
        using var bench = new TextureBench(new TextureStage { Operation = TextureOperation.Project2D });
        bench.SetTexture(0, TextureFormat.A8R8G8B8, 2, 1, 1, 2, 3, 4, 5, 6, 7, 8);

        bench.Draw(2, 1, new Vector4(2, 1, 0, 1));

        Assert.Equal(0x0403_0201u, bench.Bench.Pixel(0, 0));
        Assert.Equal(0x0807_0605u, bench.Bench.Pixel(1, 0));
        Assert.Equal(2, bench.Bench.CountDrawn());
    }

    [Fact]
    public void Dxt1_BlockOfTwoColors_DecodesFourShades()
    {
        var texels = new uint[16];

        S3tc.Decode(TextureFormat.Dxt1, [0x00, 0xF8, 0x1F, 0x00, 0b11_10_01_00, 0, 0, 0], texels);

        Assert.Equal(0xFFFF_0000u, texels[0]);
        Assert.Equal(0xFF00_00FFu, texels[1]);
        Assert.Equal(0xFFAC_0051u, texels[2]);
        Assert.Equal(0xFF58_00ADu, texels[3]);
    }

    [Fact]
    public void Dxt1_FirstColorNotAbove_HasATransparentOne()
    {
        var texels = new uint[16];

        S3tc.Decode(TextureFormat.Dxt1, [0x1F, 0x00, 0x00, 0xF8, 0b11, 0, 0, 0], texels);

        Assert.Equal(0u, texels[0]);
    }
}
