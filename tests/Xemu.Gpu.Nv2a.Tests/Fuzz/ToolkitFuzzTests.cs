using Xemu.Abstractions.Graphics;
using Xemu.Renderer.Threaded;
using Xemu.Renderer.Toolkit;
using Xemu.Renderer.Toolkit.Tests;
using Xemu.Testing;

namespace Xemu.Gpu.Nv2a.Tests.Fuzz;

/// <summary>Random commands, drawn by the renderer over host GPUs: whatever they are, it asks its backend for nothing that no backend has to take.</summary>
/// <remarks>XEMU_GPU_TOOLKIT_METHODS says how many methods are executed, XEMU_SEED from which seed on. Each second case draws on a thread of its own.</remarks>
public sealed class ToolkitFuzzTests
{
    private const int MethodsOfACase = 100_000;

    [Fact]
    public void RandomCommands_DrawnByTheToolkit_KeepToTheContractOfBackends()
    {
        int cases = CampaignSize.Count("XEMU_GPU_TOOLKIT_METHODS", 200_000) / MethodsOfACase;
        foreach (int seed in CampaignSize.Seeds(cases))
        {
            StrictBackend backend = Backend(new Random(seed));
            using var toolkit = new GpuRenderer(backend);
            if (seed % 2 == 0)
            {
                RunCase(seed, toolkit);
            }
            else
            {
                using var counters = new TestMachine();
                using var threaded = new ThreadedRenderer(new ThreadedRendererOptions { Renderer = toolkit, QueueLength = 32 }, counters);
                RunCase(seed, threaded);
            }

            AssertBounded(backend);
            AssertAllIsUsed(toolkit.Counters, $"seed {seed}: {toolkit.Counters}");
            toolkit.Dispose();
            Assert.Equal(0, backend.AliveCount);
        }
    }

    private static void RunCase(int seed, IRenderer renderer)
    {
        var touches = new Random(seed);
        var counter = new CountingRenderer(renderer);
        using var bench = new FuzzBench(counter, maxWaits: 4, isConfined: true);
        bench.RunCase(new RandomCommands(seed, isSmall: true), MethodsOfACase, () => bench.TouchMemory(touches));
        counter.Detach();
        bench.AssertOutsideUntouched();
        FuzzTests.AssertMemoryIsBounded();
    }

    /// <summary>What the README says: surfaces of 32 Mi pixels with 8 bytes at most, textures of 256 MiB with their levels, and those of one draw; batches of images and calls.</summary>
    private static void AssertBounded(StrictBackend backend)
    {
        Assert.InRange(backend.PeakImageBytes, 1, 1L << 30);
        Assert.InRange(backend.PeakKeptBytes, 0, 256L << 20);
        Assert.InRange(backend.PeakKeptCalls, 1, 3500);
    }

    private static void AssertAllIsUsed(GpuRendererCounters counters, string otherwise)
    {
        bool isUsed = counters is { Draws: > 200, Clears: > 50, ClearsInMemory: > 10, SurfaceUploads: > 10, SurfaceWriteBacks: > 10, SurfaceCopies: > 0, TextureUploads: > 10, TextureCopies: > 10 };
        Assert.True(isUsed, otherwise);
    }

    private static StrictBackend Backend(Random random)
    {
        bool isSmall = random.Next(2) == 0;
        return new StrictBackend(new GpuLimits
        {
            Shaders = random.Next(4) == 0 ? ShaderFlavour.DesktopGlsl : ShaderFlavour.SpirV,
            MaxImageSize = isSmall ? 4096 : 32768,
            MaxVolumeSize = isSmall ? 256 : 2048,
            UniformAlignment = 16 << random.Next(5),
            HasLogicOperations = random.Next(2) == 0,
            HasPolygonModes = random.Next(2) == 0,
        })
        {
            IsIdle = random.Next(2) == 0,
        };
    }
}
