using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Xemu.Abstractions.Graphics;

namespace Xemu.Gpu.Nv2a.Tests;

public sealed class ScanoutTests
{
    [Fact]
    public void Frame_After32BitMode_IsMemory()
    {
        using var bench = new GpuBench();
        bench.SetMode(640, 480, 32, 2560, 0x0030_0000);
        var bytes = new byte[640 * 480 * 4];
        new Random(1).NextBytes(bytes);
        bench.Fill(0x0030_0000, bytes);

        uint[] frame = bench.ReadFrame();

        Assert.Equal((640, 480), (bench.Gpu.Frame.Width, bench.Gpu.Frame.Height));
        Assert.Equal(MemoryMarshal.Cast<byte, uint>(bytes).ToArray(), frame);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(15)]
    public void Frame_After16BitMode_WidensEveryColour(int depth)
    {
        using var bench = new GpuBench();

        // All 65,536 pixels, once; the width is no multiple of a vector, so that the tail is tested.
        bench.SetMode(264, 249, depth, 528);
        var bytes = new byte[264 * 249 * 2];
        for (int i = 0; i < 264 * 249; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(i * 2), (ushort)i);
        }

        bench.Fill(0, bytes);

        uint[] frame = bench.ReadFrame();

        Assert.Equal(Enumerable.Range(0, frame.Length).Select(i => Expand((ushort)i, depth)), frame);
    }

    [Theory]
    [InlineData(true, 0x00804020u)]
    [InlineData(false, 0x00008282u)]
    public void Frame_After8BitMode_GoesThroughThePalette(bool is8Bit, uint expected)
    {
        using var bench = new GpuBench();
        bench.SetMode(640, 480, 8, 640);
        bench.Write(0x680600, is8Bit ? 0x0010_0000u : 0);
        bench.Write8(0x6813C8, 7);
        bench.Write8(0x6813C9, 0x80);
        bench.Write8(0x6813C9, is8Bit ? (byte)0x40 : (byte)0x20);
        bench.Write8(0x6813C9, 0x20);
        bench.Fill(639, [7]);

        uint[] frame = bench.ReadFrame();

        Assert.Equal(0u, frame[638]);
        Assert.Equal(expected, frame[639]);
    }

    [Theory]
    [InlineData(0x0010_0030u, 0x40C0_8010u)]
    [InlineData(0x0010_0020u, 0x4001_0203u)]
    public void Frame_WithGammaRamp_ReplacesEachComponent(uint control, uint expected)
    {
        using var bench = new GpuBench();
        bench.SetMode(64, 2, 32, 256);
        bench.Write(0x680600, control);
        bench.Write8(0x6813C8, 1);
        foreach (byte component in (byte[])[0xC0, 0, 0, 0, 0x80, 0, 0, 0, 0x10])
        {
            bench.Write8(0x6813C9, component);
        }

        bench.Fill(0, [0x03, 0x02, 0x01, 0x40]);

        Assert.Equal(expected, bench.ReadFrame()[0]);
    }

    [Fact]
    public void Frame_WithARenderer_IsWhatItGives()
    {
        var renderer = new RecordingRenderer();
        using var bench = new GpuBench(renderer: renderer);
        bench.SetMode(64, 4, 16, 256, 0x0030_0000);

        uint[] frame = bench.ReadFrame();

        Assert.Equal(new ScanoutCall(new MemoryRows(0x30_0000, 256, 0, 0x03FF_FFFF), 128, 4, SurfaceFormat.R5G6B5), Assert.Single(renderer.Scanouts));
        Assert.All(frame, static pixel => Assert.Equal(0x005A_49D6u, pixel & 0x00FF_FFFF));
    }

    [Fact]
    public void Frame_WithPixelMask_UsesTheMaskedColours()
    {
        using var bench = new GpuBench();
        bench.SetMode(64, 2, 8, 64);
        bench.Write8(0x6813C8, 1);
        bench.Write8(0x6813C9, 0x11);
        bench.Write8(0x6813C9, 0x22);
        bench.Write8(0x6813C9, 0x33);
        bench.Write8(0x6813C6, 0x0F);
        bench.Fill(0, [0xF1]);

        Assert.Equal(0x0011_2233u, bench.ReadFrame()[0]);
    }

    [Fact]
    public void Frame_WithWidePitch_SkipsWhatIsBetweenLines()
    {
        using var bench = new GpuBench();
        bench.SetMode(640, 480, 32, 16384);
        bench.Fill(16384 * 479, [1, 2, 3, 4]);

        Assert.Equal(0x0403_0201u, bench.ReadFrame()[479 * 640]);
    }

    [Fact]
    public void Frame_WithDoubledLines_RepeatsThem()
    {
        using var bench = new GpuBench();
        bench.SetMode(640, 480, 32, 2560);
        bench.Crtc(0x09, 0x80);
        bench.Fill(2560, [9, 0, 0, 0]);

        uint[] frame = bench.ReadFrame();

        Assert.Equal(new uint[] { 0, 0, 9, 9, 0 }, new[] { frame[0], frame[640], frame[1280], frame[1920], frame[2560] });
    }

    [Theory]
    [InlineData(0x03FF_FFFEu)]
    [InlineData(0x07FF_FFFFu)]
    [InlineData(0xFFFF_FFFFu)]
    [InlineData(0x0400_0000u)]
    [InlineData(0x03FF_0001u)]
    public void Frame_BeyondTheRam_IsBlackThere(uint start)
    {
        using var bench = new GpuBench();
        bench.SetMode(1024, 768, 32, 4096, start);
        bench.Fill(0x03FF_FFF0, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);

        uint[] frame = bench.ReadFrame();

        Assert.Equal(0u, frame[^1]);
    }

    [Fact]
    public void Frame_WithScreenOff_IsBlackAndKeepsItsSize()
    {
        using var bench = new GpuBench();
        bench.SetMode(640, 480, 32, 2560);
        bench.Fill(0, [1, 2, 3, 4]);
        bench.Write8(0x0C03C4, 1);
        bench.Write8(0x0C03C5, 0x20);

        Assert.Equal(0u, bench.ReadFrame()[0]);
        Assert.Equal(640, bench.Gpu.Frame.Width);
    }

    [Fact]
    public void Frame_WithoutMode_IsEmpty()
    {
        using var bench = new GpuBench();

        Assert.Empty(bench.ReadFrame());
    }

    [Theory]
    [InlineData(320, 240)]
    [InlineData(720, 480)]
    [InlineData(1280, 720)]
    [InlineData(1920, 1080)]
    [InlineData(2048, 2048)]
    public void Mode_Programmed_HasItsExtent(int width, int height)
    {
        using var bench = new GpuBench();

        bench.SetMode(width, height, 32, 8192);

        Assert.Equal((width, height), (bench.Gpu.Frame.Width, bench.Gpu.Frame.Height));
    }

    [Fact]
    public void Mode_FromFlatPanelRegistersAlone_HasTheirExtent()
    {
        using var bench = new GpuBench();
        bench.SetMode(640, 480, 32, 3200);
        bench.Crtc(0x01, 0);
        bench.Crtc(0x12, 0);
        bench.Crtc(0x07, 0);
        bench.Write(0x680838, 799);
        bench.Write(0x680818, 599);

        Assert.Equal((800, 600), (bench.Gpu.Frame.Width, bench.Gpu.Frame.Height));
    }

    [Fact]
    public void Mode_TooLargeForAScreen_IsOff()
    {
        using var bench = new GpuBench();
        bench.SetMode(640, 480, 32, 2560);
        bench.Crtc(0x01, 0);
        bench.Write(0x680838, 0xFFFF);

        Assert.Equal(0, bench.Gpu.Frame.Width);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(32)]
    public void ReadFrame_InAnyDepth_AllocatesNothing(int depth)
    {
        using var bench = new GpuBench();
        bench.SetMode(640, 480, depth, 2560);
        var pixels = new byte[bench.Gpu.Frame.SizeBytes];

        // The least of some calls: the runtime allocates when it compiles code anew.
        long[] allocated = [.. Enumerable.Range(0, 8).Select(_ =>
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            bench.Gpu.ReadFrame(pixels);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        })];

        Assert.Equal(0, allocated.Min());
    }

    [Fact]
    public void ReadFrame_IntoTooFewBytes_IsRefused()
    {
        using var bench = new GpuBench();
        bench.SetMode(640, 480, 32, 2560);

        Assert.Throws<ArgumentException>(() => bench.Gpu.ReadFrame(new byte[100]));
    }

    private static uint Expand(ushort pixel, int depth)
    {
        uint five(int shift) => Widen((uint)(pixel >> shift) & 31, 5);
        return depth == 16
            ? (five(11) << 16) | (Widen((uint)(pixel >> 5) & 63, 6) << 8) | five(0)
            : (five(10) << 16) | (five(5) << 8) | five(0);
    }

    private static uint Widen(uint value, int bits) => (value << (8 - bits)) | (value >> ((2 * bits) - 8));
}
