using Xemu.Renderer.Software;
using Xemu.Testing;

namespace Xemu.Gpu.Nv2a.Tests.Fuzz;

/// <summary>Random commands: whatever they are, nothing is thrown, nothing outside of the RAM is touched, and every run ends.</summary>
/// <remarks>XEMU_GPU_METHODS and XEMU_GPU_DRAWN_METHODS say how many methods are executed, XEMU_SEED from which seed on.</remarks>
public sealed class FuzzTests
{
    private const int MethodsOfACase = 100_000;

    [Fact]
    public void RandomCommands_WithoutARenderer_AreSurvived()
    {
        int cases = CampaignSize.Count("XEMU_GPU_METHODS", 10_000_000) / MethodsOfACase;
        foreach (int seed in CampaignSize.Seeds(cases))
        {
            var counter = new CountingRenderer(inner: null);
            using var bench = new FuzzBench(counter, maxWaits: 5, isConfined: seed % 4 == 1);
            bench.RunCase(new RandomCommands(seed, isSmall: false), MethodsOfACase);
            Assert.True(counter.Draws >= MethodsOfACase / 2000, $"seed {seed}: {counter.Draws} draws");
            if (seed % 4 == 1)
            {
                bench.AssertOutsideUntouched();
                AssertMemoryIsBounded();
            }
        }
    }

    [Fact]
    public void RandomCommands_DrawnInSoftware_AreSurvived()
    {
        int cases = CampaignSize.Count("XEMU_GPU_DRAWN_METHODS", 600_000) / MethodsOfACase;
        foreach (int seed in CampaignSize.Seeds(cases))
        {
            using var counters = new TestMachine();
            using var renderer = new SoftwareRenderer(counters);
            var counter = new CountingRenderer(renderer);
            using var bench = new FuzzBench(counter, maxWaits: 4, isConfined: true);
            bench.RunCase(new RandomCommands(seed, isSmall: true), MethodsOfACase);
            _ = counter.TakePassedCount();
            Assert.InRange(counter.Passed, MethodsOfACase / 100ul, ulong.MaxValue);
            bench.AssertOutsideUntouched();
            AssertMemoryIsBounded();
        }
    }

    [Fact]
    public void RandomRegisters_BetweenRandomCommands_AreSurvived()
    {
        int cases = CampaignSize.Count("XEMU_GPU_METHODS", 10_000_000) / MethodsOfACase / 5;
        foreach (int seed in CampaignSize.Seeds(cases))
        {
            var random = new Random(seed);
            var commands = new RandomCommands(seed, isSmall: false);
            var words = new RandomWords(random, isSmall: false);
            using var bench = new FuzzBench(new CountingRenderer(inner: null), maxWaits: 1);
            for (int i = 0; i < 20; i++)
            {
                bench.Run(commands.Next(100, bench.Place()));
                bench.Poke(random, words);
            }
        }
    }

    [Fact]
    public void RandomRegisters_BesideRandomCommandsOnAThread_AreSurvived()
    {
        int cases = CampaignSize.Count("XEMU_GPU_METHODS", 10_000_000) / MethodsOfACase / 5;
        int draws = 0;
        foreach (int seed in CampaignSize.Seeds(cases))
        {
            var random = new Random(seed);
            var commands = new RandomCommands(seed, isSmall: false);
            var words = new RandomWords(random, isSmall: false);
            var counter = new CountingRenderer(inner: null);
            using (var bench = new FuzzBench(counter, maxWaits: 1, isReal: true))
            {
                bench.DrawPoint();
                for (int i = 0; i < 20; i++)
                {
                    bench.RunBeside(commands.Next(1000, bench.Place()), random, words, pokes: i >= 12);
                }
            }

            draws += counter.Draws;
        }

        Assert.InRange(draws, cases, int.MaxValue);
    }

    /// <summary>While the caches are still there: those of textures may have 256 MiB.</summary>
    internal static void AssertMemoryIsBounded() => Assert.InRange(GC.GetTotalMemory(forceFullCollection: true), 0, 512L << 20);
}
