using Xemu.Abstractions;

namespace Xemu.Gpu.Nv2a.Tests;

public sealed class ExchangeTests
{
    private const uint ReportAddress = 0x20_0000;

    [Fact]
    public void Exchange_BetweenTwoClears_DetachesTheFirstAndGivesTheNextToTheSecond()
    {
        var first = new RecordingRenderer();
        var second = new RecordingRenderer();
        using var bench = new GpuBench(renderer: first);
        PushBuffer push = new PushBuffer(bench).Kelvin3D(0x1D94, 0xF3u);

        bench.Gpu.Exchange(second);
        push.Kelvin3D(0x1D94, 0xF3u);

        Assert.Equal((1, 1), (first.Clears.Count, second.Clears.Count));
        Assert.Null(first.Memory);
        Assert.Same(bench.Machine.Ram, second.Memory);
        Assert.Same(second, bench.Gpu.Renderer);
    }

    [Fact]
    public void Report_AfterAnExchange_CountsWhatBothRenderersPassed()
    {
        var first = new RecordingRenderer();
        using var bench = new GpuBench(renderer: first);
        PushBuffer push = new PushBuffer(bench).Kelvin3D(0x1A8, PushBuffer.Memory);
        first.PassedCount = 40;

        bench.Gpu.Exchange(new RecordingRenderer { PassedCount = 2 });
        push.Kelvin3D(0x17D0, 0x0100_0000 | ReportAddress);

        Assert.Equal(42u, (uint)bench.Machine.Memory.ReadValue(ReportAddress + 8, 4));
    }

    [Fact]
    public void Exchange_WithARendererThatCannotBeAttached_LeavesTheFormer()
    {
        var first = new RecordingRenderer();
        using var bench = new GpuBench(renderer: first);
        var push = new PushBuffer(bench);

        Assert.Throws<ComponentException>(() => bench.Gpu.Exchange(new RecordingRenderer { AttachFails = true }));
        push.Kelvin3D(0x1D94, 0xF3u);

        Assert.Same(first, bench.Gpu.Renderer);
        Assert.Same(bench.Machine.Ram, first.Memory);
        Assert.Single(first.Clears);
    }

    [Fact]
    public void Report_AfterTheEngineLostItsState_CountsNothingFromBefore()
    {
        var renderer = new RecordingRenderer();
        using var bench = new GpuBench(renderer: renderer);
        renderer.PassedCount = 40;

        // Bit 12 of PMC_ENABLE goes.
        bench.Write(0x00_0200, 0xFFFF_FFFF);
        bench.Write(0x00_0200, 0xFFFF_EFFF);
        bench.Write(0x00_0200, 0xFFFF_FFFF);
        new PushBuffer(bench).Kelvin3D(0x1A8, PushBuffer.Memory).Kelvin3D(0x17D0, 0x0100_0000 | ReportAddress);

        Assert.Equal(0u, (uint)bench.Machine.Memory.ReadValue(ReportAddress + 8, 4));
    }

    [Fact]
    public void Exchange_OfARendererThatFailsToHandOver_SaysSoAndHasTheOtherDraw()
    {
        var second = new RecordingRenderer();
        using var bench = new GpuBench(renderer: new RecordingRenderer { DetachFails = true });
        var push = new PushBuffer(bench);

        Assert.Throws<ComponentException>(() => bench.Gpu.Exchange(second));
        push.Kelvin3D(0x1D94, 0xF3u);

        Assert.Same(second, bench.Gpu.Renderer);
        Assert.Single(second.Clears);
    }

    [Fact]
    public void Exchange_ToNone_DrawsNoMore()
    {
        var first = new RecordingRenderer();
        using var bench = new GpuBench(renderer: first);
        var push = new PushBuffer(bench);

        bench.Gpu.Exchange(null);
        push.Kelvin3D(0x1D94, 0xF3u).Kelvin3D(0x17FC, 5u).Kelvin3D(0x1500, 9f, 10f, 11f).Kelvin3D(0x17FC, 0u);

        Assert.Empty(first.Clears);
        Assert.Null(bench.Gpu.Renderer);
    }

    [Fact]
    public void Quiesce_BeforeASave_HasEverythingWrittenBack()
    {
        var renderer = new RecordingRenderer();
        using var bench = new GpuBench(renderer: renderer);

        bench.Gpu.Quiesce();

        Assert.Equal(1, renderer.WriteBacks);
    }
}
