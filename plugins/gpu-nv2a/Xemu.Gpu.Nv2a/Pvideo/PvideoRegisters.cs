using Xemu.Abstractions.Devices;

namespace Xemu.Gpu.Nv2a;

/// <summary>PVIDEO. Source: envytools rnndb/display/nv10_pvideo.xml; nxdk lib/pbkit/outer.h; nxdk_pgraph_tests' nxdk_ext.h. Masks and reset values: unverified.</summary>
internal static class PvideoRegisters
{
    public const uint Intr = 0x100;
    public const uint IntrEn = 0x140;
    public const uint Buffer = 0x700;
    public const uint Stop = 0x704;
    public const uint PlaneBase = 0x800;
    public const uint PlaneLimit = 0x808;
    public const uint PlaneOffset = 0x820;
    public const uint Base = 0x900;
    public const uint Limit = 0x908;
    public const uint Luminance = 0x910;
    public const uint Chrominance = 0x918;
    public const uint Offset = 0x920;
    public const uint SizeIn = 0x928;
    public const uint PointIn = 0x930;
    public const uint DsDx = 0x938;
    public const uint DtDy = 0x940;
    public const uint PointOut = 0x948;
    public const uint SizeOut = 0x950;
    public const uint Format = 0x958;
    public const uint ColorKey = 0xB00;

    /// <summary>One bit a buffer, in INTR, INTR_EN and BUFFER.</summary>
    public const uint BothBuffers = 0x11;

    public static readonly RegisterTable<Pvideo> Table = new(0x1000, All());

    private static IEnumerable<RegisterDefinition<Pvideo>> All()
    {
        for (uint i = 0; i < 4; i++)
        {
            yield return new($"NV_PVIDEO_DEBUG_{i}", 0x080 + (i * 4)) { Writable = 0xFFFF_FFFF, Note = "Stored only." };
        }

        yield return new("NV_PVIDEO_INTR", Intr) { WriteOneToClear = BothBuffers, AfterWrite = static (d, _) => d.UpdateIrq() };
        yield return new("NV_PVIDEO_INTR_EN", IntrEn) { Writable = BothBuffers, AfterWrite = static (d, _) => d.UpdateIrq() };
        yield return new("NV_PVIDEO_BUFFER", Buffer) { Writable = BothBuffers };
        yield return new("NV_PVIDEO_STOP", Stop) { Writable = BothBuffers, AfterWrite = static (d, v) => d.OnStop(v) };
        (string Name, uint Offset, uint Mask)[] ofEach =
        [
            ("UVPLANE_BASE", PlaneBase, 0xFFFF_FFFF), ("UVPLANE_LIMIT", PlaneLimit, 0xFFFF_FFFF), ("UVPLANE_OFFSET", PlaneOffset, 0xFFFF_FFFF), ("BASE", Base, 0x07FF_FFC0),
            ("LIMIT", Limit, 0x07FF_FFFF), ("LUMINANCE", Luminance, 0xFFFF_FFFF), ("CHROMINANCE", Chrominance, 0xFFFF_FFFF), ("OFFSET", Offset, 0x07FF_FFFF),
            ("SIZE_IN", SizeIn, 0x07FF_07FE), ("POINT_IN", PointIn, 0xFFFE_7FFF), ("DS_DX", DsDx, 0xFFFF_FFFF), ("DT_DY", DtDy, 0xFFFF_FFFF),
            ("POINT_OUT", PointOut, 0x0FFF_0FFF), ("SIZE_OUT", SizeOut, 0x0FFF_0FFF), ("FORMAT", Format, 0x0113_1FFF),
        ];
        foreach ((string name, uint offset, uint mask) in ofEach)
        {
            yield return new($"NV_PVIDEO_{name}_0", offset) { Writable = mask };
            yield return new($"NV_PVIDEO_{name}_1", offset + 4) { Writable = mask };
        }

        yield return new("NV_PVIDEO_COLOR_KEY", ColorKey) { Writable = 0xFFFF_FFFF, Note = "The top byte does not matter." };
    }
}
