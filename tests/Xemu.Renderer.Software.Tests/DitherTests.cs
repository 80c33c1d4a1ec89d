using System.Numerics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software.Tests;

/// <summary>Dithering of surfaces of 16 bits; the matrix is the usual one, no picture of the console shows the chip's.</summary>
public sealed class DitherTests
{
    [Theory]
    [InlineData(0, 0, 5)]
    [InlineData(1, 0, 6)]
    [InlineData(2, 0, 5)]
    [InlineData(3, 0, 6)]
    [InlineData(0, 1, 6)]
    [InlineData(1, 1, 5)]
    [InlineData(3, 2, 6)]
    [InlineData(1, 3, 5)]
    [InlineData(20, 9, 6)]
    public void Component_OfHalfAStep_IsRaisedInHalfOfThePixels(int x, int y, int expected)
    {
        using DrawBench bench = Drawn(SurfaceFormat.R5G6B5, isDithered: true, 44);

        Assert.Equal(expected, Pixel(bench, x, y) >> 11);
        Assert.Equal(expected, Pixel(bench, x, y) & 31);
        Assert.Equal(11, (Pixel(bench, x, y) >> 5) & 63);
    }

    [Theory]
    [InlineData(SurfaceFormat.R5G6B5, 255, 0xFFFF)]
    [InlineData(SurfaceFormat.R5G6B5, 0, 0)]
    [InlineData(SurfaceFormat.X1R5G5B5O, 255, 0xFFFF)]
    [InlineData(SurfaceFormat.G8B8, 44, 0x2C2C)]
    public void Component_WithoutWhatWouldBeCutOff_Stays(SurfaceFormat format, int level, int expected)
    {
        using DrawBench bench = Drawn(format, isDithered: true, level);

        Assert.All(Enumerable.Range(0, 64), i => Assert.Equal(expected, Pixel(bench, i % 8, i / 8)));
    }

    [Fact]
    public void Component_WithoutDithering_IsCutOff()
    {
        using DrawBench bench = Drawn(SurfaceFormat.R5G6B5, isDithered: false, 47);

        Assert.All(Enumerable.Range(0, 64), i => Assert.Equal((5 << 11) | (11 << 5) | 5, Pixel(bench, i % 8, i / 8)));
    }

    [Fact]
    public void Picture_Of32Bits_IsNotDithered()
    {
        using DrawBench bench = Drawn(SurfaceFormat.A8R8G8B8, isDithered: true, 44);

        Assert.All(Enumerable.Range(0, 64), i => Assert.Equal(0x2C2C2C2Cu, bench.Pixel(i % 8, i / 8)));
    }

    private static DrawBench Drawn(SurfaceFormat format, bool isDithered, int level)
    {
        var bench = new DrawBench();
        bench.Call.Target = bench.Call.Target with { ColorFormat = format };
        bench.Call.State = bench.Call.State with { IsDithered = isDithered };
        bench.DrawRectangle(new Vector4(level / 255f), 0, 0, 32, 16);
        return bench;
    }

    private static int Pixel(DrawBench bench, int x, int y) =>
        (int)(bench.Word(DrawBench.ColorOffset + (uint)(((y * DrawBench.Width * 4) + (x * 2)) & ~3)) >> ((x & 1) * 16)) & 0xFFFF;
}
