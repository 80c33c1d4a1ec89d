using Xemu.Abstractions.Graphics;

namespace Xemu.Conformance;

/// <summary>Copies and scan-out.</summary>
public abstract partial class RendererConformance
{
    private const uint Other = RendererBench.TextureOffset;

    [Fact]
    public void Copy_OfWhatWasDrawn_LeavesItInMemory()
    {
        (IRenderer renderer, RendererBench bench) = Attached();
        renderer.Clear(RendererBench.ClearAll(Background));
        renderer.Draw(bench.Rectangle(Red, 8, 4, 24, 12));

        Copy(renderer, RendererBench.Copy(RendererBench.Rows(RendererBench.ColorOffset, 7, 3), RendererBench.Rows(Other, 1, 1), 20, 12));
        renderer.Draw(bench.Rectangle(Green, 8, 4, 24, 12));

        AssertColor(Background, bench.Word(Other + Place(1, 1)));
        AssertColor(0xFFFF_0000, bench.Word(Other + Place(2, 2)));
        AssertColor(0xFFFF_0000, bench.Word(Other + Place(17, 9)));
        AssertColor(Background, bench.Word(Other + Place(18, 10)));
        Assert.Equal((0u, 0u, 0u), (bench.Word(Other), bench.Word(Other + Place(21, 1)), bench.Word(Other + Place(1, 13))));
        AssertColor(0xFF00_FF00, bench.Pixel(8, 4));
    }

    [Fact]
    public void Copy_IntoAPictureThatIsDrawnOn_IsSeenByTheNextDraw()
    {
        (IRenderer renderer, RendererBench bench) = Attached();
        bench.Fill(Other, RendererBench.Width * RendererBench.Height, 0xFF12_3456);
        renderer.Clear(RendererBench.ClearAll(Background));
        renderer.Draw(bench.Rectangle(Red, 0, 0, 8, 8));

        Copy(renderer, RendererBench.Copy(RendererBench.Rows(Other, 0, 0), RendererBench.Rows(RendererBench.ColorOffset, 4, 4), 8, 8));
        renderer.Draw(bench.Rectangle(Green, 6, 6, 8, 8));

        AssertColor(0xFFFF_0000, bench.Pixel(3, 3));
        AssertColor(0xFF12_3456, bench.Pixel(5, 5));
        AssertColor(0xFF00_FF00, bench.Pixel(7, 7));
        AssertColor(0xFF12_3456, bench.Pixel(11, 11));
        AssertColor(Background, bench.Pixel(12, 11));
    }

    [Fact]
    public void Copy_AndCopyOfTheCopy_ShowWhatWasDrawnEachTime()
    {
        (IRenderer renderer, RendererBench bench) = Attached();
        renderer.Clear(RendererBench.ClearAll(Background));
        renderer.Draw(bench.Rectangle(Red, 0, 0, 64, 48));
        MemoryRows all = RendererBench.Rows(Other, 0, 0);
        Copy(renderer, RendererBench.Copy(RendererBench.Rows(RendererBench.ColorOffset, 0, 0), all, 64, 48));
        renderer.Draw(bench.Rectangle(Green, 0, 0, 64, 48));

        Copy(renderer, RendererBench.Copy(all, all with { Offset = Other + 0x8000 }, 64, 48));
        Copy(renderer, RendererBench.Copy(RendererBench.Rows(RendererBench.ColorOffset, 0, 0), all, 64, 24));

        AssertColor(0xFFFF_0000, bench.Word(Other + 0x8000 + Place(63, 47)));
        AssertColor(0xFF00_FF00, bench.Word(Other + Place(63, 23)));
        AssertColor(0xFFFF_0000, bench.Word(Other + Place(0, 24)));
    }

    [Fact]
    public void Copy_WithinAPicture_ReadsEachRowBeforeItIsWritten()
    {
        (IRenderer renderer, RendererBench bench) = Attached();
        renderer.Clear(RendererBench.ClearAll(Background));
        renderer.Draw(bench.Rectangle(Red, 0, 0, 2, 1));
        renderer.Draw(bench.Rectangle(Green, 2, 0, 4, 1));

        Copy(renderer, RendererBench.Copy(RendererBench.Rows(RendererBench.ColorOffset, 0, 0), RendererBench.Rows(RendererBench.ColorOffset, 1, 0), 4, 1));
        Copy(renderer, RendererBench.Copy(RendererBench.Rows(RendererBench.ColorOffset, 0, 0), RendererBench.Rows(RendererBench.ColorOffset, 0, 1), 4, 3));

        Assert.Equal([true, true, true, false, false], Enumerable.Range(0, 5).Select(x => bench.Pixel(x, 0) == bench.Pixel(0, 0)));
        AssertColor(0xFF00_FF00, bench.Pixel(4, 0));

        // Each row was there when the next one was read from it.
        AssertColor(0xFFFF_0000, bench.Pixel(2, 3));
        AssertColor(Background, bench.Pixel(0, 4));
    }

    [Fact]
    public void Copy_ToAFormatWithoutAlpha_SetsTheBitsThatHoldNoColor()
    {
        (IRenderer renderer, RendererBench bench) = Attached();
        renderer.Clear(RendererBench.ClearAll(0x8011_2233));

        Copy(renderer, RendererBench.Copy(RendererBench.Rows(RendererBench.ColorOffset, 0, 0), RendererBench.Rows(Other, 0, 0), 4, 1, SurfaceFormat.X8R8G8B8Z));
        Copy(renderer, RendererBench.Copy(RendererBench.Rows(RendererBench.ColorOffset, 0, 0), RendererBench.Rows(Other, 0, 1), 4, 1, SurfaceFormat.X8R8G8B8O));
        Copy(renderer, RendererBench.Copy(RendererBench.Rows(RendererBench.ColorOffset, 0, 0), RendererBench.Rows(Other, 0, 2), 4, 1, SurfaceFormat.None));

        Assert.Equal((0x0011_2233u, 0xFF11_2233u, 0x8011_2233u), (bench.Word(Other), bench.Word(Other + Place(0, 1)), bench.Word(Other + Place(0, 2))));
    }

    [Fact]
    public void Copy_OfBytesUpwards_RunsRowByRow()
    {
        (IRenderer renderer, RendererBench bench) = Attached();
        bench.Fill(Other, 1, 0x0403_0201);
        bench.Fill(Other + 0x100, 1, 0x0807_0605);

        Copy(renderer, new CopyCall(new MemoryRows(Other + 0x100, -0x100, 0, 0xF_FFFF), new MemoryRows(Other + 0x200, 3, 0, 0xF_FFFF), 3, 2, SurfaceFormat.None));

        Assert.Equal((0x0107_0605u, 0x0302u), (bench.Word(Other + 0x200), bench.Word(Other + 0x204)));
    }

    [Fact]
    public void Copy_BeyondWhatMayBeTouched_EndsThere()
    {
        (IRenderer renderer, RendererBench bench) = Attached();
        bench.Fill(Other, 0x40, 0x1111_1111);
        MemoryRows source = RendererBench.Rows(Other, 0, 0);
        MemoryRows target = RendererBench.Rows(Other, 0, 8);

        Copy(renderer, RendererBench.Copy(source, target with { Last = target.Offset + 9 }, 8, 4));
        Copy(renderer, RendererBench.Copy(source, target with { Offset = ulong.MaxValue - 2, Last = ulong.MaxValue }, 8, 4));
        Copy(renderer, RendererBench.Copy(source with { Offset = 0xFFFF_FFFF_0000, Last = ulong.MaxValue }, target, 8, 4));
        Copy(renderer, RendererBench.Copy(source with { Pitch = long.MinValue }, target with { Pitch = long.MaxValue, Offset = target.Offset + 0x1000 }, 1, 4));

        Assert.Equal((0x1111_1111u, 0x1111_1111u, 0u), (bench.Word(Other + Place(0, 8)), bench.Word(Other + Place(1, 8)), bench.Word(Other + Place(2, 8))));
        Assert.Equal((0x1111_1111u, 0u), (bench.Word(Other + Place(0, 8) + 0x1000), bench.Word(Other + Place(1, 8) + 0x1000)));
    }

    [Fact]
    public void Copy_ToRowsThatBeginBeforeWhatMayBeTouched_LeavesThoseOut()
    {
        (IRenderer renderer, RendererBench bench) = Attached();
        renderer.Clear(RendererBench.ClearAll(Background));
        renderer.Draw(bench.Rectangle(Red, 0, 0, 64, 48));
        MemoryRows target = RendererBench.Rows(Other, 0, 8);

        Copy(renderer, RendererBench.Copy(RendererBench.Rows(RendererBench.ColorOffset, 0, 0), target with { First = target.Offset + (ulong)target.Pitch }, 8, 3));

        Assert.Equal(0u, bench.Word(Other + Place(0, 8)));
        AssertColor(0xFFFF_0000, bench.Word(Other + Place(0, 9)));
        AssertColor(0xFFFF_0000, bench.Word(Other + Place(7, 10)));
    }

    [Fact]
    public void Rows_WithoutALimit_ReachToTheEndOfMemory()
    {
        (IRenderer renderer, RendererBench bench) = Attached();
        bench.Fill(0, 4, 0x1234_5678);
        var all = new MemoryRows(0, 16, 0, ulong.MaxValue);
        bench.Call.Target = new RenderTarget { Color = new Surface(0, ulong.MaxValue, 16), ColorFormat = SurfaceFormat.A8R8G8B8, Layout = SurfaceLayout.Pitch, Clip = new Rectangle(0, 1, 4, 3) };

        uint[] before = ReadScanout(renderer, all, 4, 1);
        Copy(renderer, RendererBench.Copy(all, RendererBench.Rows(Other, 0, 0), 4, 1));
        renderer.Draw(bench.Rectangle(Red, 0, 0, 4, 3));

        Assert.Equal((0x1234_5678u, 0x1234_5678u), (before[3], bench.Word(Other + 12)));
        AssertColor(0xFFFF_0000, bench.Word(16));
        Assert.Equal(0x1234_5678u, bench.Word(0));
    }

    [Fact]
    public void Scanout_OfNoFormat_IsTheBytes()
    {
        (IRenderer renderer, RendererBench bench) = Attached();
        renderer.Clear(RendererBench.ClearAll(Background));
        byte[] bytes = new byte[4];

        renderer.ReadScanout(new ScanoutCall(RendererBench.Rows(RendererBench.ColorOffset, 0, 0), 4, 1, SurfaceFormat.None), _machine.Ram, bytes);

        Assert.Equal(bench.Pixel(0, 0), BitConverter.ToUInt32(bytes));
    }

    [Fact]
    public void Scanout_AfterADraw_IsThePicture()
    {
        (IRenderer renderer, RendererBench bench) = Attached();
        renderer.Clear(RendererBench.ClearAll(Background));
        renderer.Draw(bench.Rectangle(Red, 0, 0, 32, 24));

        uint[] picture = ReadScanout(renderer, RendererBench.Rows(RendererBench.ColorOffset, 0, 0), RendererBench.Width, RendererBench.Height);
        uint[] part = ReadScanout(renderer, RendererBench.Rows(RendererBench.ColorOffset, 31, 23), 2, 2);

        AssertColor(0xFFFF_0000, picture[0]);
        AssertColor(0xFFFF_0000, picture[(23 * RendererBench.Width) + 31]);
        AssertColor(Background, picture[(24 * RendererBench.Width) + 31]);
        AssertColor(Background, picture[^1]);
        AssertColor(0xFFFF_0000, part[0]);
        Assert.Equal(picture[^1], part[3]);
    }

    [Fact]
    public void Scanout_OfACopy_IsTheCopy()
    {
        (IRenderer renderer, RendererBench bench) = Attached();
        renderer.Clear(RendererBench.ClearAll(Background));
        renderer.Draw(bench.Rectangle(Red, 0, 0, 32, 24));
        Copy(renderer, RendererBench.Copy(RendererBench.Rows(RendererBench.ColorOffset, 0, 0), RendererBench.Rows(Other, 0, 0), 64, 48));
        renderer.Draw(bench.Rectangle(Green, 0, 0, 64, 48));

        uint[] picture = ReadScanout(renderer, RendererBench.Rows(Other, 0, 0), RendererBench.Width, RendererBench.Height);

        AssertColor(0xFFFF_0000, picture[0]);
        AssertColor(Background, picture[^1]);
    }

    [Fact]
    public void Scanout_OfWhatTheGuestWrote_IsThat()
    {
        (IRenderer renderer, RendererBench bench) = Attached();
        renderer.Clear(RendererBench.ClearAll(Background));
        bench.Fill(RendererBench.ColorOffset, RendererBench.Width, 0xFF65_4321);

        uint[] picture = ReadScanout(renderer, RendererBench.Rows(RendererBench.ColorOffset, 0, 0), RendererBench.Width, 2);

        Assert.Equal(0xFF65_4321, picture[5]);
        AssertColor(Background, picture[RendererBench.Width]);
    }

    [Fact]
    public void Scanout_BeyondWhatMayBeRead_IsZero()
    {
        (IRenderer renderer, RendererBench bench) = Attached();
        renderer.Clear(RendererBench.ClearAll(Background));
        MemoryRows rows = RendererBench.Rows(RendererBench.ColorOffset, 0, 0);

        uint[] cut = ReadScanout(renderer, rows with { Last = rows.Offset + (RendererBench.Width * 4) + 7 }, RendererBench.Width, 3);
        uint[] nowhere = ReadScanout(renderer, rows with { Offset = 1ul << 40, Last = ulong.MaxValue }, 4, 2);

        AssertColor(Background, cut[RendererBench.Width + 1]);
        Assert.All(cut[(RendererBench.Width + 2)..], static pixel => Assert.Equal(0u, pixel));
        Assert.All(nowhere, static pixel => Assert.Equal(0u, pixel));
    }

    private static uint Place(int x, int y) => (uint)(((y * RendererBench.Width) + x) * 4);

    private void Copy(IRenderer renderer, CopyCall call) => renderer.Copy(in call, _machine.Ram);

    private uint[] ReadScanout(IRenderer renderer, MemoryRows rows, int width, int height)
    {
        uint[] pixels = [.. Enumerable.Repeat(0xDEAD_BEEFu, width * height)];
        renderer.ReadScanout(new ScanoutCall(rows, width * 4, height, SurfaceFormat.A8R8G8B8), _machine.Ram, System.Runtime.InteropServices.MemoryMarshal.AsBytes(pixels.AsSpan()));
        return pixels;
    }
}
