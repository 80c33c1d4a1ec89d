using Xemu.Abstractions.Devices;

namespace Xemu.Gpu.Nv2a;

/// <summary>PFB. Source: envytools rnndb/memory/nv10_pfb.xml; nxdk lib/pbkit/outer.h; Cromwell writes CFG0 as below. Tiles are as <see cref="TileLayout"/> says; compression is stored only.</summary>
internal static class PfbRegisters
{
    public const uint Cfg0 = 0x200;
    public const uint Tile = 0x240;
    public const uint TileLimit = 0x244;
    public const uint TilePitch = 0x248;
    public const uint TileCount = 8;

    public static readonly RegisterTable<Pfb> Table = new(0x1000, All());

    private static IEnumerable<RegisterDefinition<Pfb>> All()
    {
        yield return new("NV_PFB_CFG0", Cfg0) { Reset = 0x0307_0003, Writable = 0xFFFF_FFFF, Note = "Bit 8 set with 128 MiB (Cromwell BootVgaInitialization.c); that it is so before firmware writes it: unverified." };
        yield return new("NV_PFB_CFG1", 0x204) { Writable = 0xFFFF_FFFF, Note = "Reset value unverified." };
        yield return new("NV_PFB_CSTATUS", 0x20C) { Read = static (d, _) => d.MemorySizeBytes };
        yield return new("NV_PFB_REFCTRL", 0x210) { Writable = 0xFFFF_FFFF };
        yield return new("NV_PFB_NVM", 0x214) { Writable = 0xFFFF_FFFF };
        yield return new("NV_PFB_PIN", 0x218) { Writable = 0xFFFF_FFFF };
        yield return new("NV_PFB_PAD", 0x21C) { Writable = 0xFFFF_FFFF };
        for (uint i = 0; i < TileCount; i++)
        {
            uint index = i;
            void Set(Pfb pfb, uint value) => pfb.SetTile(index);
            yield return new($"NV_PFB_TILE_{i}", Tile + (i * 16)) { Writable = 0xFFFF_C003, AfterWrite = Set };
            yield return new($"NV_PFB_TLIMIT_{i}", TileLimit + (i * 16)) { Writable = 0xFFFF_C000, Reset = 0, AfterWrite = Set };
            yield return new($"NV_PFB_TSIZE_{i}", TilePitch + (i * 16)) { Writable = 0x0000_FF00, AfterWrite = Set };
            yield return new($"NV_PFB_TSTATUS_{i}", 0x24C + (i * 16)) { Read = (pfb, _) => pfb.StatusOfTile(index) };
            yield return new($"NV_PFB_ZCOMP_{i}", 0x300 + (i * 4)) { Writable = 0xFFFF_FFFF, Note = "Compression is not modelled." };
        }

        yield return new("NV_PFB_ZCOMP_OFFSET", 0x324) { Writable = 0xFFFF_FFFF };

        // Bit 16 reads 0 as soon as it is written: the flush is over (nxdk pbkit.c waits for that).
        yield return new("NV_PFB_WC_CACHE", 0x410) { Writable = 0xFFFE_FFFF };
    }
}
