using System.Numerics;
using Xemu.Abstractions.Graphics;
using Xemu.Conformance;

namespace Xemu.Renderer.Toolkit.Tests;

/// <summary>A host that is behind is waited for: what it has not done yet stays bounded, whatever a guest does for ever.</summary>
public sealed class BackendLoadTests : IDisposable
{
    private readonly StrictBench _bench = new(16 << 20, new StrictBackend { IsIdle = true });

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Draws_WithoutEnd_WaitForTheHost()
    {
        for (int i = 0; i < 6000; i++)
        {
            _bench.Renderer.Draw(_bench.Draws.Call);
        }

        Assert.InRange(_bench.Backend.PeakKeptCalls, 500, 3500);
    }

    /// <summary>Whatever a guest asks for, the host is asked for nothing beyond its limits, in no wrong place, and for nothing of a size that no guest can fill.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Draws_OfAnySizeAndProgram_KeepToTheContract(int seed)
    {
        var backend = new StrictBackend(maxImageSize: 32768, maxVolumeSize: 2048);
        using var renderer = new GpuRenderer(backend);
        renderer.Attach(_bench.Machine.Ram);
        var random = new RandomDraw(new Random(seed));
        for (int i = 0; i < 300; i++)
        {
            random.ScrambleAll(_bench.Draws.Call);
            renderer.Draw(_bench.Draws.Call);
        }

        renderer.WriteBack();
        Assert.InRange(backend.Draws, 15, 600);
    }

    [Fact]
    public void Clears_WithoutEnd_WaitForTheHost()
    {
        for (int i = 0; i < 6000; i++)
        {
            _bench.Renderer.Clear(RendererBench.ClearAll(1));
        }

        Assert.InRange(_bench.Backend.PeakKeptCalls, 500, 3500);
    }

    [Fact]
    public void Textures_ThatChangeBeforeEachDraw_WaitForTheHost()
    {
        const uint Offset = 0x20_0000;
        _bench.Draws.UseTexture(RendererBench.Texture(Offset, 1024, 1024) with { Limit = 0xFF_FFFF });
        for (uint i = 0; i < 100; i++)
        {
            _bench.Draws.Fill(Offset, 1, i + 1);
            _bench.Renderer.Draw(_bench.Draws.Call);
        }

        // 4 MiB each.
        Assert.InRange(_bench.Backend.PeakKeptBytes >> 20, 32, 160);
    }

    [Fact]
    public void LargeBatches_WithoutEnd_WaitForTheHost()
    {
        _bench.Draws.Call.VertexCount = 1 << 17;
        _bench.Draws.Call.Vertices = new Vector4[_bench.Draws.Call.VertexCount * DrawCall.AttributeCount];
        for (int i = 0; i < 60; i++)
        {
            _bench.Renderer.Draw(_bench.Draws.Call);
        }

        // 6 MiB each.
        Assert.InRange(_bench.Backend.PeakKeptBytes >> 20, 0, 160);
    }
}
