using System.Numerics;
using System.Runtime.InteropServices;
using Xemu.Abstractions.Graphics;
using Xemu.Renderer.Toolkit;

namespace Xemu.Conformance;

/// <summary>The order of calls, threads, places in buffers, passes of one image and of a part, and more that is refused.</summary>
public abstract partial class GpuBackendConformance
{
    [Fact]
    public void Calls_OneAfterTheOther_SeeEachOthersEffects()
    {
        using GpuBackendBench bench = Bench();
        var code = new TextureCode { Kind = TextureKind.TwoDimensional, MinFilter = TextureFilter.Nearest, MagFilter = TextureFilter.Nearest };
        GpuImage texture = bench.Backend.CreateImage(new GpuImageDescription(GpuImageKind.Layers, GpuFormat.Texels, 2, 2));
        var two = new GpuRegion(new Rectangle(0, 0, 2, 2));
        GpuDraw red = bench.Prepare(bench.Describe(), new Rectangle(0, 0, 16, 16), Red, 0);
        GpuDraw green = bench.Prepare(bench.Describe(), new Rectangle(8, 0, 16, 16), Green, 0);

        bench.Begin();
        bench.Backend.Draw(red);
        bench.Backend.Clear(new GpuClear(new Rectangle(4, 0, 12, 16), new Vector4(0, 0, 1, 1), null, null));
        bench.Backend.Draw(green);
        bench.Backend.EndPass();
        bench.Backend.CopyImage(bench.Color, two, texture, two);
        bench.Draw(bench.Describe(code), new Rectangle(20, 0, 24, 4), Green, texture: texture);
        bench.Backend.CopyImage(bench.Color, new GpuRegion(new Rectangle(8, 0, 10, 2)), texture, two);
        bench.Draw(bench.Describe(code), new Rectangle(24, 0, 28, 4), Red, texture: texture);

        uint[] row = bench.Pixels()[..32];
        Assert.Equal((0xFF00_00FFu, 0xFFFF_0000u, 0xFF00_FF00u), (row[2], row[6], row[10]));
        Assert.Equal((0xFF00_00FFu, 0xFF00_FF00u), (row[21], row[25]));
    }

    [Fact]
    public async Task Calls_FromAnyThread_AreTaken()
    {
        using GpuBackendBench bench = Bench();

        await Task.Factory.StartNew(() => bench.Draw(bench.Describe(), GpuBackendBench.All, Red), TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        uint pixel = await Task.Factory.StartNew(() => bench.Pixel(3, 3), TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        Assert.Equal((0xFF00_00FFu, 0xFF00_00FFu), (pixel, bench.Pixel(4, 4)));
    }

    /// <summary>256 is a multiple of every alignment that a backend may ask for.</summary>
    [Fact]
    public void Draw_FromTheMiddleOfBuffers_ReadsThere()
    {
        using GpuBackendBench bench = new(CreateBackend()) { LeadBytes = 256 };

        bench.Draw(bench.Describe(), new Rectangle(4, 2, 10, 5), Red);

        Assert.Equal(6 * 3, bench.Pixels().Count(static p => p == 0xFF00_00FF));
    }

    [Fact]
    public void BuffersAndPipelines_MadeAndFilledInAPass_AreDrawnFrom()
    {
        using GpuBackendBench bench = Bench();

        bench.Begin();
        bench.Backend.Draw(bench.Prepare(bench.Describe(), new Rectangle(0, 0, 4, 4), Red, 0));
        bench.Backend.Draw(bench.Prepare(bench.Describe(isFlat: true), new Rectangle(4, 0, 8, 4), Green, 0));
        bench.Backend.EndPass();

        Assert.Equal((0xFF00_00FFu, 0xFF00_FF00u), (bench.Pixel(0, 0), bench.Pixel(4, 0)));
    }

    [Fact]
    public void Buffer_FilledAgainWhenItsDrawIsDone_HoldsWhatCameLast()
    {
        using GpuBackendBench bench = Bench();
        GpuDraw draw = bench.Prepare(bench.Describe(), new Rectangle(0, 0, 4, 4), Red, 0);
        Vector4[] elsewhere = [new(8, 0, 0, 1), Green, new(12, 0, 0, 1), Green, new(12, 4, 0, 1), Green, new(8, 4, 0, 1), Green];
        Draw(bench, draw);
        GpuFence fence = bench.Backend.Submit();
        bench.Backend.Wait(fence);

        bench.Backend.WriteBuffer(draw.Vertices.Buffer, 0, MemoryMarshal.AsBytes<Vector4>(elsewhere));
        Draw(bench, draw);

        Assert.Equal((0xFF00_00FFu, 0u, 0xFF00_FF00u), (bench.Pixel(0, 0), bench.Pixel(4, 0), bench.Pixel(8, 0)));
    }

    [Fact]
    public void Pass_OfColorAlone_DrawsIntoIt()
    {
        using GpuBackendBench bench = Bench();
        GpuDraw draw = bench.Prepare(bench.Describe() with { HasDepth = false }, new Rectangle(0, 0, 4, 4), Red, 0);

        bench.Backend.BeginPass(new GpuPass(bench.Color, default, GpuBackendBench.Width, GpuBackendBench.Height));
        bench.Backend.Clear(new GpuClear(new Rectangle(8, 0, 9, 1), Green, 0.25f, 7));
        bench.Backend.Draw(draw);
        bench.Backend.EndPass();

        Assert.Equal((0xFF00_00FFu, 0xFF00_FF00u), (bench.Pixel(0, 0), bench.Pixel(8, 0)));
        Assert.Equal((1f, (byte)0), (bench.DepthAt(8, 0), bench.StencilAt(8, 0)));
    }

    [Fact]
    public void Pass_OfDepthAlone_DrawsIntoIt()
    {
        using GpuBackendBench bench = Bench();
        GpuPipelineDescription written = bench.Describe() with
        {
            HasColor = false,
            ColorMask = ColorMask.None,
            IsDepthTested = true,
            DepthFunction = CompareFunction.Always,
            WritesDepth = true,
        };
        GpuDraw draw = bench.Prepare(written, new Rectangle(0, 0, 4, 4), Red, 1000) with { CountsPasses = true };

        bench.Backend.BeginPass(new GpuPass(default, bench.Depth, GpuBackendBench.Width, GpuBackendBench.Height));
        bench.Backend.Clear(new GpuClear(new Rectangle(8, 0, 9, 1), Green, 0.25f, 7));
        bench.Backend.Draw(draw);
        bench.Backend.EndPass();

        Assert.Equal(16u, bench.Backend.TakePassedCount());
        Assert.Equal((1000 / 16777216f, 0.25f, (byte)7), (bench.DepthAt(3, 3), bench.DepthAt(8, 0), bench.StencilAt(8, 0)));
        Assert.Equal((0u, 0u), (bench.Pixel(0, 0), bench.Pixel(8, 0)));
    }

    [Fact]
    public void Pass_OfAPartOfItsImages_HasAViewportOfThatSize()
    {
        using GpuBackendBench bench = Bench();
        var part = new Rectangle(0, 0, 16, 8);
        GpuDraw draw = bench.Prepare(bench.Describe(), GpuBackendBench.All, Red, 0) with { Scissor = part };

        bench.Backend.BeginPass(new GpuPass(bench.Color, bench.Depth, part.Right, part.Bottom));
        bench.Backend.Draw(draw);
        bench.Backend.EndPass();

        uint[] pixels = bench.Pixels();
        Assert.Equal(16 * 8, pixels.Count(static p => p != 0));
        Assert.NotEqual(0u, pixels[(7 * 32) + 15]);
    }

    [Fact]
    public void Texture_DestroyedBehindADraw_IsKeptForIt()
    {
        using GpuBackendBench bench = Bench();
        var code = new TextureCode { Kind = TextureKind.TwoDimensional, MinFilter = TextureFilter.Nearest, MagFilter = TextureFilter.Nearest };
        GpuImage texture = bench.Backend.CreateImage(new GpuImageDescription(GpuImageKind.Layers, GpuFormat.Texels, 2, 2));
        bench.Backend.WriteImage(texture, new GpuRegion(new Rectangle(0, 0, 2, 2)), MemoryMarshal.AsBytes<uint>([0xFF11_2233, 1, 2, 3]));

        bench.Draw(bench.Describe(code), GpuBackendBench.All, Red, texture: texture);
        bench.Backend.Destroy(texture);

        Assert.Equal(0xFF11_2233u, bench.Pixel(0, 0));
    }

    [Fact]
    public void Slices_OfAVolume_AreTransferredAtOnce()
    {
        using IGpuBackend backend = CreateBackend();
        GpuImage image = backend.CreateImage(new GpuImageDescription(GpuImageKind.Volume, GpuFormat.Texels, 2, 2, 4));
        var slices = new GpuRegion(new Rectangle(0, 0, 2, 1), Slice: 1, Slices: 2);
        backend.WriteImage(image, new GpuRegion(new Rectangle(0, 0, 2, 2), Slices: 4), new byte[64]);

        backend.WriteImage(image, slices, MemoryMarshal.AsBytes<uint>([1, 2, 3, 4]));

        var read = new uint[8];
        backend.ReadImage(image, new GpuRegion(new Rectangle(0, 0, 2, 2), Slice: 1, Slices: 2), MemoryMarshal.AsBytes(read.AsSpan()));
        Assert.Equal([1u, 2u, 0u, 0u, 3u, 4u, 0u, 0u], read);
    }

    [Fact]
    public void PassedCount_OfDrawsThatWereSentOff_IsThere()
    {
        using GpuBackendBench bench = Bench();
        bench.Draw(bench.Describe(), new Rectangle(0, 0, 4, 4), Red, countsPasses: true);
        bench.Backend.Submit();

        bench.Draw(bench.Describe(), new Rectangle(0, 0, 1, 1), Red, countsPasses: true);

        Assert.Equal(17u, bench.Backend.TakePassedCount());
    }

    [Fact]
    public void Handle_ThatWasNeverMade_IsRefused()
    {
        using GpuBackendBench bench = Bench();
        GpuDraw draw = bench.Prepare(bench.Describe(), GpuBackendBench.All, Red, 0);

        Assert.ThrowsAny<ArgumentException>(() => bench.Backend.Destroy(default(GpuImage)));
        Assert.ThrowsAny<ArgumentException>(() => bench.Backend.Destroy(new GpuPipeline(ulong.MaxValue)));
        Assert.ThrowsAny<ArgumentException>(() => bench.Backend.WriteBuffer(default, 0, new byte[4]));
        Assert.ThrowsAny<ArgumentException>(() => bench.Backend.BeginPass(new GpuPass(new GpuImage(ulong.MaxValue), default, 1, 1)));
        bench.Begin();
        Assert.ThrowsAny<ArgumentException>(() => bench.Backend.Draw(draw with { Pipeline = default }));
        Assert.ThrowsAny<ArgumentException>(() => bench.Backend.Draw(draw with { PixelUniforms = default }));
        bench.Backend.EndPass();

        Assert.Equal(0u, bench.Pixel(0, 0));
    }

    [Fact]
    public void Copy_OutsideOfAnImage_IsRefusedAndChangesNothing()
    {
        using GpuBackendBench bench = Bench();
        GpuImage small = bench.Backend.CreateImage(new GpuImageDescription(GpuImageKind.Layers, GpuFormat.Texels, 4, 4));
        var inside = new GpuRegion(new Rectangle(0, 0, 2, 2));
        var outside = new GpuRegion(new Rectangle(3, 0, 5, 2));

        Assert.ThrowsAny<ArgumentException>(() => bench.Backend.CopyImage(small, outside, bench.Color, inside));
        Assert.ThrowsAny<ArgumentException>(() => bench.Backend.CopyImage(bench.Color, inside, small, outside));
        Assert.ThrowsAny<ArgumentException>(() => bench.Backend.CopyImage(small, inside with { Slice = 1 }, bench.Color, inside));

        Assert.Equal(0u, bench.Pixel(0, 0));
    }

    [Fact]
    public void Clear_OutsideOfAPass_IsRefusedAndChangesNothing()
    {
        using GpuBackendBench bench = Bench();

        Assert.Throws<InvalidOperationException>(() => bench.Backend.Clear(new GpuClear(GpuBackendBench.All, Red, 0, 1)));

        Assert.Equal((0u, 1f), (bench.Pixel(0, 0), bench.DepthAt(0, 0)));
    }

    private static void Draw(GpuBackendBench bench, in GpuDraw draw)
    {
        bench.Begin();
        bench.Backend.Draw(draw);
        bench.Backend.EndPass();
    }
}
