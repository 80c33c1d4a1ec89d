using System.Numerics;
using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;
using Xemu.Conformance;
using Xemu.Testing;

namespace Xemu.Renderer.Toolkit.Tests;

/// <summary>Surfaces close to each other, above each other, and of sizes that nobody has: over a backend that draws nothing.</summary>
public sealed class SurfaceUseTests : IDisposable
{
    private const ulong MemoryBytes = 64 << 20;
    private const ulong End = MemoryBytes - 1;

    private readonly TestMachine _machine = new(MemoryBytes);
    private readonly StrictBackend _backend = new(maxImageSize: 32768, maxVolumeSize: 2048);
    private readonly GpuRenderer _renderer;
    private readonly RendererBench _bench;

    public SurfaceUseTests()
    {
        _renderer = new GpuRenderer(_backend);
        _renderer.Attach(_machine.Ram);
        _bench = new RendererBench(_machine.Ram);
        _bench.Rectangle(Vector4.One, 0, 0, 64, 48);
    }

    public void Dispose()
    {
        _renderer.Dispose();
        _machine.Dispose();
    }

    [Fact]
    public void Draw_WithATextureThatEndsInTheTargetsPage_IsNotLost()
    {
        // 100 rows of 256 bytes: the last page holds the first rows of what is drawn into.
        RenderTarget texture = Target(0x2_0000, 256) with { ColorFormat = SurfaceFormat.R5G6B5, Clip = new Rectangle(0, 0, 100, 100) };
        RenderTarget target = Target(0x2_6400, 256);
        Draw(texture);
        Draw(target);
        Read(0x2_9000);
        _bench.UseTexture(RendererBench.Texture(0x2_0000, 100, 100) with { Format = TextureFormat.R5G6B5, Pitch = 256, Limit = End });

        Draw(texture);
        Draw(target);
        long before = _renderer.Counters.SurfaceWriteBacks;
        Read(0x2_9000);
        _renderer.WriteBack();

        Assert.Equal(before + 1, _renderer.Counters.SurfaceWriteBacks);
        Assert.Equal(2, _renderer.Counters.SurfaceUploads);
    }

    [Fact]
    public void Draw_WithDepthBehindWhatTheTargetNeedsNow_HasDepth()
    {
        RenderTarget target = Target(0x10_0000, 2560);
        _renderer.Clear(new ClearCall(target with { Clip = new Rectangle(0, 0, 640, 576) }, new Rectangle(0, 0, 640, 576), ColorMask.All, 1, false, false, 0));

        Draw(target with { Depth = new Surface(0x10_0000 + 0x12_C000, End, 2560), DepthFormat = DepthFormat.Z24S8, Clip = new Rectangle(0, 0, 640, 480) });

        Assert.True(_backend.LastHasDepth);
    }

    [Fact]
    public void Draw_IntoWhatIsItsDepthToo_HasNone()
    {
        RenderTarget target = Target(0x10_0000, 256);

        Draw(target with { Depth = new Surface(0x10_0100, End, 256), DepthFormat = DepthFormat.Z24S8 });

        Assert.Equal((1, false), (_backend.Draws, _backend.LastHasDepth));
    }

    [Theory]
    [InlineData(15, 15, 256u, SurfaceLayout.Swizzled)]
    [InlineData(15, 0, 256u, SurfaceLayout.Swizzled)]
    [InlineData(0, 0, 0xFFFFu, SurfaceLayout.Pitch)]
    public void Draw_IntoASurfaceThatNoMemoryHolds_TakesNoMoreThanThat(int widthLog2, int heightLog2, uint pitch, SurfaceLayout layout)
    {
        RenderTarget target = Target(0x10_0000, pitch) with { Layout = layout, WidthLog2 = widthLog2, HeightLog2 = heightLog2, Clip = new Rectangle(0, 0, 16, 16) };

        Draw(target with { Depth = new Surface(0x200_0000, End, pitch), DepthFormat = DepthFormat.Z24S8 });

        Assert.Equal(1, _backend.Draws);
        Assert.InRange(_backend.PeakImageBytes, 1, 64 << 20);
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

        Assert.InRange(_backend.PeakImageBytes, 0, 128 << 20);
    }

    [Theory]
    [InlineData(TextureKind.ThreeDimensional, SurfaceLayout.Swizzled, 2048, 2048, 2048, false)]
    [InlineData(TextureKind.ThreeDimensional, SurfaceLayout.Swizzled, 128, 1, 1, true)]
    [InlineData(TextureKind.TwoDimensional, SurfaceLayout.Pitch, 8192, 4096, 1, false)]
    [InlineData(TextureKind.Cube, SurfaceLayout.Swizzled, 4096, 4096, 1, false)]
    public void Texture_ThatNoMemoryHolds_IsNone(TextureKind kind, SurfaceLayout layout, int width, int height, int depth, bool hasBorder)
    {
        _bench.UseTexture(RendererBench.Texture(0x20_0000, width, height) with { Kind = kind, Layout = layout, Depth = depth, Limit = End, HasBorder = hasBorder, Levels = hasBorder ? 8 : 1 });

        Draw(Target(0x10_0000, 256));

        Assert.Equal(1, _backend.Draws);
        Assert.True(_backend.LastTextures[0].IsNone);
    }

    [Fact]
    public void Texture_WhoseSmallLevelsAreTooMuch_HasAllOfThem()
    {
        // 20 and 5 Mi texels, of which 23 are decoded.
        _bench.UseTexture(RendererBench.Texture(0x20_0000, 5120, 4096) with { Limit = End, Levels = 2, Format = TextureFormat.Y8, Pitch = 5120 });

        Draw(Target(0x10_0000, 256));

        Assert.False(_backend.LastTextures[0].IsNone);
    }

    [Fact]
    public void Draw_OfDepthAlone_LeavesTheColorSurfaceAsMemoryIs()
    {
        RenderTarget target = Target(0x10_0000, 256) with { Depth = new Surface(0x20_0000, End, 256), DepthFormat = DepthFormat.Z24S8 };
        _bench.Call.State = _bench.Call.State with { ColorMask = ColorMask.None, IsDepthTested = true, WritesDepth = true };

        Draw(target);
        Read(0x10_0000);
        long ofColor = _renderer.Counters.SurfaceWriteBacks;
        Read(0x20_0000);
        _renderer.WriteBack();

        Assert.Equal((0, 1), (ofColor, _renderer.Counters.SurfaceWriteBacks));
    }

    [Fact]
    public void Counters_AfterAnExchangeAndBack_GoOn()
    {
        _bench.UseTexture(RendererBench.Texture(0x20_0000, 16, 16) with { Limit = End });
        Draw(Target(0x10_0000, 256));
        _renderer.Detach();
        GpuRendererCounters before = _renderer.Counters;

        _renderer.Attach(_machine.Ram);
        Draw(Target(0x10_0000, 256));

        Assert.Equal((1, 1, 1), (before.SurfaceUploads, before.SurfaceWriteBacks, before.TextureUploads));
        Assert.Equal((2, 1, 2), (_renderer.Counters.SurfaceUploads, _renderer.Counters.SurfaceWriteBacks, _renderer.Counters.TextureUploads));
    }

    [Fact]
    public void Detach_OfALostHost_SaysSoAndGivesUpItsClaims()
    {
        Draw(Target(0x10_0000, 256));
        Draw(Target(0x20_0000, 256));
        _backend.IsLost = true;

        Assert.Throws<GpuBackendException>(_renderer.Detach);
        Read(0x10_0000);
        Read(0x20_0000);
    }

    [Fact]
    public void Read_AfterATransferThatFailed_AsksAgain()
    {
        _bench.Fill(0x10_0000, 1, 0xFFFF_FFFF);
        Draw(Target(0x10_0000, 256));
        _backend.IsLost = true;
        Assert.Throws<GpuBackendException>(() => Read(0x10_0000));
        _backend.IsLost = false;

        // The backend's images are all zeros.
        Assert.Equal(0u, _bench.Word(0x10_0000));
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
        _bench.Call.Target = target;
        _renderer.Draw(_bench.Call);
    }

    private void Read(uint offset) => _machine.Ram.Lease(offset, 4, RamAccess.Read).Dispose();
}
