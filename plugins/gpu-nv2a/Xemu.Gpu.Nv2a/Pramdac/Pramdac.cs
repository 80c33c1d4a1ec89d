namespace Xemu.Gpu.Nv2a;

/// <summary>Clocks and the digital-to-analogue end of the display engine.</summary>
internal sealed class Pramdac : RegisterBlock<Pramdac>
{
    /// <summary>The crystal; nxdk lib/pbkit/pbkit.c computes with this number.</summary>
    public const ulong CrystalHertz = 16_666_666;

    /// <summary>More than any coefficients give.</summary>
    public const ulong MaxHertz = CrystalHertz * 256;

    private readonly Action _coreClockChanged;

    public Pramdac(Action coreClockChanged)
        : base("PRAMDAC", 0x68_0000, 0x1000, PramdacRegisters.Table)
    {
        _coreClockChanged = coreClockChanged;
    }

    /// <summary>NVCLK.</summary>
    public ulong CoreHertz => PllHertz(Value(PramdacRegisters.NvpllCoeff));

    /// <summary>The pixel clock, or 0 when nobody has programmed it.</summary>
    public ulong PixelHertz => PllHertz(Value(PramdacRegisters.VpllCoeff));

    /// <summary>16-bit pixels are 565 rather than 555 (bit 12, ALT_MODE_SEL; Linux drivers/video/fbdev/riva/riva_hw.c sets it for 565 alone).</summary>
    public bool Is565 => (Value(PramdacRegisters.GeneralControl) & (1u << 12)) != 0;

    /// <summary>The palette has 8 bits a component, not 6 (bit 20, BPC_8BITS).</summary>
    public bool Is8BitPalette => (Value(PramdacRegisters.GeneralControl) & (1u << 20)) != 0;

    /// <summary>Direct colours go through the palette too, component by component: a gamma ramp (bits 4 and 5, PIXMIX; Linux drivers/gpu/drm/nouveau/dispnv04/nvreg.h).</summary>
    public bool UsesRamp => (Value(PramdacRegisters.GeneralControl) & 0x30) == 0x30;

    /// <summary>Where the cursor lies.</summary>
    public uint CursorPosition => Value(PramdacRegisters.CursorPosition);

    public uint HorizontalValidEnd => Value(PramdacRegisters.FpHvalidEnd);

    public uint VerticalValidEnd => Value(PramdacRegisters.FpVvalidEnd);

    public uint HorizontalTotal => Value(PramdacRegisters.FpHtotal);

    public uint VerticalTotal => Value(PramdacRegisters.FpVtotal);

    public void CoreClockChanged() => _coreClockChanged();

    /// <summary>Crystal * N / 2^P / M (fields: envytools nv3_pll; order of division: nxdk lib/pbkit/pbkit.c).</summary>
    private static ulong PllHertz(uint coefficients)
    {
        ulong m = coefficients & 0xFF;
        ulong n = (coefficients >> 8) & 0xFF;
        int p = (int)((coefficients >> 16) & 7);
        return m == 0 ? 0 : ((CrystalHertz * n) >> p) / m;
    }
}
