using Xemu.Abstractions.Devices;

namespace Xemu.Gpu.Nv2a;

/// <summary>Straps. Source: envytools rnndb/io/pstraps.xml.</summary>
internal sealed class Pextdev() : RegisterBlock<Pextdev>("PEXTDEV", 0x10_1000, 0x1000, Registers)
{
    public static readonly RegisterTable<Pextdev> Registers = new(0x1000,
    [
        // AGP (bit 14), window of 128 MiB (bit 16), address lines in order (bit 0): after pstraps.xml; the console's own value is unverified.
        new("NV_PEXTDEV_BOOT_0", 0x000) { Reset = 0x0001_4001, Writable = 0x8000_0000, Note = "Override is stored only." },
    ]);
}
