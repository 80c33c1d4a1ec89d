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

    [Theory]
    [InlineData(0xFFC0_0000u, 0u)]
    [InlineData(0x7FC0_0000u, 255u)]
    public void Color_ThatIsNoNumber_CountsByItsSign(uint bits, uint expected)
    {
        using var bench = new DrawBench();

        bench.DrawRectangle(new Vector4(BitConverter.UInt32BitsToSingle(bits), 0, 0, 1), 8, 4, 24, 12);

        Assert.Equal(0xFF00_0000 | (expected << 16), bench.Pixel(10, 6));
    }

    [Fact]
    public void Line_Slanted_IsWiderThanItsWidth()
    {
        using var bench = new DrawBench();
        bench.Call.Primitive = Primitive.Lines;
        bench.Call.Constants.LineWidth = 8;

        Draw(bench, [new(4, 4, 0, 1), new(36, 20, 0, 1)], [1, 1]);

        // These centres are 4.25 and 4.70 pixels away from the line; the longer side and half of the shorter one make 4.47 of 4.
        Assert.NotEqual(0u, bench.Pixel(20, 7));
        Assert.Equal(0u, bench.Pixel(21, 7));
    }

    [Theory]
    [InlineData(1, 7)]
    [InlineData(31, 167)]
    public void ColorOfALine_WhereItsWeightIsWhole_LosesABitInTheFirstHalf(int column, int expected)
    {
        using var bench = new DrawBench();
        bench.Call.Primitive = Primitive.Lines;
        bench.Call.Constants.LineWidth = 1;

        // The weights are 8 and 168 of 256.
        Draw(bench, [new(0, 8, 0, 1), new(48, 8, 0, 1)], [0, 1]);

        Assert.Equal((uint)expected, (bench.Pixel(column, 7) >> 16) & 0xFF);
    }

    [Theory]
    [InlineData(Primitive.Triangles, 0xFF40_0000)]
    [InlineData(Primitive.TriangleFan, 0xFF80_0000)]
    [InlineData(Primitive.Quads, 0xFFFF_0000)]
    [InlineData(Primitive.Polygon, 0xFF40_0000)]
    public void FlatColor_OfTheFirstVertex_HoldsNotForQuads(Primitive primitive, uint expected)
    {
        using var bench = new DrawBench();
        bench.Call.Primitive = primitive;
        bench.Call.State = bench.Call.State with { IsFlat = true, IsFirstProvoking = true };

        Draw(bench, [new(0, 0, 0, 1), new(48, 0, 0, 1), new(48, 32, 0, 1), new(0, 32, 0, 1)], [0.25f, 0.5f, 0.75f, 1]);

        Assert.Equal(expected, bench.Pixel(24, 8));
    }

    [Theory]
    [InlineData(0.1f, 25)]
    [InlineData(0.7f, 178)]
    [InlineData(0.70000005f, 178)]
    [InlineData(0.5f, 128)]
    [InlineData(0.5980809f, 152)]
    [InlineData(0.97062701f, 247)]
    [InlineData(0.27259037f, 70)]
    [InlineData(0.4098265f, 105)]
    [InlineData(0.80590892f, 206)]
    public void Color_OfAVertex_LosesItsLowestBitsBeforeItIsRounded(float red, int expected)
    {
        using var bench = new DrawBench();

        Draw(bench, [new(0, 0, 0, 1), new(64, 0, 0, 1), new(32, 40, 0, 1)], [red, red, red]);

        Assert.Equal((uint)expected, (bench.Pixel(20, 10) >> 16) & 0xFF);
    }

    [Theory]
    [InlineData(false, 51)]
    [InlineData(true, 127)]
    public void Color_Affine_IsInterpolatedOverTheScreen(bool isAffine, int expected)
    {
        using var bench = new DrawBench();
        bench.Call.State = bench.Call.State with { IsAffine = isAffine };
        bench.Call.Primitive = Primitive.Quads;

        Draw(bench, [new(0, 0, 0, 1), new(63, 0, 0, 4), new(63, 32, 0, 4), new(0, 32, 0, 1)], [0, 1, 1, 0]);

        // The weights are cut off to eight bits: another test's matter.
        Assert.InRange((int)(bench.Pixel(31, 20) >> 16) & 0xFF, expected - 2, expected + 2);
    }

    [Theory]
    [InlineData(2, 15)]
    [InlineData(32, 207)]
    public void ColorOfATriangle_WhereItsWeightIsWhole_LosesABitInTheFirstHalf(int row, int expected)
    {
        using var bench = new DrawBench();

        // The third vertex' weight is 16 of 256 at row 2, and 208 at row 32.
        Draw(bench, [new(0, 0, 0, 1), new(48, 0, 0, 1), new(0, 40, 0, 1)], [0, 0, 1]);

        Assert.Equal((uint)expected, (bench.Pixel(0, row) >> 16) & 0xFF);
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
