namespace Xemu.Gpu.Nv2a;

/// <summary>What the display engine is set to.</summary>
/// <param name="Width">Pixels, 0 when the display is off.</param>
/// <param name="Height">Lines, 0 when the display is off.</param>
/// <param name="TotalLines">Lines with the blank ones.</param>
/// <param name="Depth">8, 15, 16 or 32 bits; 0 when the display is off.</param>
/// <param name="PitchBytes">From line to line in memory.</param>
/// <param name="LinesPerRow">How many lines show one row of memory.</param>
/// <param name="PeriodNs">From vertical blank to vertical blank.</param>
internal readonly record struct DisplayMode(int Width, int Height, int TotalLines, int Depth, int PitchBytes, int LinesPerRow, ulong PeriodNs)
{
    /// <summary>60/1.001 Hz, NTSC, where the pixel clock says nothing plausible: the encoder may be the clock's master then.</summary>
    public const ulong DefaultPeriodNs = 16_683_350;

    /// <summary>120 Hz.</summary>
    public const ulong MinPeriodNs = 8_333_333;

    /// <summary>24 Hz.</summary>
    public const ulong MaxPeriodNs = 41_666_667;

    /// <summary>Lines that the beam counts while the display is off.</summary>
    public const int OffTotalLines = 525;

    /// <summary>Where its blank begins then.</summary>
    public const int OffHeight = 480;

    /// <summary>Largest picture.</summary>
    public const int MaxExtent = 4096;

    /// <summary>Works it out from the registers.</summary>
    /// <remarks>
    /// Bits of the CRTC registers: envytools rnndb/display/nv_vga.xml and Linux drivers/gpu/drm/nouveau/dispnv04/nvreg.h; what programs write there:
    /// Cromwell drivers/video/VideoInitialization.c. Interlaced modes count the lines of a field: unverified.
    /// </remarks>
    public static DisplayMode Decode(Vga vga, Pramdac pramdac)
    {
        int depth = DepthOf(vga, pramdac);
        (int width, int height) = ExtentOf(vga, pramdac);
        (int htotal, int vtotal) = TotalsOf(vga, pramdac);
        bool isOn = depth != 0 && width != 0 && height != 0 && (vga.Crtc(0x17) & 0x80) != 0;
        int pitch = (vga.Crtc(0x13) | ((vga.Crtc(0x19) & 0xE0) << 3) | ((vga.Crtc(0x42) & 0x40) << 5)) * 8;
        int linesPerRow = ((vga.Crtc(0x09) & 0x1F) + 1) << (vga.Crtc(0x09) >> 7);
        ulong period = PeriodOf(pramdac.PixelHertz, htotal, vtotal);
        int totalLines = Math.Max(vtotal, height + 1);
        return isOn
            ? new DisplayMode(width, height, totalLines, depth, pitch, linesPerRow, period)
            : new DisplayMode(0, 0, OffTotalLines, 0, 0, 1, period);
    }

    private static int DepthOf(Vga vga, Pramdac pramdac) => (vga.Crtc(0x28) & 0x0F) switch
    {
        1 => 8,
        2 => pramdac.Is565 ? 16 : 15,
        3 => 32,
        _ => 0,
    };

    private static (int Width, int Height) ExtentOf(Vga vga, Pramdac pramdac)
    {
        int hde = vga.Crtc(0x01) | ((vga.Crtc(0x2D) & 0x02) << 7);
        byte overflow = vga.Crtc(0x07);
        int vde = vga.Crtc(0x12) | ((overflow & 0x02) << 7) | ((overflow & 0x40) << 3) | ((vga.Crtc(0x25) & 0x02) << 9);

        // A program that leaves the CRTC's display ends alone may have set the flat panel's.
        int width = hde != 0 ? (hde + 1) * 8 : FromEnd(pramdac.HorizontalValidEnd);
        int height = vde != 0 ? vde + 1 : FromEnd(pramdac.VerticalValidEnd);
        return width > MaxExtent || height > MaxExtent ? (0, 0) : (width, height);
    }

    private static int FromEnd(uint end) => end == 0 ? 0 : (int)end + 1;

    private static (int Horizontal, int Vertical) TotalsOf(Vga vga, Pramdac pramdac)
    {
        if (pramdac.HorizontalTotal != 0 && pramdac.VerticalTotal != 0)
        {
            // Total less one, as nouveau writes them; Cromwell writes the total itself: unverified.
            return ((int)pramdac.HorizontalTotal + 1, (int)pramdac.VerticalTotal + 1);
        }

        byte overflow = vga.Crtc(0x07);
        int hdt = vga.Crtc(0x00) | ((vga.Crtc(0x2D) & 0x01) << 8);
        int vdt = vga.Crtc(0x06) | ((overflow & 0x01) << 8) | ((overflow & 0x20) << 4) | ((vga.Crtc(0x25) & 0x01) << 10);
        return ((hdt + 5) * 8, vdt + 2);
    }

    private static ulong PeriodOf(ulong pixelHertz, int htotal, int vtotal)
    {
        if (pixelHertz == 0)
        {
            return DefaultPeriodNs;
        }

        ulong period = (ulong)htotal * (ulong)vtotal * 1_000_000_000 / pixelHertz;
        return period is >= MinPeriodNs and <= MaxPeriodNs ? period : DefaultPeriodNs;
    }
}
