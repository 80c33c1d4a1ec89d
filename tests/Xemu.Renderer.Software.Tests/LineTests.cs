using System.Numerics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software.Tests;

/// <summary>Lines as photographs of the console have them; the numbers are those of its pixels, moved into a small picture.</summary>
public sealed class LineTests
{
    private static readonly Vector4 Red = new(1, 0, 0, 1);

    [Fact]
    public void ThinLine_Level_StartsInThePixelOfItsFirstEndAndStopsBeforeThatOfItsLast()
    {
        using DrawBench bench = Bench(isThin: true);

        bench.Draw(Red, new(8.36f, 5.78f, 0, 1), new(19.7f, 5.78f, 0, 1));

        Assert.Equal(Enumerable.Range(8, 11), Columns(bench, 5));
        Assert.Equal(11, bench.CountDrawn());
    }

    [Fact]
    public void ThinLine_FromRightToLeft_StopsBeforeTheLeftPixel()
    {
        using DrawBench bench = Bench(isThin: true);

        bench.Draw(Red, new(19.7f, 5.78f, 0, 1), new(8.36f, 5.78f, 0, 1));

        Assert.Equal(Enumerable.Range(9, 11), Columns(bench, 5));
    }

    [Theory]
    [InlineData(7.5f, 6)]
    [InlineData(7.0f, 6)]
    [InlineData(6.5f, 6)]
    [InlineData(6.0f, 5)]
    public void ThinLine_OnTheEdgeOfARow_IsInTheUpperOne(float y, int row)
    {
        using DrawBench bench = Bench(isThin: true);

        bench.Draw(Red, new(8, y, 0, 1), new(12, y, 0, 1));

        Assert.Equal(Enumerable.Range(8, 4), Columns(bench, y == 7.5f ? 7 : row));
    }

    [Fact]
    public void ThinLine_Diagonal_CountsAsLevel()
    {
        using DrawBench bench = Bench(isThin: true);

        bench.Draw(Red, new(40.6875f, 30.375f, 0, 1), new(30.25f, 19.9375f, 0, 1));

        // The last column, 30, is left out, and with it row 20, which the line would reach.
        Assert.Equal(10, bench.CountDrawn());
        Assert.Equal([40], Columns(bench, 30));
        Assert.Equal([31], Columns(bench, 21));
        Assert.Empty(Columns(bench, 20));
    }

    [Fact]
    public void ThinLine_Gradient_IsHalfAPixelBehind()
    {
        using DrawBench bench = Bench(isThin: true);

        bench.DrawColored([new(0.36f, 5.78f, 0, 1), new(40.36f, 5.78f, 0, 1)], [Vector4.Zero, Vector4.One]);

        // Without the half pixel the first of 40 would be 1.
        Assert.Equal(4, (int)(bench.Pixel(0, 5) & 0xFF));
    }

    [Fact]
    public void WideLine_OnCentres_HasTheRightEdge()
    {
        using DrawBench bench = Bench(isThin: false);
        bench.Call.Constants.LineWidth = 1;

        bench.Draw(Red, new(8.5f, 8.5f, 0, 1), new(12.5f, 8.5f, 0, 1));

        Assert.Equal([9, 10, 11, 12], Columns(bench, 8));
        Assert.Equal(4, bench.CountDrawn());
    }

    [Fact]
    public void WideLine_Diagonal_IsAboutAnEighthTooWide()
    {
        using DrawBench bench = Bench(isThin: false);
        bench.Call.Constants.LineWidth = 8;

        bench.Draw(Red, new(10, 4, 0, 1), new(40, 34, 0, 1));

        // Eight pixels across would be 11.3 a row; those of a length of 45 for 42.4 are 12.
        Assert.Equal(12, Columns(bench, 19).Length);
    }

    [Fact]
    public void WideLine_CornerOutsideOfItsBox_IsCutOff()
    {
        using DrawBench bench = Bench(isThin: false);
        bench.Call.Constants.LineWidth = 24;

        // "Line width", 24: an edge of the quad, 60 by 10 pixels down to the left; its upper corner reaches to 12.65 pixels above the line.
        bench.Draw(Red, new(1, 30, 0, 1), new(61, 20, 0, 1));

        Assert.Empty(Columns(bench, 7));
        Assert.NotEmpty(Columns(bench, 8));
    }

    [Fact]
    public void SmoothLine_BetweenRows_HasHalfItsAlphaInBoth()
    {
        using DrawBench bench = Bench(isThin: true);
        bench.Call.State = bench.Call.State with { SmoothsLines = true };
        bench.Call.Constants.LineWidth = 1;

        bench.Draw(Red, new(8, 8, 0, 1), new(12, 8, 0, 1));

        Assert.Equal(0x7FFF_0000u, bench.Pixel(10, 7));
        Assert.Equal(0x7FFF_0000u, bench.Pixel(10, 8));

        // The right edge goes through a place of the pixel beyond it, the upper left corner.
        Assert.Equal(0x1FFF_0000u, bench.Pixel(12, 8));
        Assert.Equal(9, bench.CountDrawn());
    }

    [Fact]
    public void Edges_OfATriangle_LieOnEachOtherInTheChipsOrder()
    {
        using DrawBench bench = Bench(isThin: false);
        bench.Call.Primitive = Primitive.Triangles;
        bench.Call.State = bench.Call.State with { FrontMode = PolygonMode.Line, BackMode = PolygonMode.Line };
        bench.Call.Constants.LineWidth = 6;

        bench.DrawColored(
            [new(10, 10, 0, 1), new(40, 10, 0, 1), new(40, 40, 0, 1)],
            [Red, new(0, 1, 0, 1), new(0, 0, 1, 1)]);

        // Around the second vertex the first edge, red to green, lies on the second, green to blue.
        Assert.Equal(0u, bench.Pixel(38, 12) & 0xFF);
        Assert.NotEqual(0u, bench.Pixel(38, 12) & 0xFF_0000);
    }

    private static DrawBench Bench(bool isThin)
    {
        var bench = new DrawBench();
        bench.Call.Primitive = Primitive.Lines;
        bench.Call.State = bench.Call.State with { DrawsWholePixels = isThin };
        bench.Call.Constants.LineWidth = 1;
        return bench;
    }

    private static int[] Columns(DrawBench bench, int row) =>
        [.. Enumerable.Range(0, DrawBench.Width).Where(x => bench.Pixel(x, row) != 0)];
}
