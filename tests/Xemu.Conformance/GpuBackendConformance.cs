using System.Numerics;
using System.Runtime.InteropServices;
using Xemu.Abstractions.Graphics;
using Xemu.Renderer.Toolkit;

namespace Xemu.Conformance;

/// <summary>What every backend of the renderer toolkit must do.</summary>
public abstract partial class GpuBackendConformance
{
    private static readonly Vector4 Red = new(1, 0, 0, 1);
    private static readonly Vector4 Green = new(0, 1, 0, 1);

    /// <summary>Makes a backend; skips the test where the host has no such GPU.</summary>
    protected abstract IGpuBackend CreateBackend();

    [Fact]
    public void Limits_OfAnyHost_AreEnough()
    {
        using IGpuBackend backend = CreateBackend();

        Assert.True(backend.Limits.MaxImageSize >= 4096);
        Assert.True(backend.Limits.MaxVolumeSize >= 256);
        Assert.InRange(backend.Limits.UniformAlignment, 1, 256);
        Assert.True(BitOperations.IsPow2(backend.Limits.UniformAlignment));
    }

    [Fact]
    public void ColorImage_WrittenInPart_ReadsBackAndKeepsTheRest()
    {
        using GpuBackendBench bench = Bench();
        uint[] part = [0x0102_0304, 0x1112_1314, 0x2122_2324, 0x3132_3334];

        bench.Backend.WriteImage(bench.Color, new GpuRegion(new Rectangle(3, 5, 5, 7)), MemoryMarshal.AsBytes<uint>(part));

        uint[] pixels = bench.Pixels();
        Assert.Equal(part, (uint[])[pixels[(5 * 32) + 3], pixels[(5 * 32) + 4], pixels[(6 * 32) + 3], pixels[(6 * 32) + 4]]);
        Assert.Equal(0u, pixels[(5 * 32) + 5]);
    }

    [Fact]
    public void DepthImage_WrittenByAspect_ReadsBackExactly()
    {
        using GpuBackendBench bench = Bench();
        var area = new Rectangle(1, 1, 3, 2);
        float[] depths = [0x123457 / 16777216f, 0xFFFFFF / 16777216f];

        bench.Backend.WriteImage(bench.Depth, new GpuRegion(area, Aspect: GpuAspect.Depth), MemoryMarshal.AsBytes<float>(depths));
        bench.Backend.WriteImage(bench.Depth, new GpuRegion(area, Aspect: GpuAspect.Stencil), [0x5A, 0xA5]);

        Assert.Equal((depths[0], depths[1]), (bench.DepthAt(1, 1), bench.DepthAt(2, 1)));
        Assert.Equal(((byte)0x5A, (byte)0xA5), (bench.StencilAt(1, 1), bench.StencilAt(2, 1)));
        Assert.Equal((1f, (byte)0), (bench.DepthAt(3, 1), bench.StencilAt(3, 1)));
    }

    [Theory]
    [InlineData(GpuImageKind.Layers, 6, 2)]
    [InlineData(GpuImageKind.Volume, 4, 1)]
    public void Texels_OfLevelsAndSlices_AreApart(GpuImageKind kind, int depth, int slice)
    {
        using IGpuBackend backend = CreateBackend();
        GpuImage image = backend.CreateImage(new GpuImageDescription(kind, GpuFormat.Texels, 8, 4, depth, 3));
        uint[] words = [1, 2, 3, 4, 5, 6, 7, 0xFFFF_FFFF];
        var region = new GpuRegion(new Rectangle(0, 0, 4, 2), 1, slice);

        backend.WriteImage(image, region, MemoryMarshal.AsBytes<uint>(words));
        backend.WriteImage(image, region with { Slice = 0 }, new byte[32]);

        var read = new uint[8];
        backend.ReadImage(image, region, MemoryMarshal.AsBytes(read.AsSpan()));
        Assert.Equal(words, read);
    }

    [Fact]
    public void CopyImage_OfColorsToTexels_KeepsTheirBits()
    {
        using GpuBackendBench bench = Bench();
        GpuImage texels = bench.Backend.CreateImage(new GpuImageDescription(GpuImageKind.Layers, GpuFormat.Texels, 4, 4));
        uint[] pixels = [0x8040_2010, 0x0807_0605];
        bench.Backend.WriteImage(bench.Color, new GpuRegion(new Rectangle(7, 3, 9, 4)), MemoryMarshal.AsBytes<uint>(pixels));

        bench.Backend.CopyImage(bench.Color, new GpuRegion(new Rectangle(7, 3, 9, 4)), texels, new GpuRegion(new Rectangle(2, 1, 4, 2)));

        var read = new uint[2];
        bench.Backend.ReadImage(texels, new GpuRegion(new Rectangle(2, 1, 4, 2)), MemoryMarshal.AsBytes(read.AsSpan()));
        Assert.Equal(pixels, read);
    }

    [Fact]
    public void Clear_OfARectangle_LeavesTheRest()
    {
        using GpuBackendBench bench = Bench();

        bench.Begin();
        bench.Backend.Clear(new GpuClear(new Rectangle(2, 3, 4, 5), new Vector4(1, 0, 0.2f, 1), 0.5f, null));
        bench.Backend.Clear(new GpuClear(new Rectangle(0, 0, 1, 1), null, null, 0x77));
        bench.Backend.EndPass();

        Assert.Equal(0xFF33_00FFu, bench.Pixel(2, 3));
        Assert.Equal((0u, 0u), (bench.Pixel(4, 3), bench.Pixel(2, 5)));
        Assert.Equal((0.5f, (byte)0), (bench.DepthAt(3, 4), bench.StencilAt(3, 4)));
        Assert.Equal((1f, (byte)0x77), (bench.DepthAt(0, 0), bench.StencilAt(0, 0)));
    }

    [Fact]
    public void Rectangle_Drawn_FillsItsRowsFromTheFirstOn()
    {
        using GpuBackendBench bench = Bench();

        bench.Draw(bench.Describe(), new Rectangle(4, 2, 10, 5), Red);

        uint[] pixels = bench.Pixels();
        Assert.Equal(6 * 3, pixels.Count(static p => p == 0xFF00_00FF));
        Assert.Equal(6 * 3, pixels.Count(static p => p != 0));
        Assert.Equal((0xFF00_00FFu, 0xFF00_00FFu), (pixels[(2 * 32) + 4], pixels[(4 * 32) + 9]));
    }

    [Fact]
    public void Scissor_OfADraw_CutsIt()
    {
        using GpuBackendBench bench = Bench();

        bench.Draw(bench.Describe(), GpuBackendBench.All, Red, scissor: new Rectangle(1, 2, 4, 4));

        Assert.Equal(3 * 2, bench.Pixels().Count(static p => p != 0));
    }

    [Theory]
    [InlineData(Faces.Back, true, true)]
    [InlineData(Faces.Front, true, false)]
    [InlineData(Faces.Back, false, false)]
    [InlineData(Faces.Both, true, false)]
    public void Culling_OfClockwiseFaces_FollowsTheState(Faces culled, bool isFrontClockwise, bool isDrawn)
    {
        using GpuBackendBench bench = Bench();

        bench.Draw(bench.Describe() with { CulledFaces = culled, IsFrontClockwise = isFrontClockwise }, GpuBackendBench.All, Red);

        Assert.Equal(isDrawn, bench.Pixel(0, 0) != 0);
    }

    [Fact]
    public void ColorMask_OfADraw_KeepsTheOtherComponents()
    {
        using GpuBackendBench bench = Bench();

        bench.Draw(bench.Describe() with { ColorMask = ColorMask.Red | ColorMask.Alpha }, GpuBackendBench.All, Vector4.One);

        Assert.Equal(0xFF00_00FFu, bench.Pixel(0, 0));
    }

    [Fact]
    public void Blending_OfADraw_WeighsColorAndAlphaApart()
    {
        using GpuBackendBench bench = Bench();
        bench.Draw(bench.Describe(), GpuBackendBench.All, Green);
        GpuPipelineDescription blended = bench.Describe() with
        {
            IsBlended = true,
            SourceColor = BlendFactor.One,
            DestinationColor = BlendFactor.One,
            SourceAlpha = BlendFactor.Zero,
            DestinationAlpha = BlendFactor.ConstantAlpha,
        };

        bench.Draw(blended, GpuBackendBench.All, Red);

        Assert.Equal(0x0000_FFFFu, bench.Pixel(0, 0) & 0x00FF_FFFF);
        Assert.InRange(bench.Pixel(0, 0) >> 24, 63u, 64u);
    }

    [Fact]
    public void Depth_Tested_KeepsTheNearerExactly()
    {
        using GpuBackendBench bench = Bench();
        GpuPipelineDescription tested = bench.Describe() with { IsDepthTested = true, DepthFunction = CompareFunction.Less, WritesDepth = true };

        bench.Draw(tested, GpuBackendBench.All, Red, 1000);
        bench.Draw(tested, new Rectangle(0, 0, 8, 8), Green, 1000);
        bench.Draw(tested, new Rectangle(8, 0, 16, 8), Green, 999);

        Assert.Equal((0xFF00_00FFu, 0xFF00_FF00u), (bench.Pixel(0, 0), bench.Pixel(8, 0)));
        Assert.Equal((1000 / 16777216f, 999 / 16777216f), (bench.DepthAt(0, 0), bench.DepthAt(8, 0)));
    }

    [Fact]
    public void Stencil_ReplacedAndTested_DrawsWhereItWasSet()
    {
        using GpuBackendBench bench = Bench();
        var set = new StencilState
        {
            IsEnabled = true,
            Function = CompareFunction.Always,
            Pass = StencilOperation.Replace,
        };
        bench.Draw(bench.Describe() with { Stencil = set }, new Rectangle(0, 0, 4, 4), Red, stencil: new GpuStencil(0x3C, 0xFF, 0x0F));

        bench.Draw(bench.Describe() with { Stencil = set with { Function = CompareFunction.Equal, Pass = StencilOperation.Keep } }, GpuBackendBench.All, Green, stencil: new GpuStencil(0xFC, 0x0F, 0xFF));

        Assert.Equal(((byte)0x0C, (byte)0), (bench.StencilAt(0, 0), bench.StencilAt(4, 0)));
        Assert.Equal((0xFF00_FF00u, 0u), (bench.Pixel(3, 3), bench.Pixel(4, 3)));
    }

    [Theory]
    [InlineData(TextureKind.TwoDimensional)]
    [InlineData(TextureKind.ThreeDimensional)]
    public void Texture_OfADraw_IsFetched(TextureKind kind)
    {
        using GpuBackendBench bench = Bench();
        bool isVolume = kind == TextureKind.ThreeDimensional;
        var code = new TextureCode { Kind = kind, MinFilter = TextureFilter.Nearest, MagFilter = TextureFilter.Nearest, AddressU = TextureAddress.Wrap, AddressV = TextureAddress.Wrap, AddressP = TextureAddress.Wrap };
        GpuImage texture = bench.Backend.CreateImage(new GpuImageDescription(isVolume ? GpuImageKind.Volume : GpuImageKind.Layers, GpuFormat.Texels, 2, 2));
        uint[] words = [0xFF11_2233, 1, 2, 3];
        bench.Backend.WriteImage(texture, new GpuRegion(new Rectangle(0, 0, 2, 2)), MemoryMarshal.AsBytes<uint>(words));

        bench.Draw(bench.Describe(code) with { VolumeTextures = isVolume ? 1 : 0 }, GpuBackendBench.All, Red, texture: texture);

        // Coordinates that no vertex program writes are (0, 0, 0, 1).
        Assert.Equal(0xFF11_2233u, bench.Pixel(0, 0));
    }

    [Fact]
    public void PassedCount_OfCountedDraws_IsTheirSamples()
    {
        using GpuBackendBench bench = Bench();

        bench.Draw(bench.Describe(), new Rectangle(0, 0, 4, 4), Red, countsPasses: true);
        bench.Draw(bench.Describe(), GpuBackendBench.All, Red);
        bench.Draw(bench.Describe(), new Rectangle(0, 0, 2, 1), Red, countsPasses: true);

        Assert.Equal(18u, bench.Backend.TakePassedCount());
        Assert.Equal(0u, bench.Backend.TakePassedCount());
    }

    [Fact]
    public void PassedCount_OfManyDrawsInAPass_LosesNone()
    {
        using GpuBackendBench bench = Bench();
        GpuDraw draw = bench.Prepare(bench.Describe(), new Rectangle(0, 0, 2, 2), Red, 0) with { CountsPasses = true };

        bench.Begin();
        for (int i = 0; i < 1000; i++)
        {
            bench.Backend.Draw(draw);
        }

        bench.Backend.EndPass();

        Assert.Equal(4000u, bench.Backend.TakePassedCount());
    }

    [Fact]
    public void Fence_Waited_IsDone()
    {
        using GpuBackendBench bench = Bench();
        bench.Draw(bench.Describe(), GpuBackendBench.All, Red);
        GpuFence first = bench.Backend.Submit();
        GpuFence second = bench.Backend.Submit();

        bench.Backend.Wait(second);

        Assert.True(bench.Backend.IsDone(first) && bench.Backend.IsDone(second) && bench.Backend.IsDone(default));
        Assert.True(second.Number > first.Number);
    }

    [Fact]
    public void Destroyed_WhileDrawsAreOnTheirWay_IsKeptForThem()
    {
        using GpuBackendBench bench = Bench();
        GpuDraw draw = bench.Prepare(bench.Describe(), GpuBackendBench.All, Red, 0);
        bench.Begin();
        bench.Backend.Draw(draw);
        bench.Backend.EndPass();

        bench.Backend.Destroy(draw.Pipeline);
        bench.Backend.Destroy(draw.Vertices.Buffer);

        Assert.Equal(0xFF00_00FFu, bench.Pixel(0, 0));
    }

    [Fact]
    public void Handle_Destroyed_IsRefused()
    {
        using GpuBackendBench bench = Bench();
        GpuDraw draw = bench.Prepare(bench.Describe(), GpuBackendBench.All, Red, 0);
        GpuImage image = bench.Backend.CreateImage(new GpuImageDescription(GpuImageKind.Layers, GpuFormat.Texels, 4, 4));
        bench.Backend.Destroy(image);
        bench.Backend.Destroy(draw.Pipeline);

        Assert.ThrowsAny<ArgumentException>(() => bench.Backend.Destroy(image));
        Assert.ThrowsAny<ArgumentException>(() => bench.Backend.ReadImage(image, new GpuRegion(new Rectangle(0, 0, 1, 1)), new byte[4]));
        bench.Begin();
        Assert.ThrowsAny<ArgumentException>(() => bench.Backend.Draw(draw));
        bench.Backend.EndPass();
    }

    [Fact]
    public void Region_OutsideOfTheImage_IsRefused()
    {
        using GpuBackendBench bench = Bench();

        Assert.ThrowsAny<ArgumentException>(() => bench.Backend.WriteImage(bench.Color, new GpuRegion(new Rectangle(31, 0, 33, 1)), new byte[8]));
        Assert.ThrowsAny<ArgumentException>(() => bench.Backend.WriteImage(bench.Color, new GpuRegion(new Rectangle(0, 0, 1, 1), Level: 1), new byte[4]));
        Assert.ThrowsAny<ArgumentException>(() => bench.Backend.WriteImage(bench.Color, new GpuRegion(new Rectangle(0, 0, 1, 1)), new byte[8]));
        Assert.ThrowsAny<ArgumentException>(() => bench.Backend.ReadImage(bench.Color, new GpuRegion(new Rectangle(0, 0, 1, 1), Aspect: GpuAspect.Depth), new byte[4]));
    }

    [Fact]
    public void Call_InTheWrongPlace_IsRefusedAndChangesNothing()
    {
        using GpuBackendBench bench = Bench();
        GpuDraw draw = bench.Prepare(bench.Describe(), GpuBackendBench.All, Red, 0);

        Assert.Throws<InvalidOperationException>(() => bench.Backend.Draw(draw));
        Assert.Throws<InvalidOperationException>(bench.Backend.EndPass);
        bench.Begin();
        Assert.Throws<InvalidOperationException>(bench.Begin);
        Assert.Throws<InvalidOperationException>(() => bench.Pixels());
        Assert.Throws<InvalidOperationException>(() => bench.Backend.Submit());
        bench.Backend.EndPass();

        Assert.Equal(0u, bench.Pixel(0, 0));
    }

    private GpuBackendBench Bench() => new(CreateBackend());
}
