using System.Numerics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software.Tests;

/// <summary>Samples of pixels, and the places that smoothed polygons are looked for at.</summary>
public sealed class SampleTests
{
    private static readonly Vector4 Red = new(1, 0, 0, 1);

    [Theory]
    [InlineData(8.0f, 255)]
    [InlineData(8.125f, 223)]
    [InlineData(8.25f, 191)]
    [InlineData(8.5f, 127)]
    [InlineData(8.875f, 31)]
    public void SmoothPolygon_UprightEdge_CoversAnEighthForEachOfAPixel(float left, int alpha)
    {
        using var bench = new DrawBench();
        bench.Call.State = bench.Call.State with { DrawsWholePixels = true, SmoothsPolygons = true };

        bench.DrawRectangle(Red, left, 4, 16, 12);

        Assert.Equal((uint)alpha, bench.Pixel(8, 10) >> 24);
        Assert.Equal(0xFFFF_0000u, bench.Pixel(9, 10));
    }

    [Theory]
    [InlineData(0, true, true)]
    [InlineData(0.25f, false, true)]
    [InlineData(0.5f, false, true)]
    [InlineData(0.75f, false, false)]
    public void TwoSamples_OfAPixel_AreItsCornerAndItsCentre(float left, bool hasCorner, bool hasCenter)
    {
        using var bench = new DrawBench();
        bench.Call.Target = bench.Call.Target with { Samples = SampleMode.Two, Clip = new Rectangle(0, 0, 32, 48) };

        bench.DrawRectangle(Red, 8 + left, 4 + left, 16, 12);

        Assert.Equal(hasCorner, bench.Pixel(16, 4) != 0);
        Assert.Equal(hasCenter, bench.Pixel(17, 4) != 0);
    }

    [Fact]
    public void TwoSamples_OfAPixel_AreShadedInItsCentre()
    {
        using var bench = new DrawBench();
        bench.Call.Target = bench.Call.Target with { Samples = SampleMode.Two, Clip = new Rectangle(0, 0, 32, 48) };

        bench.DrawColored(
            [new(0, 0, 0, 1), new(32, 0, 0, 1), new(0, 32, 0, 1)],
            [new(0, 0, 0, 1), Vector4.One, new(0, 0, 0, 1)]);

        Assert.Equal(bench.Pixel(16, 4), bench.Pixel(17, 4));
        Assert.NotEqual(bench.Pixel(16, 4), bench.Pixel(18, 4));
    }

    [Fact]
    public void WholePixels_OfTwoSamples_AreBothWhatTheCentreIs()
    {
        using var bench = new DrawBench();
        bench.Call.Target = bench.Call.Target with { Samples = SampleMode.Two, Clip = new Rectangle(0, 0, 32, 48) };
        bench.Call.State = bench.Call.State with { DrawsWholePixels = true };

        bench.DrawRectangle(Red, 8.5f, 4.5f, 16, 12);

        Assert.NotEqual(0u, bench.Pixel(16, 4));
        Assert.Equal(bench.Pixel(16, 4), bench.Pixel(17, 4));
    }
}
