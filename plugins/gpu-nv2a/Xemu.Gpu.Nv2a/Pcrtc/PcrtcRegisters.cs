using Xemu.Abstractions.Devices;

namespace Xemu.Gpu.Nv2a;

/// <summary>PCRTC. Source: envytools rnndb/display/nv3_pcrtc.xml; START and CONFIG: nxdk lib/hal/video.c and lib/pbkit/outer.h. Reset values: unverified.</summary>
internal static class PcrtcRegisters
{
    public const uint Intr = 0x100;
    public const uint IntrEn = 0x140;
    public const uint Start = 0x800;
    public const uint CursorConfig = 0x810;

    public static readonly RegisterTable<Pcrtc> Table = new(0x1000,
    [
        new("NV_PCRTC_INTR_0", Intr) { WriteOneToClear = 1, AfterWrite = static (d, _) => d.UpdateIrq() },
        new("NV_PCRTC_INTR_EN_0", IntrEn) { Writable = 1, AfterWrite = static (d, _) => d.UpdateIrq() },
        new("NV_PCRTC_START", Start) { Writable = 0xFFFF_FFFF, Note = "Takes effect at once; latching at vertical blank: unverified." },
        new("NV_PCRTC_CONFIG", 0x804) { Writable = 0x0000_0007, Note = "When a new start is taken over; stored only." },
        new("NV_PCRTC_RASTER", 0x808) { Read = static (d, _) => d.RasterLine, Note = "Bits 0-10, the line; unverified." },
        new("NV_PCRTC_CURSOR_CONFIG", CursorConfig) { Writable = 0xFFFF_FFFF, Note = "Obeyed: bits 12 (32 bits a pixel), 16 (64 columns), 24 to 26 (lines), 28 (alpha multiplies)." },
        new("NV_PCRTC_GPIO", 0x818) { Writable = 0xFFFF_FFFF, Note = "Stored only." },
        new("NV_PCRTC_ENGINE_CTRL", 0x860) { Writable = 0xFFFF_FFFF, Note = "Stored only." },
    ]);
}
