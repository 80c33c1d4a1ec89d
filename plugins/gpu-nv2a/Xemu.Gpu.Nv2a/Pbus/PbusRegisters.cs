using Xemu.Abstractions.Devices;

namespace Xemu.Gpu.Nv2a;

/// <summary>PBUS: mostly a mirror of PCI configuration space at 0x800. Source: envytools rnndb/bus/pbus.xml; nxdk lib/pbkit/outer.h.</summary>
internal static class PbusRegisters
{
    private const string StoredOnly = "Stored only; the bus keeps the real one.";

    public static readonly RegisterTable<Pbus> Table = new(0x1000,
    [
        new("NV_PBUS_DEBUG_1", 0x084) { Writable = 0xFFFF_FFFF, Note = "Stored only; reset value unverified." },
        new("NV_PBUS_INTR_0", 0x100) { WriteOneToClear = 0xFFFF_FFFF },
        new("NV_PBUS_INTR_EN_0", 0x140) { Writable = 0xFFFF_FFFF, Note = "Nothing here interrupts yet." },
        new("NV_PBUS_PCI_NV_0", 0x800) { Reset = 0x02A0_10DE },
        new("NV_PBUS_PCI_NV_1", 0x804) { Reset = 0x02B0_0000, Writable = 0x0000_0107, Note = StoredOnly },
        new("NV_PBUS_PCI_NV_2", 0x808) { Reset = 0x0300_00A1 },
        new("NV_PBUS_PCI_NV_3", 0x80C) { Writable = 0x0000_F800, Note = StoredOnly },
        new("NV_PBUS_PCI_NV_4", 0x810) { Read = static (d, _) => d.Bar(0, 0) },
        new("NV_PBUS_PCI_NV_5", 0x814) { Read = static (d, _) => d.Bar(1, 8) },
        new("NV_PBUS_PCI_NV_11", 0x82C) { Note = "Subsystem; unverified." },
        new("NV_PBUS_PCI_NV_12", 0x830) { Writable = 0xFFFF_0001, Note = "ROM decode; there is no ROM." },
        new("NV_PBUS_PCI_NV_13", 0x834) { Reset = 0x0000_0060, Note = "Unverified." },
        new("NV_PBUS_PCI_NV_15", 0x83C) { Reset = 0x0105_0100, Writable = 0x0000_00FF, Note = StoredOnly },
        new("NV_PBUS_PCI_NV_17", 0x844) { Reset = 0x0020_0002, Note = "AGP capability; unverified." },
        new("NV_PBUS_PCI_NV_18", 0x848) { Reset = 0x1F00_0007, Note = "AGP status; unverified." },
        new("NV_PBUS_PCI_NV_19", 0x84C) { Writable = 0xFFFF_FFFF, Note = "AGP command; stored only." },
        new("NV_PBUS_PCI_NV_20", 0x850) { Writable = 0x0000_0001, Note = "ROM shadow; stored only." },
    ]);
}
