using System.Runtime.InteropServices;
using Xemu.Abstractions.Graphics;
using Xemu.Renderer.Toolkit;

namespace Xemu.Conformance;

/// <summary>What is refused and changes nothing, what is kept for the host, and the fixed state that pictures follow from.</summary>
public abstract partial class GpuBackendConformance
{
    [Fact]
    public void Transfer_InAPass_IsRefusedAndChangesNothing()
    {
        using GpuBackendBench bench = Bench();
        var region = new GpuRegion(new Rectangle(0, 0, 1, 1));
        GpuImage other = bench.Backend.CreateImage(new GpuImageDescription(GpuImageKind.Layers, GpuFormat.Texels, 4, 4));

        bench.Begin();
        Assert.Throws<InvalidOperationException>(() => bench.Backend.CreateImage(new GpuImageDescription(GpuImageKind.Layers, GpuFormat.Texels, 4, 4)));
        Assert.Throws<InvalidOperationException>(() => bench.Backend.CopyImage(bench.Color, region, other, region));
        Assert.Throws<InvalidOperationException>(() => bench.Backend.WriteImage(bench.Color, region, [1, 2, 3, 4]));
        Assert.Throws<InvalidOperationException>(() => bench.Backend.TakePassedCount());
        bench.Backend.EndPass();

        Assert.Equal(0u, bench.Pixel(0, 0));
    }

    [Theory]
    [InlineData(2, 4)]
    [InlineData(0, 6)]
    [InlineData(12, 8)]
    [InlineData(-4, 4)]
    public void WriteBuffer_WhereItIsNot_IsRefused(int offset, int length)
    {
        using IGpuBackend backend = CreateBackend();
        GpuBuffer buffer = backend.CreateBuffer(16, GpuBufferUse.Vertices);

        Assert.ThrowsAny<ArgumentException>(() => backend.WriteBuffer(buffer, offset, new byte[length]));
    }

    [Fact]
    public void Buffer_Destroyed_IsRefused()
    {
        using GpuBackendBench bench = Bench();
        GpuDraw draw = bench.Prepare(bench.Describe(), GpuBackendBench.All, Red, 0);
        bench.Backend.Destroy(draw.Indices.Buffer);

        Assert.ThrowsAny<ArgumentException>(() => bench.Backend.WriteBuffer(draw.Indices.Buffer, 0, new byte[4]));
        Assert.ThrowsAny<ArgumentException>(() => bench.Backend.Destroy(draw.Indices.Buffer));
        bench.Begin();
        Assert.ThrowsAny<ArgumentException>(() => bench.Backend.Draw(draw));
        bench.Backend.EndPass();

        Assert.Equal(0u, bench.Pixel(0, 0));
    }

    [Fact]
    public void Image_DestroyedWhileACopyIsOnItsWay_IsKeptForIt()
    {
        using GpuBackendBench bench = Bench();
        GpuImage source = bench.Backend.CreateImage(new GpuImageDescription(GpuImageKind.Layers, GpuFormat.Rgba8, 2, 1));
        uint[] pixels = [0x1122_3344, 0x5566_7788];
        var region = new GpuRegion(new Rectangle(0, 0, 2, 1));
        bench.Backend.WriteImage(source, region, MemoryMarshal.AsBytes<uint>(pixels));

        bench.Backend.CopyImage(source, region, bench.Color, region);
        bench.Backend.Destroy(source);

        Assert.Equal((pixels[0], pixels[1]), (bench.Pixel(0, 0), bench.Pixel(1, 0)));
    }

    [Theory]
    [InlineData(BlendEquation.Add, 0xFF00_FFFFu)]
    [InlineData(BlendEquation.Subtract, 0x0000_FF00u)]
    [InlineData(BlendEquation.ReverseSubtract, 0x0000_00FFu)]
    [InlineData(BlendEquation.Min, 0xFF00_0000u)]
    [InlineData(BlendEquation.Max, 0xFF00_FFFFu)]
    public void Blending_ByAnyEquation_IsThat(BlendEquation equation, uint expected)
    {
        using GpuBackendBench bench = Bench();
        bench.Draw(bench.Describe(), GpuBackendBench.All, Red);

        GpuPipelineDescription blended = bench.Describe() with
        {
            IsBlended = true,
            Equation = equation,
            SourceColor = BlendFactor.One,
            DestinationColor = BlendFactor.One,
            SourceAlpha = BlendFactor.One,
            DestinationAlpha = BlendFactor.One,
        };
        bench.Draw(blended, GpuBackendBench.All, Green);

        Assert.Equal(expected, bench.Pixel(0, 0));
    }
}
