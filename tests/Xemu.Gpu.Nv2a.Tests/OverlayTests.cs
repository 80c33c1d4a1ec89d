namespace Xemu.Gpu.Nv2a.Tests;

public sealed class OverlayTests
{
    private const uint Video = 0x40_0000;
    private const uint White = 0xFFFF_FFFF;
    private const uint Black = 0xFF00_0000;
    /// <summary>Red, as near as 8 bits of luminance come.</summary>
    private const uint Red = 0xFFFF_0100;
    private const int Width = 64;

    [Fact]
    public void Overlay_Shown_LiesOverThePicture()
    {
        using GpuBench bench = Make();
        Show(bench, 0, x: 8, y: 2, width: 2, height: 2);

        uint[] frame = bench.ReadFrame();

        Assert.Equal(White, frame[(2 * Width) + 8]);
        Assert.Equal(Black, frame[(2 * Width) + 9]);
        Assert.Equal(White, frame[(3 * Width) + 8]);
        Assert.Equal(4, frame.Count(static p => p != 0));
    }

    [Fact]
    public void Overlay_OfTheOtherOrder_IsReadInIt()
    {
        using GpuBench bench = Make();
        bench.Fill(Video, [90, 82, 240, 16]);
        Show(bench, 0, x: 0, y: 0, width: 2, height: 1);
        bench.Write(0x00_8958, 4);

        uint[] frame = bench.ReadFrame();

        Assert.Equal(Red, frame[0]);
        Assert.NotEqual(Red, frame[1]);
    }

    [Theory]
    [InlineData(0x1_0009u, 90, 240)]
    [InlineData(0x9u, 240, 90)]
    public void Overlay_OfTwoPlanes_HasAColorForFourPixels(uint format, int first, int second)
    {
        using GpuBench bench = Make();
        bench.Fill(Video, [82, 235, 0, 0, 0, 0, 0, 0, 16, 82]);
        bench.Fill(Video + 0x100, [(byte)first, (byte)second]);
        Show(bench, 0, x: 0, y: 0, width: 2, height: 2);
        bench.Write(0x00_8820, Video + 0x100);
        bench.Write(0x00_8958, format);

        uint[] frame = bench.ReadFrame();

        Assert.Equal((Red, Red), (frame[0], frame[Width + 1]));
        Assert.NotEqual(Red, frame[1]);
    }

    [Fact]
    public void Overlay_Enlarged_RepeatsPixels()
    {
        using GpuBench bench = Make();
        Show(bench, 0, x: 0, y: 0, width: 8, height: 4);
        bench.Write(0x00_8938, (2 << 20) / 8);
        bench.Write(0x00_8940, (2 << 20) / 4);

        uint[] frame = bench.ReadFrame();

        Assert.Equal([White, White, White, White, Black, Black, Black, Black], frame[..8]);
        Assert.Equal(White, frame[(3 * Width) + 3]);
        Assert.Equal(0u, frame[4 * Width]);
    }

    [Fact]
    public void Overlay_BeginningInTheMiddle_SkipsSixteenthsOfPixels()
    {
        using GpuBench bench = Make();
        Show(bench, 0, x: 0, y: 0, width: 1, height: 1);
        bench.Write(0x00_8930, 16);

        Assert.Equal(Black, bench.ReadFrame()[0]);
    }

    [Fact]
    public void ColorKey_Used_LetsTheOverlayBeSeenThroughItAlone()
    {
        using GpuBench bench = Make();
        bench.Machine.Memory.WriteValue(4, 4, 0x7712_3456);
        Show(bench, 0, x: 0, y: 0, width: 2, height: 1);
        bench.Write(0x00_8958, 4 | (1 << 16) | (1 << 20));
        bench.Write(0x00_8B00, 0x0012_3456);

        Assert.Equal([0u, Black], bench.ReadFrame()[..2]);
    }

    [Fact]
    public void BothBuffers_Shown_LieWhereTheyAre()
    {
        using GpuBench bench = Make();
        Show(bench, 0, x: 0, y: 0, width: 1, height: 1);
        Show(bench, 1, x: 4, y: 0, width: 1, height: 1);
        bench.Write(0x00_8700, 0x11);

        Assert.Equal([White, 0u, 0u, 0u, White, 0u], bench.ReadFrame()[..6]);
    }

    [Fact]
    public void Stop_WithItsBit_EndsTheOverlayAndWithout_DoesNot()
    {
        using GpuBench bench = Make();
        Show(bench, 0, x: 0, y: 0, width: 1, height: 1);

        bench.Write(0x00_8704, 0xFFFF_FFFE);
        Assert.Equal(White, bench.ReadFrame()[0]);
        bench.Write(0x00_8704, 1);

        Assert.Equal(0u, bench.ReadFrame()[0]);
        Assert.Equal(0u, bench.Read(0x00_8700));
    }

    [Fact]
    public void VerticalBlank_WithABufferShown_RaisesItsInterrupt()
    {
        using GpuBench bench = Make();
        bench.Write(0x00_0140, 1);
        bench.Write(0x00_8140, 1);
        Show(bench, 0, x: 0, y: 0, width: 1, height: 1);
        Assert.False(bench.Line);

        bench.Machine.Advance(20_000_000);

        Assert.True(bench.Line);
        Assert.Equal(1u << 16, bench.Read(0x00_0100));
        bench.Write(0x00_8100, 1);
        Assert.False(bench.Line);
    }

    [Fact]
    public void Overlay_BeyondTheMemory_ShowsThePicture()
    {
        using GpuBench bench = Make();
        Show(bench, 0, x: 0, y: 0, width: 4095, height: 4095);
        bench.Write(0x00_8920, 0x07FF_FFFC);

        Assert.All(bench.ReadFrame(), static p => Assert.Equal(0u, p));
    }

    [Fact]
    public void Enable_OfAUnitCleared_ResetsIt()
    {
        using GpuBench bench = Make();
        var push = new PushBuffer(bench);
        push.Kelvin3D(0x1D8C, 5u);
        Show(bench, 0, x: 0, y: 0, width: 1, height: 1);
        bench.Write(0x00_0200, 0xFFFF_FFFF);
        Assert.Equal(5u, bench.Read(0x40_1A88));

        bench.Write(0x00_0200, 0xFFFF_EFFF);
        bench.Write(0x00_0200, 0xFFFF_FFFF);

        Assert.Equal(0u, bench.Read(0x40_1A88));
        Assert.Equal(1u, bench.Read(0x00_8700));
        bench.Write(0x00_0200, 0);
        bench.Write(0x00_0200, 0xFFFF_FFFF);
        Assert.Equal(0u, bench.Read(0x00_8700));
    }

    /// <summary>A black picture of 64 by 8 pixels, and video of two pixels a row: white and black.</summary>
    private static GpuBench Make()
    {
        var bench = new GpuBench();
        bench.SetMode(Width, 8, 32, Width * 4);
        bench.Fill(Video, [235, 128, 16, 128, 235, 128, 16, 128]);
        return bench;
    }

    private static void Show(GpuBench bench, uint buffer, uint x, uint y, uint width, uint height)
    {
        void Set(uint register, uint value) => bench.Write(register + (4 * buffer), value);

        Set(0x00_8908, 0x03FF_FFFF);
        Set(0x00_8910, 0x1000);
        Set(0x00_8918, 0x1000);
        Set(0x00_8920, Video);
        Set(0x00_8928, 2 | (2 << 16));
        Set(0x00_8938, 1 << 20);
        Set(0x00_8940, 1 << 20);
        Set(0x00_8948, x | (y << 16));
        Set(0x00_8950, width | (height << 16));
        Set(0x00_8958, 4 | (1 << 16));
        bench.Write(0x00_8700, 1u << (int)(4 * buffer));
    }
}
