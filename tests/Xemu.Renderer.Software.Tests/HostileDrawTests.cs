using System.Numerics;

namespace Xemu.Renderer.Software.Tests;

/// <summary>Draws that a broken program makes, and large ones.</summary>
public sealed class HostileDrawTests
{
    private static readonly Vector4 Red = new(1, 0, 0, 1);

    [Theory]
    [InlineData(-3e9f, 10, 500, 20, 500, 400)]
    [InlineData(3e9f, 10, -500, 20, -500, 400)]
    [InlineData(float.MinValue, -1e9f, 1e9f, 20, 500, 1e9f)]
    public void SlopeOfW_HighestVertexFarAway_IsMeasuredAllTheSame(float x0, float y0, float x1, float y1, float x2, float y2)
    {
        using var bench = new DrawBench();
        bench.Call.State = bench.Call.State with { IsDepthW = true, OffsetsFills = true };
        bench.Call.Constants.DepthOffsetFactor = 1;

        bench.Draw(Red, new(x0, y0, 0, 1), new(x1, y1, 0, 1), new(x2, y2, 0, 1));

        Assert.Equal(0xFFFF_0000u, bench.Pixel(32, 24));
    }
}
