using System.Numerics;
using Xemu.Abstractions.Graphics;
using Xemu.Renderer.Toolkit;

namespace Xemu.Conformance;

/// <summary>The fixed state: polygon modes, widths, logic operations, blend factors, comparisons, and what happens to the stencil.</summary>
public abstract partial class GpuBackendConformance
{
    private static readonly Vector4[] Triangle = [new(2.5f, 2.5f, 0, 1), Red, new(29.5f, 2.5f, 0, 1), Red, new(16.5f, 13.5f, 0, 1), Red];

    /// <summary>Where a host draws no edges, polygons are filled.</summary>
    [Fact]
    public void Polygon_DrawnAsLines_IsItsEdges()
    {
        using GpuBackendBench bench = Bench();

        bench.Draw(bench.Describe(mode: PolygonMode.Line), Triangle, [0, 1, 2]);

        uint[] pixels = bench.Pixels();
        Assert.All(pixels.AsSpan((2 * 32) + 4, 24).ToArray(), static pixel => Assert.Equal(0xFF00_00FFu, pixel));
        Assert.Equal(!bench.Backend.Limits.HasPolygonModes, pixels[(6 * 32) + 16] != 0);
    }

    [Fact]
    public void Polygon_DrawnAsPoints_IsItsVertices()
    {
        using GpuBackendBench bench = Bench();

        bench.Draw(bench.Describe(mode: PolygonMode.Point), Triangle, [0, 1, 2]);

        uint[] pixels = bench.Pixels();
        Assert.Equal(bench.Backend.Limits.HasPolygonModes, pixels.Count(static p => p != 0) == 3);
        Assert.Equal(!bench.Backend.Limits.HasPolygonModes, pixels[(6 * 32) + 16] != 0);
    }

    [Theory]
    [InlineData(1f)]
    [InlineData(3f)]
    [InlineData(1000f)]
    public void Line_OfAWidth_IsAsWideAsTheLimitAllows(float width)
    {
        using GpuBackendBench bench = Bench();
        Vector4[] vertices = [new(4.5f, 8.5f, 0, 1), Red, new(20.5f, 8.5f, 0, 1), Red];

        bench.Draw(bench.Describe(topology: GpuTopology.Lines), vertices, [0, 1], size: width);

        uint[] pixels = bench.Pixels();
        float expected = Math.Min(width, bench.Backend.Limits.MaxLineWidth);
        Assert.NotEqual(0u, pixels[(8 * 32) + 12]);

        // One of 16 rows may begin in the second: its upper edge lies on the centres of the first.
        Assert.InRange(
            Enumerable.Range(0, GpuBackendBench.Height).Count(y => pixels[(y * 32) + 12] != 0),
            MathF.Min(MathF.Floor(expected), GpuBackendBench.Height - 1),
            MathF.Min(MathF.Ceiling(expected), GpuBackendBench.Height));
    }

    [Fact]
    public void Point_OfASizeWithinTheLimit_IsASquareAboutItsPlace()
    {
        using GpuBackendBench bench = Bench();
        int size = (int)Math.Min(bench.Backend.Limits.MaxPointSize, 4);

        // Its edges lie on those of pixels.
        bench.Draw(bench.Describe(topology: GpuTopology.Points), [new(8 + (size / 2f), 6 + (size / 2f), 0, 1), Red], [0], size: size);

        uint[] pixels = bench.Pixels();
        Assert.Equal(size * size, pixels.Count(static p => p != 0));
        Assert.Equal((0xFF00_00FFu, 0xFF00_00FFu), (pixels[(6 * 32) + 8], pixels[((5 + size) * 32) + 7 + size]));
    }

    /// <summary>0x33 onto 0x55 meets each pair of bits: the results are those of a truth table. Where a host has none they are copies.</summary>
    [Theory]
    [InlineData(LogicOperation.Clear, 0x00)]
    [InlineData(LogicOperation.And, 0x11)]
    [InlineData(LogicOperation.AndReverse, 0x22)]
    [InlineData(LogicOperation.Copy, 0x33)]
    [InlineData(LogicOperation.AndInverted, 0x44)]
    [InlineData(LogicOperation.NoOperation, 0x55)]
    [InlineData(LogicOperation.Xor, 0x66)]
    [InlineData(LogicOperation.Or, 0x77)]
    [InlineData(LogicOperation.Nor, 0x88)]
    [InlineData(LogicOperation.Equivalent, 0x99)]
    [InlineData(LogicOperation.Invert, 0xAA)]
    [InlineData(LogicOperation.OrReverse, 0xBB)]
    [InlineData(LogicOperation.CopyInverted, 0xCC)]
    [InlineData(LogicOperation.OrInverted, 0xDD)]
    [InlineData(LogicOperation.Nand, 0xEE)]
    [InlineData(LogicOperation.Set, 0xFF)]
    public void Logic_OfAnyOperation_IsItsTruthTable(LogicOperation operation, byte expected)
    {
        using GpuBackendBench bench = Bench();
        bench.Draw(bench.Describe(), GpuBackendBench.All, new Vector4(0x55 / 255f));

        bench.Draw(bench.Describe() with { Logic = operation }, GpuBackendBench.All, new Vector4(0x33 / 255f));

        Assert.Equal((bench.Backend.Limits.HasLogicOperations ? expected : 0x33u) * 0x0101_0101u, bench.Pixel(3, 3));
    }

    /// <summary>The factor of red and of alpha: of a source (0.2, 0.4, 0.6, 0.8), a destination (0.6, 0.6, 0.4, 0.4) and a constant (0.6, …, 0.25).</summary>
    [Theory]
    [InlineData(BlendFactor.Zero, 0f, 0f)]
    [InlineData(BlendFactor.One, 1f, 1f)]
    [InlineData(BlendFactor.SourceColor, 0.2f, 0.8f)]
    [InlineData(BlendFactor.InverseSourceColor, 0.8f, 0.2f)]
    [InlineData(BlendFactor.SourceAlpha, 0.8f, 0.8f)]
    [InlineData(BlendFactor.InverseSourceAlpha, 0.2f, 0.2f)]
    [InlineData(BlendFactor.DestinationAlpha, 0.4f, 0.4f)]
    [InlineData(BlendFactor.InverseDestinationAlpha, 0.6f, 0.6f)]
    [InlineData(BlendFactor.DestinationColor, 0.6f, 0.4f)]
    [InlineData(BlendFactor.InverseDestinationColor, 0.4f, 0.6f)]
    [InlineData(BlendFactor.SourceAlphaSaturate, 0.6f, 1f)]
    [InlineData(BlendFactor.ConstantColor, 0.6f, 0.25f)]
    [InlineData(BlendFactor.InverseConstantColor, 0.4f, 0.75f)]
    [InlineData(BlendFactor.ConstantAlpha, 0.25f, 0.25f)]
    [InlineData(BlendFactor.InverseConstantAlpha, 0.75f, 0.75f)]
    public void Blending_ByAnyFactor_IsThatOfSourceAndDestination(BlendFactor factor, float red, float alpha)
    {
        (Vector4 source, Vector4 destination) = (new(0.2f, 0.4f, 0.6f, 0.8f), new(0.6f, 0.6f, 0.4f, 0.4f));
        using GpuBackendBench bench = Bench();
        bench.Draw(bench.Describe(), GpuBackendBench.All, destination);
        GpuPipelineDescription ofSource = bench.Describe() with { IsBlended = true, SourceColor = factor, SourceAlpha = factor };
        GpuPipelineDescription ofDestination = bench.Describe() with { IsBlended = true, DestinationColor = factor, DestinationAlpha = factor };

        bench.Draw(ofSource, new Rectangle(0, 0, 8, 8), source);
        bench.Draw(ofDestination, new Rectangle(8, 0, 16, 8), source);

        AssertNear(source.X * red, source.W * alpha, bench.Pixel(3, 3));
        AssertNear(destination.X * red, destination.W * alpha, bench.Pixel(11, 3));
    }

    /// <summary>Bits of the expectation: below what is stored, equal, above.</summary>
    [Theory]
    [InlineData(CompareFunction.Never, 0)]
    [InlineData(CompareFunction.Less, 1)]
    [InlineData(CompareFunction.Equal, 2)]
    [InlineData(CompareFunction.LessOrEqual, 3)]
    [InlineData(CompareFunction.Greater, 4)]
    [InlineData(CompareFunction.NotEqual, 5)]
    [InlineData(CompareFunction.GreaterOrEqual, 6)]
    [InlineData(CompareFunction.Always, 7)]
    public void Comparison_OfDepthAndOfStencil_PassesWhereItHolds(CompareFunction function, int expected)
    {
        using GpuBackendBench bench = Bench();
        Fill(bench, 1000 / 16777216f, 5);
        GpuPipelineDescription depth = bench.Describe() with { IsDepthTested = true, DepthFunction = function };
        GpuPipelineDescription stencil = bench.Describe() with { Stencil = new StencilState { IsEnabled = true, Function = function } };

        for (int i = 0; i < 3; i++)
        {
            bench.Draw(depth, new Rectangle(i, 0, i + 1, 1), Red, 999 + i);
            bench.Draw(stencil, new Rectangle(i, 1, i + 1, 2), Red, stencil: new GpuStencil((byte)(4 + i), 0xFF, 0));
        }

        Assert.Equal((expected, expected), (Passed(bench, 0), Passed(bench, 1)));

        // Neither wrote anything: depth is tested only, and no stencil operation changes it.
        Assert.Equal((1000 / 16777216f, (byte)5), (bench.DepthAt(0, 0), bench.StencilAt(1, 1)));
    }

    [Theory]
    [InlineData(StencilOperation.Keep, 0x0F, 0x0F)]
    [InlineData(StencilOperation.Zero, 0x0F, 0)]
    [InlineData(StencilOperation.Replace, 0x0F, 0x3C)]
    [InlineData(StencilOperation.Invert, 0x0F, 0xF0)]
    [InlineData(StencilOperation.IncrementSaturate, 0xFF, 0xFF)]
    [InlineData(StencilOperation.DecrementSaturate, 0, 0)]
    [InlineData(StencilOperation.Increment, 0xFF, 0)]
    [InlineData(StencilOperation.Decrement, 0, 0xFF)]
    public void StencilOperation_OfEachOutcome_ChangesWhatIsStored(StencilOperation operation, byte stored, byte expected)
    {
        using GpuBackendBench bench = Bench();
        Fill(bench, 0, stored);
        var stencil = new GpuStencil(0x3C, 0xFF, 0xFF);
        StencilState state = new() { IsEnabled = true, Function = CompareFunction.Always };
        GpuPipelineDescription tested = bench.Describe() with { IsDepthTested = true, DepthFunction = CompareFunction.Less };

        bench.Draw(bench.Describe() with { Stencil = state with { Pass = operation } }, new Rectangle(0, 0, 1, 1), Red, stencil: stencil);
        bench.Draw(bench.Describe() with { Stencil = state with { Function = CompareFunction.Never, Fail = operation } }, new Rectangle(1, 0, 2, 1), Red, stencil: stencil);
        bench.Draw(tested with { Stencil = state with { DepthFail = operation } }, new Rectangle(2, 0, 3, 1), Red, depth: 1, stencil: stencil);

        Assert.Equal((expected, expected, expected, stored), (bench.StencilAt(0, 0), bench.StencilAt(1, 0), bench.StencilAt(2, 0), bench.StencilAt(3, 0)));
        Assert.Equal(1, Passed(bench, 0));
    }

    /// <summary>Depth and stencil of all pixels.</summary>
    private static void Fill(GpuBackendBench bench, float depth, byte stencil)
    {
        bench.Begin();
        bench.Backend.Clear(new GpuClear(GpuBackendBench.All, null, depth, stencil));
        bench.Backend.EndPass();
    }

    /// <summary>Which of the first three pixels of a row were drawn, a bit each.</summary>
    private static int Passed(GpuBackendBench bench, int row) => Enumerable.Range(0, 3).Sum(x => bench.Pixel(x, row) != 0 ? 1 << x : 0);

    /// <summary>A host may round either way.</summary>
    private static void AssertNear(float red, float alpha, uint pixel)
    {
        Assert.InRange(pixel & 0xFF, (red * 255) - 1, (red * 255) + 1);
        Assert.InRange(pixel >> 24, (alpha * 255) - 1, (alpha * 255) + 1);
    }
}
