using System.Runtime.InteropServices;

namespace Xemu.Gpu.Nv2a.Tests;

public sealed class CursorTests
{
    private const uint Picture = 0x0030_0000;
    private const uint Image = 0x0123_4800;
    private const uint Background = 0x0010_2030;
    private const uint Is32Bits = 1 << 12;
    private const uint Is64Wide = 1 << 16;
    private const uint Has32Lines = 2 << 24;
    private const uint Has64Lines = 4 << 24;
    private const uint MultipliesAlpha = 1 << 28;

    [Theory]
    [InlineData(0u, 0xFF40_5060u, 0x40_5060u)]
    [InlineData(0u, 0x8040_2010u, 0x48_3028u)]
    [InlineData(MultipliesAlpha, 0x8040_2010u, 0x28_2020u)]
    [InlineData(0u, 0x0000_0000u, Background)]
    public void Pixel_Of32Bits_LiesOverThePictureByItsAlpha(uint config, uint pixel, uint expected)
    {
        using GpuBench bench = Make(Is32Bits | Is64Wide | Has64Lines | config);
        uint[] image = new uint[64 * 64];
        image[(2 * 64) + 1] = pixel;
        bench.Fill(Image, MemoryMarshal.AsBytes<uint>(image));
        bench.Write(0x68_0300, 10 | (20 << 16));

        uint[] frame = bench.ReadFrame();

        Assert.Equal(expected, frame[(22 * 320) + 11] & 0x00FF_FFFF);
        Assert.Equal(Background, frame[(22 * 320) + 12] & 0x00FF_FFFF);
    }

    [Fact]
    public void Image_Of16Bits_IsOpaqueOrInverts()
    {
        using GpuBench bench = Make(Has32Lines);
        ushort[] image = new ushort[32 * 32];
        (image[0], image[1], image[32]) = (0xFC00, 0x7FFF, 0x801F);
        bench.Fill(Image, MemoryMarshal.AsBytes<ushort>(image));
        bench.Write(0x68_0300, 0);

        uint[] frame = bench.ReadFrame();

        Assert.Equal([0x00FF_0000, 0x00EF_DFCF, Background], frame[..3].Select(static p => p & 0x00FF_FFFF));
        Assert.Equal([0x0000_00FF, Background], frame[320..322].Select(static p => p & 0x00FF_FFFF));
    }

    [Theory]
    [InlineData(-30, -40, 0, 0)]
    [InlineData(310, 230, 319, 239)]
    public void Image_OverAnEdge_IsCutThere(short x, short y, int shownX, int shownY)
    {
        using GpuBench bench = Make(Is32Bits | Is64Wide | Has64Lines);
        bench.Fill(Image, Enumerable.Repeat((byte)0xFF, 64 * 64 * 4).ToArray());
        bench.Write(0x68_0300, (ushort)x | ((uint)(ushort)y << 16));

        uint[] frame = bench.ReadFrame();

        int width = Math.Min(x + 64, 320) - Math.Max((int)x, 0);
        int height = Math.Min(y + 64, 240) - Math.Max((int)y, 0);
        Assert.Equal(width * height, frame.Count(static p => (p & 0x00FF_FFFF) == 0x00FF_FFFF));
        Assert.Equal(0x00FF_FFFFu, frame[(shownY * 320) + shownX] & 0x00FF_FFFF);
    }

    [Fact]
    public void Image_SwitchedOffOrOutsideOfMemory_IsNotShown()
    {
        using GpuBench bench = Make(Is32Bits | Is64Wide | Has64Lines);
        bench.Fill(Image, Enumerable.Repeat((byte)0xFF, 64 * 64 * 4).ToArray());
        bench.Write(0x68_0300, 0);
        bench.Crtc(0x2F, 0xFF);
        uint outside = bench.ReadFrame()[0];
        bench.Crtc(0x2F, (byte)(Image >> 24));
        uint shown = bench.ReadFrame()[0];

        bench.Crtc(0x31, (byte)(((Image >> 11) & 0x3F) << 2));

        Assert.Equal((Background, 0x00FF_FFFFu, Background), (outside & 0x00FF_FFFF, shown & 0x00FF_FFFF, bench.ReadFrame()[0] & 0x00FF_FFFF));
    }

    private static GpuBench Make(uint config)
    {
        var bench = new GpuBench();
        bench.SetMode(320, 240, 32, 1280, Picture);
        bench.Fill(Picture, MemoryMarshal.AsBytes<uint>(Enumerable.Repeat(Background, 320 * 240).ToArray()));
        bench.Crtc(0x2F, (byte)(Image >> 24));
        bench.Crtc(0x30, (byte)(0x80 | ((Image >> 17) & 0x7F)));
        bench.Crtc(0x31, (byte)((((Image >> 11) & 0x3F) << 2) | 1));
        bench.Write(0x60_0810, config);
        return bench;
    }
}
