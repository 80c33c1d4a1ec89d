using Xemu.Abstractions;
using Xemu.Abstractions.State;
using Xemu.Testing;

namespace Xemu.Gpu.Nv2a.Tests;

public sealed class StateTests
{
    [Fact]
    public void Nv2a_EveryMutableField_IsDescribed()
    {
        using var bench = new GpuBench();

        Assert.Empty(StateCompleteness.FindUndescribed(bench.Gpu));
        Assert.All(bench.Gpu.Blocks.Where(static b => b is not VgaBlock), static b => Assert.Empty(StateCompleteness.FindUndescribed(b)));
    }

    [Fact]
    public void SaveRestoreSave_AfterRandomWrites_IsByteEqual()
    {
        using var first = new GpuBench();
        RandomWrites(first, new Random(20), 50_000);
        byte[] saved = StateBytes.Save(first.Gpu);
        using var second = new GpuBench();
        second.Machine.Advance(first.Machine.Clock.NowNs);

        StateBytes.Load(second.Gpu, saved);

        Assert.Empty(StateBytes.Differences(saved, StateBytes.Save(second.Gpu)));
        Assert.Equal(first.Read(0x100), second.Read(0x100));
    }

    [Fact]
    public void Restored_RunningOn_BlanksAtTheSameTimes()
    {
        using var first = new GpuBench();
        first.SetMode(640, 480, 32, 2560);
        first.Machine.Advance(100_000_000);
        using var second = new GpuBench();
        second.Machine.Advance(100_000_000);
        StateBytes.Load(second.Gpu, StateBytes.Save(first.Gpu));
        first.Blanks.Clear();
        second.Blanks.Clear();

        first.Machine.Advance(1_000_000_000);
        second.Machine.Advance(1_000_000_000);

        Assert.Equal(first.Blanks, second.Blanks);
        Assert.Equal(StateBytes.Save(first.Gpu), StateBytes.Save(second.Gpu));
    }

    [Fact]
    public void Restore_OfAClockInTheFuture_IsRefused()
    {
        using var first = new GpuBench();
        first.Machine.Advance(100_000_000);
        byte[] saved = StateBytes.Save(first.Gpu);
        using var second = new GpuBench();

        Assert.Throws<StateException>(() => StateBytes.Load(second.Gpu, saved));
    }

    [Fact]
    public void Restore_OfBlanksThatAreLongBehind_IsRefused()
    {
        using var first = new GpuBench();
        byte[] saved = StateBytes.Save(first.Gpu);
        using var second = new GpuBench();
        second.Machine.Advance(61_000_000_000);

        Assert.Throws<StateException>(() => StateBytes.Load(second.Gpu, saved));
    }

    [Fact]
    public void RandomAccesses_FourMillion_NeverThrow()
    {
        using var bench = new GpuBench();

        RandomWrites(bench, new Random(4711), 4_000_000);
        bench.Gpu.Reset(ResetKind.Cold);

        Assert.True(bench.Gpu.UnhandledCount > 0);
        Assert.True(bench.Gpu.UnimplementedCount > 0);
    }

    private static void RandomWrites(GpuBench bench, Random random, int count)
    {
        uint[] bases = [.. bench.Gpu.Blocks.Select(static b => b.Base)];
        byte[] frame = new byte[64 << 20];
        for (int i = 0; i < count; i++)
        {
            // Half in known pages, half anywhere; a small step of time now and then, so that timers run in odd states.
            uint offset = (i & 1) == 0 ? bases[random.Next(bases.Length)] + (uint)random.Next(0x1000) : (uint)random.Next(0x100_0000);
            int width = 1 << random.Next(4);
            ulong address = GpuBench.Registers + Math.Min(offset, 0xFF_FFF0);
            bench.Machine.Memory.WriteValue(address, width, (ulong)random.NextInt64());
            _ = bench.Machine.Memory.ReadValue(address, width);
            bench.Machine.Ports.WriteValue((ulong)random.Next(0x3B0, 0x3E0), 1, (ulong)random.Next(256));
            _ = bench.Machine.Ports.ReadValue((ulong)random.Next(0x3B0, 0x3E0), 1);
            if (i % 512 == 0)
            {
                bench.Machine.Advance((ulong)random.Next(2_000_000));
            }

            if (i % 40_000 == 0)
            {
                // Registers that random writes rarely set together.
                bench.Crtc(0x17, 0x80);
                bench.Crtc(0x28, (byte)random.Next(4));
                bench.Gpu.ReadFrame(frame);
            }
        }
    }
}
