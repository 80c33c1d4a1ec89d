using Xemu.Abstractions.Devices;

namespace Xemu.Gpu.Nv2a;

/// <summary>PRAMDAC. Source: envytools rnndb/display/nv3_pramdac.xml; what Cromwell's VideoInitialization.c and nxdk program.</summary>
internal static class PramdacRegisters
{
    public const uint CursorPosition = 0x300;
    public const uint NvpllCoeff = 0x500;
    public const uint VpllCoeff = 0x508;
    public const uint GeneralControl = 0x600;
    public const uint FpVdisplayEnd = 0x800;
    public const uint FpVtotal = 0x804;
    public const uint FpVvalidEnd = 0x818;
    public const uint FpHtotal = 0x824;
    public const uint FpHvalidEnd = 0x838;

    private const uint PllMask = 0x0007_FFFF;
    private const uint TimingMask = 0x0000_FFFF;

    public static readonly RegisterTable<Pramdac> Table = new(0x1000, All());

    private static IEnumerable<RegisterDefinition<Pramdac>> All()
    {
        yield return new("NV_PRAMDAC_CURSOR_POS", CursorPosition) { Writable = 0xFFFF_FFFF, Note = "Where the cursor lies: x, and y above, signed." };

        // 16.666666 MHz * 28 / 1 >> 1 = 233.33 MHz, which nxdk lib/pbkit/pbkit.c demands of the running console; the coefficients are ours.
        yield return new("NV_PRAMDAC_NVPLL_COEFF", NvpllCoeff) { Reset = 0x0001_1C01, Writable = PllMask, AfterWrite = static (d, _) => d.CoreClockChanged() };
        yield return new("NV_PRAMDAC_MPLL_COEFF", 0x504) { Reset = 0x0001_1801, Writable = PllMask, Note = "200 MHz; coefficients unverified." };
        yield return new("NV_PRAMDAC_VPLL_COEFF", VpllCoeff) { Writable = PllMask, Note = "Reset value unverified." };
        yield return new("NV_PRAMDAC_PLL_COEFF_SELECT", 0x50C) { Writable = 0xFFFF_FFFF, Note = "Stored only." };
        yield return new("NV_PRAMDAC_PLL_SETUP_CONTROL", 0x510) { Writable = 0xFFFF_FFFF, Note = "Stored only." };

        // A program waits here for its PLLs to lock: they are (bits 28-31, unverified).
        yield return new("NV_PRAMDAC_PLL_TEST_COUNTER", 0x514) { Reset = 0xF000_0000 };
        yield return new("NV_PRAMDAC_SEL_CLK", 0x524) { Writable = 0xFFFF_FFFF, Note = "Stored only." };
        yield return new("NV_PRAMDAC_GENERAL_CONTROL", GeneralControl) { Writable = 0xFFFF_FFFF, Note = "Obeyed: bits 4 and 5 (gamma ramp), 12 (565), 20 (8 bits a component)." };
        yield return new("NV_PRAMDAC_630", 0x630) { Writable = 0xFFFF_FFFF, Note = "Colour space towards the encoder (Cromwell: 0 RGB, 2 YUV); stored only." };
        (string Name, uint Offset)[] timing =
        [
            ("VDISPLAY_END", 0x800), ("VTOTAL", 0x804), ("VCRTC", 0x808), ("VSYNC_START", 0x80C), ("VSYNC_END", 0x810),
            ("VVALID_START", 0x814), ("VVALID_END", 0x818), ("HDISPLAY_END", 0x820), ("HTOTAL", 0x824), ("HCRTC", 0x828),
            ("HSYNC_START", 0x82C), ("HSYNC_END", 0x830), ("HVALID_START", 0x834), ("HVALID_END", 0x838),
        ];
        foreach ((string name, uint offset) in timing)
        {
            yield return new($"NV_PRAMDAC_FP_{name}", offset) { Writable = TimingMask };
        }

        (string Name, uint Offset)[] stored =
        [
            ("FP_DITHER", 0x83C), ("FP_CHECKSUM", 0x840), ("FP_TEST_CONTROL", 0x844), ("FP_TG_CONTROL", 0x848), ("FP_MARGIN_COLOR", 0x84C),
            ("FP_DEBUG_0", 0x880), ("FP_DEBUG_1", 0x884), ("FP_DEBUG_2", 0x888), ("FP_DEBUG_3", 0x88C), ("FP_DEBUG_4", 0x890),
            ("FP_DEBUG_5", 0x894), ("FP_DEBUG_6", 0x898), ("FP_DEBUG_7", 0x89C), ("FP_TMDS_CONTROL", 0x8B0), ("FP_TMDS_DATA", 0x8B4), ("8C4", 0x8C4),
        ];
        foreach ((string name, uint offset) in stored)
        {
            yield return new($"NV_PRAMDAC_{name}", offset) { Writable = 0xFFFF_FFFF, Note = "Stored only." };
        }
    }
}
