using System.Numerics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software.Tests;

/// <summary>Depths between vertices, as photographs of the console have them ("W buffering").</summary>
public sealed class DepthTests
{
    private const int Least = 16_000_000;

    [Theory]
    [InlineData(0, 0f, 0)]
    [InlineData(1, 0f, 1)]
    [InlineData(10, 0f, 9)]
    [InlineData(11, 0f, 10)]
    [InlineData(31, 0f, 29)]
    [InlineData(1, 0.25f, 1)]
    [InlineData(1, 0.75f, 1)]
    [InlineData(10, 0.25f, 9)]
    [InlineData(10, 7.75f, 16)]
    public void Depth_BetweenVertices_IsCutOffBeforeAndBehindItsOffset(int row, float offset, int expected)
    {
        // 30 over 32 rows, where numbers of 24 bits are whole: row 10 is at 9.84.
        using var bench = new DrawBench();
        bench.Call.State = bench.Call.State with { IsDepthTested = true, DepthFunction = CompareFunction.Always, WritesDepth = true, OffsetsFills = true };
        bench.Call.Constants.DepthOffsetBias = offset;

        bench.Draw(
            Vector4.One,
            new(0, 0, Least, 1), new(32, 0, Least, 1), new(32, 32, Least + 30, 1),
            new(0, 0, Least, 1), new(32, 32, Least + 30, 1), new(0, 32, Least + 30, 1));

        Assert.Equal((uint)(Least + expected), bench.Depth(5, row) >> 8);
        Assert.Equal((uint)(Least + expected), bench.Depth(27, row) >> 8);
    }

    [Theory]
    [InlineData(0f, 0)]
    [InlineData(0.75f, 0)]
    [InlineData(7.75f, 7)]
    public void DepthOfW_WithAnOffset_IsCutOff(float offset, int expected)
    {
        using var bench = new DrawBench();
        bench.Call.State = bench.Call.State with { IsDepthTested = true, DepthFunction = CompareFunction.Always, WritesDepth = true, OffsetsFills = true, IsDepthW = true };
        bench.Call.Constants.DepthOffsetBias = offset;

        bench.Draw(Vector4.One, new(0, 0, 0, Least), new(32, 0, 0, Least), new(32, 32, 0, Least));

        Assert.Equal((uint)(Least + expected), bench.Depth(20, 10) >> 8);
    }
}
