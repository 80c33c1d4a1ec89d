namespace Xemu.Gpu.Nv2a.Tests;

public sealed class SynchronisationTests
{
    private const uint Page = 0x20_0000;
    private const uint Semaphores = 30;
    private const uint Notifiers = 31;

    [Fact]
    public void Semaphore_Released_WritesItsValue()
    {
        using var bench = new GpuBench();
        PushBuffer push = Make(bench);

        push.Method(0, 0x60, Semaphores).Method(0, 0x64, 0x20u).Method(0, 0x6C, 0xFEEDu);

        Assert.Equal(0xFEEDul, bench.Machine.Memory.ReadValue(Page + 0x20, 4));
        Assert.Equal(Page | 0x21, bench.Read(0x00_326C));
    }

    [Fact]
    public void Semaphore_Acquired_WaitsForTheCpuToWriteIt()
    {
        using var bench = new GpuBench();
        PushBuffer push = Make(bench);

        push.Method(0, 0x60, Semaphores).Method(0, 0x64, 0x20u).Method(0, 0x68, 7u).Kelvin3D(0x1D8C, 1u);
        bench.Machine.Advance(1_000_000);

        Assert.Equal(0u, bench.Read(0x40_1A88));
        Assert.Equal(0x10u, bench.Read(0x00_3254) & 0x10);
        Assert.NotEqual(bench.Read(0x80_0040), push.Get);
        bench.Machine.Memory.WriteValue(Page + 0x20, 4, 7);
        bench.Machine.Advance(1_000_000);
        Assert.Equal(1u, bench.Read(0x40_1A88));
        Assert.Equal(0u, bench.Read(0x00_3254) & 0x10);
    }

    [Fact]
    public void Semaphore_HavingItsValue_IsAcquiredAtOnce()
    {
        using var bench = new GpuBench();
        PushBuffer push = Make(bench);
        bench.Machine.Memory.WriteValue(Page, 4, 7);

        push.Method(0, 0x60, Semaphores).Method(0, 0x68, 7u).Kelvin3D(0x1D8C, 1u);

        Assert.Equal(1u, bench.Read(0x40_1A88));
    }

    [Theory]
    [InlineData(0x60u, PushBuffer.Memory, 1u)]
    [InlineData(0x64u, 0x1000u, 1u)]
    [InlineData(0x64u, 2u, 1u)]
    [InlineData(0x68u, 0u, 2u)]
    [InlineData(0x6Cu, 0u, 2u)]
    public void SemaphoreMethod_UsedWrongly_TellsTheDriver(uint method, uint data, uint error)
    {
        using var bench = new GpuBench();
        PushBuffer push = Make(bench);

        push.Method(0, method, data).Kelvin3D(0x1D8C, 1u);

        Assert.Equal(1u << 20, bench.Read(0x00_2100));
        Assert.Equal(error, (bench.Read(0x00_3250) >> 20) & 15);
        Assert.Equal(0u, bench.Read(0x40_1A88));
    }

    [Fact]
    public void SemaphoreWaitedFor_SavedAndLoaded_IsWaitedForStill()
    {
        using var first = new GpuBench();
        using var second = new GpuBench();
        Make(first).Method(0, 0x60, Semaphores).Method(0, 0x68, 7u).Kelvin3D(0x1D8C, 1u);
        Make(second);
        byte[] commands = new byte[0x1000];
        first.Machine.Memory.Read(PushBuffer.Start, commands);
        second.Fill(PushBuffer.Start, commands);

        Xemu.Testing.StateBytes.Load(second.Gpu, Xemu.Testing.StateBytes.Save(first.Gpu));
        second.Machine.Memory.WriteValue(Page, 4, 7);
        second.Machine.Advance(1_000_000);

        Assert.Equal(1u, second.Read(0x40_1A88));
    }

    [Fact]
    public void Semaphore_WaitedForTooLong_RaisesItsInterruptAndIsWaitedForStill()
    {
        using var bench = new GpuBench();
        PushBuffer push = Make(bench);
        bench.Write(0x00_3260, 100_000);
        bench.Machine.Advance(1_000_000);
        push.Kelvin3D(0x60, Semaphores).Kelvin3D(0x64, 0u).Kelvin3D(0x68, 7u).Kelvin3D(0x1D8C, 1u);

        bench.Machine.Advance(90_000);
        Assert.Equal(0u, bench.Read(0x00_2100));
        bench.Machine.Advance(40_000);
        Assert.Equal(0x0100_0000u, bench.Read(0x00_2100));
        Assert.Equal(0u, bench.Read(0x40_1A88));
        bench.Machine.Memory.WriteValue(Page, 4, 7);
        bench.Machine.Advance(100_000);

        Assert.Equal(1u, bench.Read(0x40_1A88));
    }

    [Fact]
    public void Semaphore_WithoutALimit_IsWaitedForInSilence()
    {
        using var bench = new GpuBench();
        PushBuffer push = Make(bench);
        push.Kelvin3D(0x60, Semaphores).Kelvin3D(0x64, 0u).Kelvin3D(0x68, 7u);

        bench.Machine.Advance(10_000_000);

        Assert.Equal(0u, bench.Read(0x00_2100));
    }

    [Fact]
    public void Notifier_AskedFor_IsWrittenBehindTheNextMethod()
    {
        using var bench = new GpuBench();
        PushBuffer push = Make(bench);
        bench.Fill(Page, Enumerable.Repeat((byte)0xFF, 16).ToArray());
        bench.Machine.Advance(5_000_000);

        push.Kelvin3D(0x180, Notifiers).Kelvin3D(0x104, 1u);
        Assert.Equal(0xFFFF_FFFFul, bench.Machine.Memory.ReadValue(Page + 12, 4));
        push.Kelvin3D(0x100, 0u);

        Assert.Equal(0ul, bench.Machine.Memory.ReadValue(Page + 8, 8));
        Assert.Equal(bench.Machine.Clock.NowNs, bench.Machine.Memory.ReadValue(Page, 8));
        Assert.Equal(1u, bench.Read(0x40_0100));
    }

    [Fact]
    public void Notifier_AskedForInARun_IsWrittenBeforeTheRunEnds()
    {
        using var bench = new GpuBench();
        PushBuffer push = Make(bench);
        bench.Fill(Page, Enumerable.Repeat((byte)0xFF, 16).ToArray());

        push.Kelvin3D(0x180, Notifiers).Kelvin3D(0x104, 0u, 0u, 0u, 0u);

        Assert.Equal(0ul, bench.Machine.Memory.ReadValue(Page + 8, 8));
        Assert.Equal(0u, bench.Read(0x40_0100));
        Assert.Equal(bench.Read(0x80_0040), push.Get);
    }

    [Fact]
    public void Copy_Done_WritesItsNotifier()
    {
        using var bench = new GpuBench();
        PushBuffer push = Make(bench);
        push.AddObject(32, isGraphics: true, 0x39, 0, 0, 0);
        bench.Fill(Page, Enumerable.Repeat((byte)0xFF, 32).ToArray());

        push.Method(2, 0, 32).Method(2, 0x180, Notifiers, PushBuffer.Memory, PushBuffer.Memory).Method(2, 0x328, 0u);

        Assert.Equal(0ul, bench.Machine.Memory.ReadValue(Page + 0x18, 8));
        Assert.Equal(ulong.MaxValue, bench.Machine.Memory.ReadValue(Page, 8));
    }

    private static PushBuffer Make(GpuBench bench)
    {
        var push = new PushBuffer(bench);
        push.AddObject(Semaphores, isGraphics: false, 0x0000_B002, 0xFFF, Page | 3, Page | 3);
        push.AddObject(Notifiers, isGraphics: false, 0x0000_B003, 0xFFF, Page | 3, Page | 3);
        return push;
    }
}
