using System.Numerics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software.Tests;

/// <summary>Rules that were derived from gradients in pictures of the console.</summary>
public sealed class InterpolationTests
{
    [Theory]
    [InlineData(10, 126)]
    [InlineData(11, 127)]
    [InlineData(31, 127)]
    [InlineData(32, 128)]
    [InlineData(63, 129)]
    public void Color_BetweenRoundedEnds_ChangesWhereTheWeightsSay(int column, int expected)
    {
        using var bench = new DrawBench();
        bench.Call.Primitive = Primitive.Quads;

        // 126.2 and 128.8 in 255ths: without rounding at the vertices the first change would be at column 7.
        Draw(bench, [new(0, 0, 0, 1), new(64, 0, 0, 1), new(64, 32, 0, 1), new(0, 32, 0, 1)], [0.495f, 0.505f, 0.505f, 0.495f]);

        Assert.Equal((uint)expected, (bench.Pixel(column, 20) >> 16) & 0xFF);
    }

    [Fact]
    public void Color_OfTwoEqualVertices_LosesTheFractionOfBothWeights()
    {
        using var bench = new DrawBench();

        Draw(bench, [new(0, 0, 0, 1), new(64, 0, 0, 1), new(32, 40, 0, 1)], [1, 0, 1]);

        // The weights are 140.4 and 67.2 of 256; 140 + 67 of 256 are 206 of 255, and 207 would be the nearest.
        Assert.Equal(206u, (bench.Pixel(20, 10) >> 16) & 0xFF);
    }

    private static void Draw(DrawBench bench, ReadOnlySpan<Vector4> positions, ReadOnlySpan<float> reds)
    {
        var colors = new Vector4[positions.Length];
        for (int i = 0; i < colors.Length; i++)
        {
            colors[i] = new Vector4(reds[i], 0, 0, 1);
        }

        bench.DrawColored(positions, colors);
    }
}
