using System.Runtime.InteropServices;
using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;

namespace Xemu.Conformance;

/// <summary>Threads, what a renderer owes memory, and work that is none.</summary>
public abstract partial class RendererConformance
{
    [Fact]
    public async Task Draws_FromAnotherThreadEach_AreDrawnInOrder()
    {
        (IRenderer renderer, RendererBench bench) = Cleared();

        await Elsewhere(() => renderer.Draw(bench.Rectangle(Red, 0, 0, 16, 16)));
        await Elsewhere(() => renderer.Draw(bench.Rectangle(Green, 8, 0, 24, 16)));

        AssertColor(0xFFFF_0000, bench.Pixel(4, 4));
        AssertColor(0xFF00_FF00, bench.Pixel(12, 4));
    }

    /// <summary>A display reads while the chip draws: it finds a picture of before or after each draw, and nothing is disturbed.</summary>
    [Fact]
    public async Task Scanout_WhileDrawsGoOn_DisturbsNothing()
    {
        (IRenderer renderer, RendererBench bench) = Cleared();
        using var end = new CancellationTokenSource();
        Task<int> display = Task.Run(
            () =>
            {
                int odd = 0;
                while (!end.IsCancellationRequested)
                {
                    odd += ReadScanout(renderer, RendererBench.Rows(RendererBench.ColorOffset, 0, 0), RendererBench.Width, RendererBench.Height).Count(static p => p >> 24 != 0xFF);
                }

                return odd;
            },
            TestContext.Current.CancellationToken);

        for (int i = 0; i < 100; i++)
        {
            renderer.Draw(bench.Rectangle(i % 2 == 0 ? Red : Green, 0, 0, 64, 48));
        }

        await end.CancelAsync();
        Assert.Equal(0, await display);
        AssertColor(0xFF00_FF00, bench.Pixel(63, 47));
    }

    /// <summary>Read past all claims, as what saves a machine may.</summary>
    [Fact]
    public void WriteBack_AfterDraws_LeavesNothingOlderInMemory()
    {
        (IRenderer renderer, RendererBench bench) = Cleared();
        renderer.Draw(bench.Rectangle(Red, 0, 0, 64, 48));

        renderer.WriteBack();

        Assert.Equal(0xFFFF_0000, RawWord(RendererBench.ColorOffset + Place(63, 47)));
        Assert.Equal(0xFFFF_FF00, RawWord(RendererBench.DepthOffset + Place(63, 47)));
    }

    [Fact]
    public void Detach_AfterDraws_LeavesMemoryToOthers()
    {
        (IRenderer renderer, RendererBench bench) = Cleared();
        renderer.Draw(bench.Rectangle(Red, 0, 0, 64, 48));

        renderer.Detach();

        Assert.Equal(0xFFFF_0000, RawWord(RendererBench.ColorOffset + Place(63, 47)));
        bench.Fill(RendererBench.ColorOffset, RendererBench.Width, 0xFF12_3456);
        Assert.Equal((0xFF12_3456, 0xFFFF_0000), (bench.Pixel(0, 0), bench.Pixel(0, 1)));
        renderer.Attach(_machine.Ram);
        renderer.Draw(bench.Rectangle(Green, 0, 0, 1, 1));
        Assert.Equal((0xFF00_FF00, 0xFF12_3456), (bench.Pixel(0, 0), bench.Pixel(1, 0)));
    }

    [Fact]
    public void Work_ThatIsNone_ChangesNothing()
    {
        (IRenderer renderer, RendererBench bench) = Cleared();

        bench.Rectangle(Red, 0, 0, 64, 48).IndexCount = 0;
        renderer.Draw(bench.Call);
        bench.Call.IndexCount = 2;
        renderer.Draw(bench.Call);
        bench.Rectangle(Red, 0, 0, 64, 48).Target = RendererBench.Target with { Clip = new Rectangle(8, 8, 8, 8) };
        renderer.Draw(bench.Call);
        bench.Call.Target = RendererBench.Target with { ColorFormat = SurfaceFormat.None, DepthFormat = DepthFormat.None };
        renderer.Draw(bench.Call);
        renderer.Clear(RendererBench.ClearAll(1) with { Area = new Rectangle(8, 8, 8, 8) });
        renderer.Clear(RendererBench.ClearAll(1) with { Colors = ColorMask.None, ClearsDepth = false, ClearsStencil = false });
        Copy(renderer, RendererBench.Copy(RendererBench.Rows(Other, 0, 0), RendererBench.Rows(RendererBench.ColorOffset, 0, 0), 0, 4));

        Assert.All(Picture(bench), static pixel => Assert.Equal(Background, pixel));
        Assert.Equal(0xFFFF_FF00u, bench.Word(RendererBench.DepthOffset));
    }

    /// <summary>It decides when the chip goes on, so a machine that was restored, whose caches are empty, must have the same.</summary>
    [Fact]
    public void TakeWork_OfTheSameDraws_IsTheSame()
    {
        (IRenderer first, RendererBench bench) = Cleared();
        first.Draw(bench.Rectangle(Red, 0, 0, 64, 48));
        _ = first.TakeWork();
        first.Draw(bench.Call);
        long work = first.TakeWork();
        first.Detach();
        IRenderer second = Made();
        second.Attach(_machine.Ram);

        second.Draw(bench.Call);

        Assert.Equal((work, 0L), (second.TakeWork(), second.TakeWork()));
        Assert.True(work >= 0);
    }

    private static Task Elsewhere(Action action) =>
        Task.Factory.StartNew(action, TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private uint RawWord(uint offset) => (uint)Marshal.ReadInt32(((IRamAccess)_machine.Ram).Base + (nint)offset);
}
