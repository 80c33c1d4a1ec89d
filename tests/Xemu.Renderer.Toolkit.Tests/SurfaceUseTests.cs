using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;
using Xemu.Conformance;

namespace Xemu.Renderer.Toolkit.Tests;

/// <summary>Surfaces close to each other, above each other, and of sizes that nobody has: over a backend that draws nothing.</summary>
public sealed class SurfaceUseTests : IDisposable
{
    private const ulong MemoryBytes = 64 << 20;
    private const ulong End = MemoryBytes - 1;

    private readonly StrictBench _bench = new(MemoryBytes, new StrictBackend(maxImageSize: 32768, maxVolumeSize: 2048));

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Draw_WithATextureThatEndsInTheTargetsPage_IsNotLost()
    {
        // 100 rows of 256 bytes: the last page holds the first rows of what is drawn into.
        RenderTarget texture = Target(0x2_0000, 256) with { ColorFormat = SurfaceFormat.R5G6B5, Clip = new Rectangle(0, 0, 100, 100) };
        RenderTarget target = Target(0x2_6400, 256);
        Draw(texture);
        Draw(target);
        Read(0x2_9000);
        _bench.Draws.UseTexture(RendererBench.Texture(0x2_0000, 100, 100) with { Format = TextureFormat.R5G6B5, Pitch = 256, Limit = End });

        Draw(texture);
        Draw(target);
        long before = _bench.Renderer.Counters.SurfaceWriteBacks;
        Read(0x2_9000);
        _bench.Renderer.WriteBack();

        Assert.Equal(before + 1, _bench.Renderer.Counters.SurfaceWriteBacks);
        Assert.Equal(2, _bench.Renderer.Counters.SurfaceUploads);
    }

    [Fact]
    public void Draw_WithDepthBehindWhatTheTargetNeedsNow_HasDepth()
    {
        RenderTarget target = Target(0x10_0000, 2560);
        _bench.Renderer.Clear(new ClearCall(target with { Clip = new Rectangle(0, 0, 640, 576) }, new Rectangle(0, 0, 640, 576), ColorMask.All, 1, false, false, 0));

        Draw(target with { Depth = new Surface(0x10_0000 + 0x12_C000, End, 2560), DepthFormat = DepthFormat.Z24S8, Clip = new Rectangle(0, 0, 640, 480) });

        Assert.True(_bench.Backend.LastHasDepth);
    }

    [Fact]
    public void Draw_IntoWhatIsItsDepthToo_HasNone()
    {
        RenderTarget target = Target(0x10_0000, 256);

        Draw(target with { Depth = new Surface(0x10_0100, End, 256), DepthFormat = DepthFormat.Z24S8 });

        Assert.Equal((1, false), (_bench.Backend.Draws, _bench.Backend.LastHasDepth));
    }

    [Theory]
    [InlineData(15, 15, 256u, SurfaceLayout.Swizzled)]
    [InlineData(15, 0, 256u, SurfaceLayout.Swizzled)]
    [InlineData(0, 0, 0xFFFFu, SurfaceLayout.Pitch)]
    public void Draw_IntoASurfaceThatNoMemoryHolds_TakesNoMoreThanThat(int widthLog2, int heightLog2, uint pitch, SurfaceLayout layout)
    {
        RenderTarget target = Target(0x10_0000, pitch) with { Layout = layout, WidthLog2 = widthLog2, HeightLog2 = heightLog2, Clip = new Rectangle(0, 0, 16, 16) };

        Draw(target with { Depth = new Surface(0x200_0000, End, pitch), DepthFormat = DepthFormat.Z24S8 });

        Assert.Equal(1, _bench.Backend.Draws);
        Assert.InRange(_bench.Backend.PeakImageBytes, 1, 64 << 20);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(1u)]
    [InlineData(0xFFFFu)]
    public void Draw_WithTheLargestClip_KeepsWithinTheCachesBound(uint pitch)
    {
        RenderTarget target = Target(0x10_0000, pitch) with { Samples = SampleMode.Four, Clip = new Rectangle(0, 0, 4096, 4096) };

        Draw(target);
        Draw(target with { Color = new Surface(0x18_0000, End, pitch) });

        Assert.InRange(_bench.Backend.PeakImageBytes, 0, 128 << 20);
    }

    [Theory]
    [InlineData(TextureKind.ThreeDimensional, SurfaceLayout.Swizzled, 2048, 2048, 2048, false)]
    [InlineData(TextureKind.ThreeDimensional, SurfaceLayout.Swizzled, 128, 1, 1, true)]
    [InlineData(TextureKind.TwoDimensional, SurfaceLayout.Pitch, 8192, 4096, 1, false)]
    [InlineData(TextureKind.Cube, SurfaceLayout.Swizzled, 4096, 4096, 1, false)]
    public void Texture_ThatNoMemoryHolds_IsNone(TextureKind kind, SurfaceLayout layout, int width, int height, int depth, bool hasBorder)
    {
        _bench.Draws.UseTexture(RendererBench.Texture(0x20_0000, width, height) with { Kind = kind, Layout = layout, Depth = depth, Limit = End, HasBorder = hasBorder, Levels = hasBorder ? 8 : 1 });

        Draw(Target(0x10_0000, 256));

        Assert.Equal(1, _bench.Backend.Draws);
        Assert.True(_bench.Backend.LastTextures[0].IsNone);
    }

    [Fact]
    public void Texture_WhoseSmallLevelsAreTooMuch_HasAllOfThem()
    {
        // 20 and 5 Mi texels, of which 23 are decoded.
        _bench.Draws.UseTexture(RendererBench.Texture(0x20_0000, 5120, 4096) with { Limit = End, Levels = 2, Format = TextureFormat.Y8, Pitch = 5120 });

        Draw(Target(0x10_0000, 256));

        Assert.False(_bench.Backend.LastTextures[0].IsNone);
    }

    [Fact]
    public void Draw_OfDepthAlone_LeavesTheColorSurfaceAsMemoryIs()
    {
        RenderTarget target = Target(0x10_0000, 256) with { Depth = new Surface(0x20_0000, End, 256), DepthFormat = DepthFormat.Z24S8 };
        _bench.Draws.Call.State = _bench.Draws.Call.State with { ColorMask = ColorMask.None, IsDepthTested = true, WritesDepth = true };

        Draw(target);
        Read(0x10_0000);
        long ofColor = _bench.Renderer.Counters.SurfaceWriteBacks;
        Read(0x20_0000);
        _bench.Renderer.WriteBack();

        Assert.Equal((0, 1), (ofColor, _bench.Renderer.Counters.SurfaceWriteBacks));
    }

    [Fact]
    public void Counters_AfterAnExchangeAndBack_GoOn()
    {
        _bench.Draws.UseTexture(RendererBench.Texture(0x20_0000, 16, 16) with { Limit = End });
        Draw(Target(0x10_0000, 256));
        _bench.Renderer.Detach();
        GpuRendererCounters before = _bench.Renderer.Counters;

        _bench.Renderer.Attach(_bench.Machine.Ram);
        Draw(Target(0x10_0000, 256));

        Assert.Equal((1, 1, 1), (before.SurfaceUploads, before.SurfaceWriteBacks, before.TextureUploads));
        Assert.Equal((2, 1, 2), (_bench.Renderer.Counters.SurfaceUploads, _bench.Renderer.Counters.SurfaceWriteBacks, _bench.Renderer.Counters.TextureUploads));
    }

    [Fact]
    public void Detach_OfALostHost_SaysSoAndGivesUpItsClaims()
    {
        Draw(Target(0x10_0000, 256));
        Draw(Target(0x20_0000, 256));
        _bench.Backend.IsLost = true;

        Assert.Throws<GpuBackendException>(_bench.Renderer.Detach);
        Read(0x10_0000);
        Read(0x20_0000);
    }

    [Fact]
    public void Read_AfterATransferThatFailed_AsksAgain()
    {
        _bench.Draws.Fill(0x10_0000, 1, 0xFFFF_FFFF);
        Draw(Target(0x10_0000, 256));
        _bench.Backend.IsLost = true;
        Assert.Throws<GpuBackendException>(() => Read(0x10_0000));
        _bench.Backend.IsLost = false;

        // The backend's images are all zeros.
        Assert.Equal(0u, _bench.Draws.Word(0x10_0000));
    }

    private static RenderTarget Target(uint offset, uint pitch) => new()
    {
        Color = new Surface(offset, End, pitch),
        ColorFormat = SurfaceFormat.A8R8G8B8,
        Layout = SurfaceLayout.Pitch,
        Clip = new Rectangle(0, 0, 64, 48),
    };

    private void Draw(in RenderTarget target)
    {
        _bench.Draws.Call.Target = target;
        _bench.Renderer.Draw(_bench.Draws.Call);
    }

    private void Read(uint offset) => _bench.Machine.Ram.Lease(offset, 4, RamAccess.Read).Dispose();
}
