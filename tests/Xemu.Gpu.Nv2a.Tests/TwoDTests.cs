using Xemu.Abstractions.Graphics;

namespace Xemu.Gpu.Nv2a.Tests;

public sealed class TwoDTests
{
    private const uint Source = 0x20_0000;
    private const uint Target = 0x30_0000;
    private const uint Pitch = 0x100;
    private const uint Clip = 20;
    private const uint Null = 21;

    [Theory]
    [InlineData(6u, 0x0011_2233u)]
    [InlineData(7u, 0xFF11_2233u)]
    [InlineData(8u, 0x0011_2233u)]
    [InlineData(9u, 0x8011_2233u)]
    [InlineData(10u, 0x0011_2233u)]
    public void Copy_ToAFormat_SetsItsUnusedBits(uint format, uint expected)
    {
        using var bench = new GpuBench();
        PushBuffer push = Make(bench, format);
        bench.Machine.Memory.WriteValue(Source, 4, 0x0011_2233);

        Blit(push, operation: 3, 0, 0, 1, 1);

        Assert.Equal(expected, Pixel(bench, 0, 0));
        Assert.Equal(0u, Pixel(bench, 1, 0));
    }

    [Theory]
    [InlineData(0x4440_0000u, 0xFF20_8708u)]
    [InlineData(0x7F80_0000u, 0xFF00_FE00u)]
    [InlineData(0x8FFF_FFFFu, 0xFF44_0011u)]
    public void Blend_ByBeta_RoundsToTheNearest(uint beta, uint expected)
    {
        using var bench = new GpuBench();
        PushBuffer push = Make(bench, 7);
        bench.Machine.Memory.WriteValue(Source, 4, 0xFF00_FE00);
        bench.Machine.Memory.WriteValue(Target, 4, 0xF044_0011);
        push.AddObject(30, isGraphics: true, 0x12, 0, 0, 0);
        push.Method(5, 0, 30).Method(5, 0x300, beta);

        Blit(push, operation: 2, 0, 0, 1, 1);

        Assert.Equal(expected, Pixel(bench, 0, 0));
    }

    [Fact]
    public void Clip_Connected_CutsAndDisconnected_DoesNot()
    {
        using var bench = new GpuBench();
        PushBuffer push = Make(bench, 10);
        bench.Fill(Source, Enumerable.Repeat((byte)0x5A, 0x400).ToArray());
        push.Method(4, 0, Clip).Method(4, 0x300, 1 | (1 << 16), 2 | (1 << 16));
        push.Method(3, 0x188, Clip);

        Blit(push, operation: 3, 0, 0, 4, 4);

        Assert.Equal([(1, 1), (2, 1)], Drawn(bench));
        push.Method(4, 0x304, 0u);
        Blit(push, operation: 3, 8, 8, 2, 2);
        Assert.Equal([(1, 1), (2, 1)], Drawn(bench));
        push.Method(3, 0x188, Null);
        Blit(push, operation: 3, 8, 8, 1, 1);
        Assert.Equal([(1, 1), (2, 1), (8, 8)], Drawn(bench));
    }

    [Fact]
    public void Blit_BeginningInATile_EndsWithIt()
    {
        using var bench = new GpuBench();
        PushBuffer push = Make(bench, 10);
        bench.Fill(Source, Enumerable.Repeat((byte)0x5A, 0x8000).ToArray());
        bench.Write(0x10_0240, Target | 3);
        bench.Write(0x10_0244, Target + 0x3FFF);

        Blit(push, operation: 3, 0, 60, 1, 10);

        Assert.Equal([(0, 60), (0, 61), (0, 62), (0, 63)], Drawn(bench));
        Assert.Equal(0u, bench.Read(0x40_0108));
    }

    [Theory]
    [InlineData(4u, 0u)]
    [InlineData(5u, 0x10u)]
    public void Blit_LeavingItsTileWhereLimitsAreChecked_IsALimitError(uint height, uint source)
    {
        using var bench = new GpuBench();
        PushBuffer push = Make(bench, 10);
        bench.Fill(Source, Enumerable.Repeat((byte)0x5A, 0x8000).ToArray());
        bench.Write(0x10_0240, Target | 3);
        bench.Write(0x10_0244, Target + 0x3FFF);
        bench.Write(0x40_0880, 0x800);

        Blit(push, operation: 3, 0, 60, 1, height);

        Assert.Equal([(0, 60), (0, 61), (0, 62), (0, 63)], Drawn(bench));
        Assert.Equal(source, bench.Read(0x40_0108));
    }

    [Theory]
    [InlineData(3u, 0x00FF_0000u, 0xFFFF_0000u)]
    [InlineData(1u, 0x0000_07E0u, 0xFF00_FF00u)]
    [InlineData(2u, 0x0000_001Fu, 0xFF00_00FFu)]
    public void Line_Drawn_LeavesItsLastPixelOutAndIsOpaque(uint format, uint color, uint expected)
    {
        using var bench = new GpuBench();
        PushBuffer push = MakeLine(bench);

        push.Method(6, 0x300, format, color).Method(6, 0x400, 5 | (2 << 16), 5 | (5 << 16));

        Assert.Equal([(5, 2), (5, 3), (5, 4)], Drawn(bench));
        Assert.Equal(expected, Pixel(bench, 5, 2));
    }

    [Theory]
    [InlineData(0xCCu, 0x1234_5678u)]
    [InlineData(0x33u, 0xEDCB_A987u)]
    [InlineData(0x66u, 0x1234_5678u ^ 0xF0F0_F0F0u)]
    [InlineData(0x88u, 0x1234_5678u & 0xF0F0_F0F0u)]
    [InlineData(0x55u, 0x0F0F_0F0Fu)]
    [InlineData(0xF0u, 0xFF00_FF00u)]
    [InlineData(0xCAu, (0x1234_5678u & 0xFF00_FF00u) | (0xF0F0_F0F0u & 0x00FF_00FFu))]
    public void RasterOperation_ByItsTable_CombinesSourceTargetAndPattern(uint table, uint expected)
    {
        using var bench = new GpuBench();
        PushBuffer push = Make(bench, 10);
        bench.Machine.Memory.WriteValue(Source, 4, 0x1234_5678);
        bench.Machine.Memory.WriteValue(Target, 4, 0xF0F0_F0F0);
        push.AddObject(30, isGraphics: true, 0x43, 0, 0, 0);
        push.AddObject(31, isGraphics: true, 0x44, 0, 0, 0);
        push.Method(5, 0, 30).Method(5, 0x300, table);
        push.Method(6, 0, 31).Method(6, 0x300, 3u, 1u, 0u, 1u, 0xFF00_FF00u, 0xFF00_FF00u);

        Blit(push, operation: 1, 0, 0, 1, 1);

        Assert.Equal(expected, Pixel(bench, 0, 0));
    }

    [Theory]
    [InlineData(0u, 1u, new[] { 0, 2, 11 })]
    [InlineData(0u, 2u, new[] { 5, 7, 12 })]
    [InlineData(1u, 1u, new[] { 0, 2, 8, 10 })]
    [InlineData(2u, 1u, new[] { 0, 1, 2, 3, 4, 5, 6, 7 })]
    public void Pattern_OfBits_LiesAsItsShapeAndOrderSay(uint shape, uint order, int[] expected)
    {
        using var bench = new GpuBench();
        PushBuffer push = Make(bench, 10);
        push.AddObject(30, isGraphics: true, 0x43, 0, 0, 0);
        push.AddObject(31, isGraphics: true, 0x44, 0, 0, 0);
        push.Method(5, 0, 30).Method(5, 0x300, 0xF0u);

        // Bits 0, 2 and 11: of 8x8 pixels, two of the first row and one of the second.
        push.Method(6, 0, 31).Method(6, 0x300, 3u, order, shape, 1u, 0u, 0xFFFF_FFFFu, 0x0805u, 0u);

        Blit(push, operation: 1, 0, 0, 8, 2);

        Assert.Equal(expected, Drawn(bench).Select(static p => (p.Y * 8) + p.X));
    }

    [Fact]
    public void Pattern_OfColors_RepeatsEachEightPixels()
    {
        using var bench = new GpuBench();
        PushBuffer push = Make(bench, 10);
        push.AddObject(30, isGraphics: true, 0x43, 0, 0, 0);
        push.AddObject(31, isGraphics: true, 0x44, 0, 0, 0);
        push.Method(5, 0, 30).Method(5, 0x300, 0xF0u);
        push.Method(6, 0, 31).Method(6, 0x30C, 2u).Method(6, 0x700, 0x11_2233u).Method(6, 0x400 + (4 * 2), 0x4433_2211u).Method(6, 0x500 + (4 * 8), 0xF800_07E0u).Method(6, 0x600 + (4 * 9), 0x7C00_001Fu);

        Blit(push, operation: 1, 8, 8, 8, 8);

        // Cells 0, 8 to 11, 16 and 17, 18 and 19.
        Assert.Equal((0xFF11_2233u, 0xFF11_1111u, 0xFF44_4444u), (Pixel(bench, 8, 8), Pixel(bench, 8, 9), Pixel(bench, 11, 9)));
        Assert.Equal((0xFF00_FF00u, 0xFFFF_0000u), (Pixel(bench, 8, 10), Pixel(bench, 9, 10)));
        Assert.Equal((0xFF00_00FFu, 0xFFFF_0000u), (Pixel(bench, 10, 10), Pixel(bench, 11, 10)));
    }

    [Theory]
    [InlineData(0u, 0x0011_2233u, 0u, 0x4455_6677u)]
    [InlineData(0u, 0x0111_2233u, 0u, 0x0111_2233u)]
    [InlineData(4u, 0xFFC0_8040u, 0xFFFF_FFFFu, 0xFFC0_8040u)]
    [InlineData(4u, 0xFFC0_8040u, 0x8000_FF80u, 0x8000_8020u)]
    [InlineData(5u, 0x8040_2010u, 0xFFFF_FFFFu, 0xA26A_534Bu)]
    [InlineData(5u, 0x8040_2010u, 0u, 0x4455_6677u)]
    public void Operation_ByAlphaAndFourBetas_WeighsComponents(uint operation, uint source, uint betas, uint expected)
    {
        using var bench = new GpuBench();
        PushBuffer push = Make(bench, 10);
        bench.Machine.Memory.WriteValue(Source, 4, source);
        bench.Machine.Memory.WriteValue(Target, 4, 0x4455_6677);
        push.AddObject(30, isGraphics: true, 0x72, 0, 0, 0);
        push.Method(5, 0, 30).Method(5, 0x300, betas);

        Blit(push, operation, 0, 0, 1, 1);

        Assert.Equal(expected, Pixel(bench, 0, 0));
    }

    [Fact]
    public void Rectangle_WithARasterOperation_InvertsWhatIsThere()
    {
        using var bench = new GpuBench();
        PushBuffer push = MakeLine(bench);
        push.AddObject(27, isGraphics: true, 0x5E, 0, 0, 0);
        push.AddObject(30, isGraphics: true, 0x43, 0, 0, 0);
        bench.Machine.Memory.WriteValue(Target, 4, 0xFF00_1122);
        push.Method(7, 0, 30).Method(7, 0x300, 0x55u);
        push.Method(5, 0, 27).Method(5, 0x2FC, 1u).Method(5, 0x300, 3u, 0u).Method(5, 0x400, 0u, 1u | (1u << 16));

        Assert.Equal(0x00FF_EEDDu, Pixel(bench, 0, 0));
    }

    [Theory]
    [InlineData(0x61u)]
    [InlineData(0x65u)]
    [InlineData(0x8Au)]
    public void ImageFromCpu_OfThreeColumns_LiesWhereItsPointSays(uint graphClass)
    {
        using var bench = new GpuBench();
        PushBuffer push = MakeImage(bench, graphClass);

        // 32 bits without alpha, at 5,6: two columns and two rows are shown of three and three.
        push.Method(5, 0x300, 5u, 5u | (6u << 16), 2u | (2u << 16), 3u | (3u << 16));
        push.Method(5, 0x400, 1u, 2u, 3u, 4u, 5u, 6u, 7u, 8u, 9u, 10u);

        Assert.Equal([(5, 6), (6, 6), (5, 7), (6, 7)], Drawn(bench));
        Assert.Equal((0xFF00_0001u, 0xFF00_0005u), (Pixel(bench, 5, 6), Pixel(bench, 6, 7)));
    }

    [Fact]
    public void ImageFromCpu_Of16Bits_HasTwoPixelsAWordAndBeginsRowsWithAWord()
    {
        using var bench = new GpuBench();
        PushBuffer push = MakeImage(bench, 0x65);

        push.Method(5, 0x300, 1u, 0u, 3u | (2u << 16), 3u | (2u << 16));
        push.Method(5, 0x400, 0x07E0_F800u, 0xFFFF_001Fu).Method(5, 0x1FF8, 0x0000_FFFFu, 0x1234_07E0u);

        Assert.Equal([0xFFFF_0000, 0xFF00_FF00, 0xFF00_00FF], Enumerable.Range(0, 3).Select(x => Pixel(bench, x, 0)));
        Assert.Equal([0xFFFF_FFFF, 0xFF00_0000, 0xFF00_FF00], Enumerable.Range(0, 3).Select(x => Pixel(bench, x, 1)));
        Assert.Equal((0u, 0u), (Pixel(bench, 3, 0), Pixel(bench, 3, 1)));
    }

    [Fact]
    public void ImageFromCpu_BesideTheSurfaceAndItsClip_DrawsWhatIsWithin()
    {
        using var bench = new GpuBench();
        PushBuffer push = MakeImage(bench, 0x8A);
        push.AddObject(Clip, isGraphics: true, 0x19, 0, 0, 0);
        push.Method(4, 0, Clip).Method(4, 0x300, 0u, 2u | (1u << 16)).Method(5, 0x188, Clip);

        push.Method(5, 0x300, 5u, 0xFFFFu, 4u | (2u << 16), 4u | (2u << 16)).Method(5, 0x400, 1u, 2u, 3u, 4u, 5u, 6u, 7u, 8u);

        Assert.Equal([(0, 0), (1, 0)], Drawn(bench));
        Assert.Equal(0xFF00_0002u, Pixel(bench, 0, 0));
    }

    [Fact]
    public void Copies_WithARenderer_GoToItInPixelsAndInBytes()
    {
        var renderer = new RecordingRenderer();
        using var bench = new GpuBench(renderer: renderer);
        PushBuffer push = Make(bench, 10);
        push.AddObject(22, isGraphics: true, 0x39, 0, 0, 0);

        Blit(push, operation: 3, 1, 2, 5, 3);
        push.Method(2, 0, 22).Method(2, 0x184, PushBuffer.Memory, PushBuffer.Memory);
        push.Method(2, 0x30C, Source, Target, 0xFFFF_FF00u, 0x80u, 3u, 2u, 0x0101u, 0u);
        push.Method(5, 0, 30).Method(3, 0x2FC, 1u);

        MemoryRows to = new(Target + (2 * Pitch) + 4, Pitch, 0, 0x03FF_FFFF);
        Assert.Equal(new CopyCall(to with { Offset = Source }, to, 20, 3, SurfaceFormat.A8R8G8B8), renderer.Copies[0]);
        Assert.Equal(new CopyCall(to with { Offset = Source, Pitch = -0x100 }, to with { Offset = Target, Pitch = 0x80 }, 3, 2, SurfaceFormat.None), renderer.Copies[1]);
        Assert.Equal(2, renderer.Copies.Count);
    }

    [Fact]
    public void Line_DrawnAslant_StepsAtHalfAPixel()
    {
        using var bench = new GpuBench();
        PushBuffer push = MakeLine(bench);

        push.Method(6, 0x300, 3u, 0xFFu).Method(6, 0x400, 0u, 12u | (9u << 16));

        Assert.Equal(
            [(0, 0), (1, 1), (2, 2), (3, 2), (4, 3), (5, 4), (6, 5), (7, 5), (8, 6), (9, 7), (10, 8), (11, 8)],
            Drawn(bench).OrderBy(static p => p.X));
    }

    [Fact]
    public void Rectangle_Drawn_FillsWhatTheSurfaceHasOfIt()
    {
        using var bench = new GpuBench();
        PushBuffer push = MakeLine(bench);
        push.AddObject(27, isGraphics: true, 0x5E, 0, 0, 0);
        push.Method(5, 0, 27).Method(5, 0x2FC, 3u);

        push.Method(5, 0x300, 3u, 0x00AB_CDEFu).Method(5, 0x400, 0xFFFFu | (4u << 16), 3u | (2u << 16));

        Assert.Equal([(0, 4), (1, 4), (0, 5), (1, 5)], Drawn(bench));
        Assert.Equal(0xFFAB_CDEFu, Pixel(bench, 1, 5));
    }

    [Fact]
    public void Copy_WithSteps_GathersAndScatters()
    {
        using var bench = new GpuBench();
        var push = new PushBuffer(bench);
        push.AddObject(22, isGraphics: true, 0x39, 0, 0, 0);
        bench.Fill(Source, [1, 2, 3, 4, 5, 6, 7, 8]);

        push.Method(2, 0, 22).Method(2, 0x184, PushBuffer.Memory, PushBuffer.Memory);
        push.Method(2, 0x30C, Source, Target, 0u, 0u, 3u, 1u, 0x0402u, 0u);

        Assert.Equal(0x0000_0000_0000_0001ul, bench.Machine.Memory.ReadValue(Target, 4));
        Assert.Equal(3ul, bench.Machine.Memory.ReadValue(Target + 4, 4));
        Assert.Equal(5ul, bench.Machine.Memory.ReadValue(Target + 8, 1));
    }

    private static uint Pixel(GpuBench bench, int x, int y) => (uint)bench.Machine.Memory.ReadValue(Target + ((uint)y * Pitch) + ((uint)x * 4), 4);

    /// <summary>Pixels that are not 0, row by row.</summary>
    private static List<(int X, int Y)> Drawn(GpuBench bench) =>
    [
        .. from y in Enumerable.Range(0, 80)
           from x in Enumerable.Range(0, 64)
           where Pixel(bench, x, y) != 0
           select (x, y),
    ];

    private static void Blit(PushBuffer push, uint operation, uint x, uint y, uint width, uint height) =>
        push.Method(3, 0x2FC, operation, 0u, x | (y << 16), width | (height << 16));

    /// <summary>A blit on subchannel 3, its surfaces on 4 of the others, 64 pixels a row.</summary>
    private static PushBuffer Make(GpuBench bench, uint format)
    {
        var push = new PushBuffer(bench);
        push.AddObject(Clip, isGraphics: true, 0x19, 0, 0, 0);
        push.AddObject(Null, isGraphics: true, 0x30, 0, 0, 0);
        push.AddObject(23, isGraphics: true, 0x9F, 0, 0, 0);
        push.AddObject(24, isGraphics: true, 0x62, 0, 0, 0);
        push.Method(3, 0, 23).Method(7, 0, 24).Method(7, 0x184, PushBuffer.Memory, PushBuffer.Memory);
        push.Method(7, 0x300, format, Pitch | (Pitch << 16), Source, Target);
        return push;
    }

    /// <summary>An image from the CPU on subchannel 5.</summary>
    private static PushBuffer MakeImage(GpuBench bench, uint graphClass)
    {
        PushBuffer push = Make(bench, 10);
        push.AddObject(28, isGraphics: true, graphClass, 0, 0, 0);
        return push.Method(5, 0, 28).Method(5, 0x2FC, 3u);
    }

    /// <summary>A line on subchannel 6.</summary>
    private static PushBuffer MakeLine(GpuBench bench)
    {
        var push = new PushBuffer(bench);
        push.AddObject(25, isGraphics: true, 0x5C, 0, 0, 0);
        push.AddObject(26, isGraphics: true, 0x42, 0, 0, 0);
        push.Method(6, 0, 25).Method(7, 0, 26).Method(7, 0x188, PushBuffer.Memory);
        push.Method(7, 0x300, 10u, Pitch << 16, 0u, Target).Method(6, 0x2FC, 3u);
        return push;
    }
}
