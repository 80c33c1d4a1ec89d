using Xemu.Abstractions.Devices;

namespace Xemu.Gpu.Nv2a;

/// <summary>PMC. Source: envytools rnndb/bus/pmc.xml; nxdk lib/pbkit/outer.h for names and INTA enables.</summary>
internal static class PmcRegisters
{
    public const uint Intr = 0x100;
    public const uint IntrEn = 0x140;
    public const uint Enable = 0x200;

    public static readonly RegisterTable<Pmc> Table = new(0x1000,
    [
        // Chip 0x02A, stepping A1 as the PCI revision on retail consoles; layout from pmc.xml. The low byte on other consoles: unverified.
        new("NV_PMC_BOOT_0", 0x000) { Reset = 0x02A0_00A1 },
        new("NV_PMC_BOOT_1", 0x004) { Note = "Endian switch; not modelled." },
        new("NV_PMC_INTR_0", Intr) { Writable = 0x8000_0000, Read = static (d, v) => d.ReadIntr(v), AfterWrite = static (d, _) => d.Update() },
        new("NV_PMC_INTR_EN_0", IntrEn) { Writable = 0x0000_0003, AfterWrite = static (d, _) => d.Update() },
        new("NV_PMC_INTR_READ_0", 0x160) { Read = static (d, _) => d.LineLevel ? 1u : 0, Note = "Level of the line; unverified." },
        new("NV_PMC_ENABLE", Enable)
        {
            Reset = Pmc.AllUnits,
            Writable = 0xFFFF_FFFF,
            AfterWrite = static (d, v) => d.OnEnable(v),
            Note = "A unit without its bit does not answer, and PFIFO, PGRAPH and PVIDEO are reset when it goes; that others are is not modelled. "
                + "Reset value unverified: what firmware leaves on, pbkit's pb_kill restores, and PCRTC answers then.",
        },
        new("NV_PMC_VRAM_HIDE_LOW", 0x300) { Writable = 0x9FFF_FFFF, Note = "Stored only." },
        new("NV_PMC_VRAM_HIDE_HIGH", 0x304) { Writable = 0x1FFF_FFFF, Note = "Stored only." },
    ]);
}
