using System.Numerics;
using Xemu.Abstractions.Graphics;
using Xemu.Conformance;
using Xemu.Testing;

namespace Xemu.Renderer.Toolkit.Tests;

/// <summary>A host that is behind is waited for: what it has not done yet stays bounded, whatever a guest does for ever.</summary>
public sealed class BackendLoadTests : IDisposable
{
    private readonly TestMachine _machine = new(16 << 20);
    private readonly StrictBackend _backend = new() { IsIdle = true };
    private readonly GpuRenderer _renderer;
    private readonly RendererBench _bench;

    public BackendLoadTests()
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
    public void Draws_WithoutEnd_WaitForTheHost()
    {
        for (int i = 0; i < 6000; i++)
        {
            _renderer.Draw(_bench.Call);
        }

        Assert.InRange(_backend.PeakKeptCalls, 500, 3500);
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
        renderer.Attach(_machine.Ram);
        var random = new RandomDraw(new Random(seed));
        for (int i = 0; i < 300; i++)
        {
            random.ScrambleAll(_bench.Call);
            renderer.Draw(_bench.Call);
        }

        renderer.WriteBack();
        Assert.InRange(backend.Draws, 30, 600);
    }

    [Fact]
    public void Clears_WithoutEnd_WaitForTheHost()
    {
        for (int i = 0; i < 6000; i++)
        {
            _renderer.Clear(RendererBench.ClearAll(1));
        }

        Assert.InRange(_backend.PeakKeptCalls, 500, 3500);
    }

    [Fact]
    public void Textures_ThatChangeBeforeEachDraw_WaitForTheHost()
    {
        const uint Offset = 0x20_0000;
        _bench.UseTexture(RendererBench.Texture(Offset, 1024, 1024) with { Limit = 0xFF_FFFF });
        for (uint i = 0; i < 100; i++)
        {
            _bench.Fill(Offset, 1, i + 1);
            _renderer.Draw(_bench.Call);
        }

        // 4 MiB each.
        Assert.InRange(_backend.PeakKeptBytes >> 20, 32, 160);
    }

    [Fact]
    public void LargeBatches_WithoutEnd_WaitForTheHost()
    {
        _bench.Call.VertexCount = 1 << 17;
        _bench.Call.Vertices = new Vector4[_bench.Call.VertexCount * DrawCall.AttributeCount];
        for (int i = 0; i < 60; i++)
        {
            _renderer.Draw(_bench.Call);
        }

        // 6 MiB each.
        Assert.InRange(_backend.PeakKeptBytes >> 20, 0, 160);
    }
}
