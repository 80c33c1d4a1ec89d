using System.Numerics;
using System.Runtime.InteropServices;
using Xemu.Abstractions.Graphics;
using Xemu.Renderer.Toolkit;

namespace Xemu.Conformance;

/// <summary>Points, lines, flat colours, and textures of any unit and level.</summary>
public abstract partial class GpuBackendConformance
{
    [Fact]
    public void FlatColors_OfTriangles_AreThoseOfTheirFirstVertices()
    {
        using GpuBackendBench bench = Bench();
        Vector4[] vertices = [new(0, 0, 0, 1), Red, new(32, 0, 0, 1), Green, new(32, 16, 0, 1), Green, new(0, 16, 0, 1), Green];

        bench.Draw(bench.Describe(isFlat: true), vertices, [0, 1, 2, 0, 2, 3]);

        Assert.All(bench.Pixels(), static pixel => Assert.Equal(0xFF00_00FFu, pixel));
    }

    [Fact]
    public void Points_OfOnePixel_AreThoseOfTheirPlaces()
    {
        using GpuBackendBench bench = Bench();
        Vector4[] vertices = [new(4.5f, 2.5f, 0, 1), Red, new(30.5f, 14.5f, 0, 1), Green];

        bench.Draw(bench.Describe(topology: GpuTopology.Points), vertices, [0, 1]);

        uint[] pixels = bench.Pixels();
        Assert.Equal((0xFF00_00FFu, 0xFF00_FF00u), (pixels[(2 * 32) + 4], pixels[(14 * 32) + 30]));
        Assert.Equal(2, pixels.Count(static p => p != 0));
    }

    /// <summary>Hosts differ in whether the last pixel belongs to a line.</summary>
    [Fact]
    public void Line_AlongARow_IsOfThatRow()
    {
        using GpuBackendBench bench = Bench();
        Vector4[] vertices = [new(4.5f, 2.5f, 0, 1), Red, new(12.5f, 2.5f, 0, 1), Red];

        bench.Draw(bench.Describe(topology: GpuTopology.Lines), vertices, [0, 1]);

        uint[] pixels = bench.Pixels();
        Assert.All(pixels.AsSpan((2 * 32) + 5, 7).ToArray(), static pixel => Assert.Equal(0xFF00_00FFu, pixel));
        Assert.InRange(pixels.Count(static p => p != 0), 7, 9);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Texture_OfAUnitAndALevel_IsThatWhichIsFetched(int unit)
    {
        using GpuBackendBench bench = Bench();
        var code = new TextureCode { Kind = TextureKind.TwoDimensional, HasLevels = true, MinFilter = TextureFilter.NearestMipNearest, MagFilter = TextureFilter.NearestMipNearest };
        GpuImage texture = bench.Backend.CreateImage(new GpuImageDescription(GpuImageKind.Layers, GpuFormat.Texels, 2, 2, Levels: 2));
        uint[] words = [1, 2, 3, 4];
        bench.Backend.WriteImage(texture, new GpuRegion(new Rectangle(0, 0, 2, 2)), MemoryMarshal.AsBytes<uint>(words));
        uint[] word = [0xFF11_2233];
        bench.Backend.WriteImage(texture, new GpuRegion(new Rectangle(0, 0, 1, 1), Level: 1), MemoryMarshal.AsBytes<uint>(word));
        Vector4[] vertices = [new(0, 0, 0, 1), Red, new(32, 0, 0, 1), Red, new(0, 16, 0, 1), Red];

        bench.Draw(bench.Describe(code, unit), vertices, [0, 1, 2], unit, texture, new TextureState { Width = 2, Height = 2, Depth = 1, Levels = 2, MinLod = 256, MaxLod = 256 });

        Assert.Equal(0xFF11_2233u, bench.Pixel(1, 1));
    }
}
