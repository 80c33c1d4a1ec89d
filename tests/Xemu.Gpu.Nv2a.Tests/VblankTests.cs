using Xemu.Abstractions.Frontends;

namespace Xemu.Gpu.Nv2a.Tests;

public sealed class VblankTests
{
    [Fact]
    public void Vblank_WithoutPixelClock_ComesAt5994Hertz()
    {
        using var bench = new GpuBench();

        bench.Machine.Advance(10_000_000_000);

        Assert.Equal(599, bench.Blanks.Count);
        Assert.Equal(DisplayMode.DefaultPeriodNs * 599, bench.Blanks[^1]);
        Assert.Equal(599ul, bench.Gpu.Frame.Number);
        Assert.Equal(599, bench.Machine.Counters["frames"]());
    }

    [Theory]
    //        VPLL coefficients, totals less one, expected period
    [InlineData(0x0003_7909u, 799u, 524u, 17_995)]    // 28.01 MHz over 800 x 525: 66.69 Hz
    [InlineData(0x0003_6D09u, 857u, 524u, 17_853)]    // 25.23 MHz over 858 x 525: 56.01 Hz
    [InlineData(0x0002_0301u, 859u, 624u, 0)]         // 12.5 MHz over 860 x 625: 23.3 Hz is no monitor's: the default
    [InlineData(0x0000_FF01u, 99u, 99u, 0)]           // 425 kHz: the default
    public void Vblank_WithPixelClock_ComesAtTheModesRate(uint vpll, uint htotal, uint vtotal, int expectedMicroseconds)
    {
        using var bench = new GpuBench();
        bench.SetMode(640, 480, 32, 2560);
        bench.Write(0x680508, vpll);
        bench.Write(0x680824, htotal);
        bench.Write(0x680804, vtotal);
        ulong m = vpll & 0xFF;
        ulong n = (vpll >> 8) & 0xFF;
        ulong hertz = ((16_666_666 * n) >> (int)(vpll >> 16)) / m;
        ulong period = expectedMicroseconds == 0 ? DisplayMode.DefaultPeriodNs : (htotal + 1) * (vtotal + 1) * 1_000_000_000ul / hertz;

        // The first blank still ends the period that the reset began.
        bench.Machine.Advance(DisplayMode.DefaultPeriodNs + (period * 10));

        Assert.Equal(11, bench.Blanks.Count);
        Assert.Equal(DisplayMode.DefaultPeriodNs + (period * 10), bench.Blanks[^1]);
    }

    [Fact]
    public void Interrupt_Enabled_RisesAtVblankAndFallsWhenAcknowledged()
    {
        using var bench = new GpuBench();
        bench.Write(0x600140, 1);
        bench.Write(0x140, 1);

        bench.Machine.Advance(DisplayMode.DefaultPeriodNs - 1);
        Assert.False(bench.Line);
        bench.Machine.Advance(1);

        Assert.True(bench.Line);
        Assert.Equal(0x0100_0000u, bench.Read(0x100));
        bench.Write(0x600100, 1);
        Assert.False(bench.Line);
        Assert.Equal(0u, bench.Read(0x100));
    }

    [Fact]
    public void Interrupt_MaskedInPcrtc_IsPendingThereAlone()
    {
        using var bench = new GpuBench();
        bench.Write(0x140, 1);

        bench.Machine.Advance(DisplayMode.DefaultPeriodNs);

        Assert.False(bench.Line);
        Assert.Equal(1u, bench.Read(0x600100));
        bench.Write(0x600140, 1);
        Assert.True(bench.Line);
    }

    [Fact]
    public void Interrupt_MaskedInPmc_DoesNotReachThePin()
    {
        using var bench = new GpuBench();
        bench.Write(0x600140, 1);

        bench.Machine.Advance(DisplayMode.DefaultPeriodNs);

        Assert.False(bench.Line);
        Assert.Equal(0x0100_0000u, bench.Read(0x100));
    }

    [Fact]
    public void SoftwareInterrupt_Enabled_FollowsItsBit()
    {
        using var bench = new GpuBench();
        bench.Write(0x140, 2);

        bench.Write(0x100, 0x8000_0000);
        Assert.True(bench.Line);
        bench.Write(0x100, 0);
        Assert.False(bench.Line);
    }

    [Fact]
    public void Raster_OverAFrame_GoesFromTheFirstBlankLineAround()
    {
        using var bench = new GpuBench();
        bench.SetMode(640, 480, 32, 2560);
        bench.Write(0x680804, 524);
        bench.Write(0x680824, 799);
        bench.Machine.Advance(DisplayMode.DefaultPeriodNs);

        Assert.Equal(480u, bench.Read(0x600808));
        bench.Machine.Advance(DisplayMode.DefaultPeriodNs * 46 / 525 + 1);
        Assert.Equal(1u, bench.Read(0x600808));
    }

    [Fact]
    public void Ptimer_AsNxdkProgramsIt_CountsAt31Megahertz()
    {
        using var bench = new GpuBench();
        bench.Write(0x9200, 56968);
        bench.Write(0x9210, 7629);

        bench.Machine.Advance(1_000_000_000);
        ulong count = ((ulong)bench.Read(0x9410) << 27) | (bench.Read(0x9400) >> 5);

        // nxdk lib/pbkit/pbkit.c: 233333324 / 56968 * 7629 = 31247365 with its rounding.
        Assert.Equal(233_333_324ul * 7629 / 56968, count);
    }

    [Fact]
    public void Ptimer_TimeWritten_CountsOnFromThere()
    {
        using var bench = new GpuBench();
        bench.Write(0x9200, 56968);
        bench.Write(0x9210, 7629);
        bench.Write(0x9410, 0x12345);
        bench.Write(0x9400, 0xFFFF_FFE0);

        bench.Machine.Advance(1_000);

        Assert.Equal(0x12346u, bench.Read(0x9410));
        Assert.Equal(30u << 5, bench.Read(0x9400));
    }

    [Fact]
    public void PtimerAlarm_Reached_InterruptsOnceAWrap()
    {
        using var bench = new GpuBench();
        bench.Write(0x9200, 56968);
        bench.Write(0x9210, 7629);
        bench.Write(0x9140, 1);
        bench.Write(0x140, 1);
        bench.Write(0x9420, 1000 << 5);

        // 1000 ticks of 32.0027 ns
        bench.Machine.Advance(32_002);
        Assert.False(bench.Line);
        bench.Machine.Advance(1);
        Assert.True(bench.Line);
        Assert.Equal(0x0010_0000u, bench.Read(0x100) & 0x0010_0000);
        bench.Write(0x9100, 1);
        Assert.False(bench.Line);

        // 2^27 ticks later
        bench.Machine.Advance(4_295_000_000);
        Assert.False(bench.Line);
        bench.Machine.Advance(1_000_000);
        Assert.True(bench.Line);
    }

    [Fact]
    public void Ptimer_WithoutDivider_StandsStill()
    {
        using var bench = new GpuBench();

        bench.Machine.Advance(5_000_000_000);

        Assert.Equal(0u, bench.Read(0x9400));
        Assert.Equal(0u, bench.Read(0x9100));
    }

    [Fact]
    public void Sinks_AtVblank_GetTheFramesShape()
    {
        using var bench = new GpuBench();
        var sink = new LastFrame();
        bench.Gpu.Attach(sink);
        bench.SetMode(720, 576, 16, 1440);

        bench.Machine.Advance(DisplayMode.DefaultPeriodNs * 2);

        Assert.Equal(new FrameInfo(720, 576, 2), sink.Frame);
    }

    private sealed class LastFrame : IDisplaySink
    {
        public FrameInfo Frame { get; private set; }

        public void FrameReady(IDisplaySource source, FrameInfo frame) => Frame = frame;
    }
}
