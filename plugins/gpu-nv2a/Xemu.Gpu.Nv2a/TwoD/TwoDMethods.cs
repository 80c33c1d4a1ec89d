namespace Xemu.Gpu.Nv2a;

/// <summary>What the methods of the two-dimensional classes are called, and which of them do nothing here.</summary>
/// <remarks>Names and offsets: nxdk lib/pbkit/nv_objects.h, envytools rnndb/graph/nv1_ctxobj.xml, nv1_blit.xml, nv1_ifc.xml, nv1_solid.xml and nv_m2mf.xml.</remarks>
internal static class TwoDMethods
{
    public static readonly MethodTable Beta = new("NV012", [.. Common(), new(0x300, "SET_BETA")]);

    public static readonly MethodTable Clip = new("NV019", [.. Common(), new(0x300, "SET_POINT"), new(0x304, "SET_SIZE")]);

    public static readonly MethodTable Null = new("NV030", Common());

    public static readonly MethodTable MemoryCopy = new("NV039",
    [
        .. Common(DmaSlot.TwoNotifiers), new(0x184, "SET_CONTEXT_DMA_BUFFER_IN") { Binds = DmaSlot.Source },
        new(0x188, "SET_CONTEXT_DMA_BUFFER_OUT") { Binds = DmaSlot.Destination }, new(0x30C, "OFFSET_IN"), new(0x310, "OFFSET_OUT"),
        new(0x314, "PITCH_IN"), new(0x318, "PITCH_OUT"), new(0x31C, "LINE_LENGTH_IN"), new(0x320, "LINE_COUNT"),
        new(0x324, "FORMAT"), new(0x328, "BUFFER_NOTIFY"),
    ]);

    public static readonly MethodTable RasterOperation = new("NV043", [.. Common(), new(0x300, "SET_ROP5")]);

    public static readonly MethodTable Pattern = new("NV044",
    [
        .. Common(), new(0x300, "SET_COLOR_FORMAT"), new(0x304, "SET_MONOCHROME_FORMAT"), new(0x308, "SET_MONOCHROME_SHAPE"), new(0x30C, "SET_PATTERN_SELECT"),
        new(0x310, "SET_MONOCHROME_COLOR") { Words = 2 }, new(0x318, "SET_MONOCHROME_PATTERN") { Words = 2 }, new(0x400, "SET_PATTERN_Y8") { Words = 16 },
        new(0x500, "SET_PATTERN_R5G6B5") { Words = 32 }, new(0x600, "SET_PATTERN_X1R5G5B5") { Words = 32 }, new(0x700, "SET_PATTERN_X8R8G8B8") { Words = 64 },
    ]);

    public static readonly MethodTable Surfaces = new("NV062", SurfaceMethods());

    public static readonly MethodTable ContextSurfaces = new("NV042", SurfaceMethods());

    public static readonly MethodTable SwizzledSurface = new("NV09E", SwizzledMethods());

    public static readonly MethodTable OlderSwizzledSurface = new("NV052", SwizzledMethods());

    public static readonly MethodTable SolidLine = new("NV05C",
    [
        .. SolidMethods(), new(0x400, "SET_LINE") { Words = 32 }, new(0x480, "SET_LINE32") { Words = 32 }, new(0x500, "SET_POLYLINE") { Words = 32 },
        new(0x580, "SET_POLYLINE32") { Words = 32 }, new(0x600, "SET_COLOR_POLYLINE") { Words = 32 },
    ]);

    public static readonly MethodTable SolidRectangle = new("NV05E", [.. SolidMethods(), new(0x400, "SET_RECTANGLE") { Words = 32 }]);

    public static readonly MethodTable ColorKey = new("NV057", [.. Common(), new(0x300, "SET_COLOR_FORMAT"), new(0x304, "SET_COLOR")]);

    public static readonly MethodTable SolidTriangle = new("NV05D",
    [
        .. SolidMethods(), new(0x310, "SET_TRIANGLE") { Words = 3 }, new(0x320, "SET_TRIANGLE32") { Words = 6 }, new(0x400, "SET_TRIMESH") { Words = 32 },
        new(0x480, "SET_TRIMESH32") { Words = 32 }, new(0x500, "SET_COLOR_TRIANGLE") { Words = 32 }, new(0x580, "SET_COLOR_TRIMESH") { Words = 32 },
    ]);

    public static readonly MethodTable WindowDrawing = new("NV04A",
    [
        .. Common(), new(0x184, "SET_CONTEXT_DMA_FONTS") { Binds = DmaSlot.Source }, new(0x188, "SET_CONTEXT_PATTERN"), new(0x18C, "SET_CONTEXT_ROP"), new(0x190, "SET_CONTEXT_BETA1"),
        new(0x194, "SET_CONTEXT_BETA4"), new(0x198, "SET_CONTEXT_SURFACE"), new(0x2FC, "SET_OPERATION"), new(0x300, "SET_COLOR_FORMAT"), new(0x304, "SET_MONOCHROME_FORMAT"),
        new(0x3FC, "COLOR1_A"), new(0x400, "UNCLIPPED_RECTANGLE") { Words = 64 }, new(0x5F4, "CLIP_B") { Words = 2 }, new(0x5FC, "COLOR1_B"), new(0x600, "CLIPPED_RECTANGLE") { Words = 64 },
        new(0x7EC, "CLIP_C") { Words = 2 }, new(0x7F4, "COLOR1_C"), new(0x7F8, "SIZE_C"), new(0x7FC, "POINT_C"), new(0x800, "MONOCHROME_COLOR1_C") { Words = 128 },
        new(0xBE4, "CLIP_E") { Words = 2 }, new(0xBEC, "COLOR0_E"), new(0xBF0, "COLOR1_E"), new(0xBF4, "SIZE_IN_E"), new(0xBF8, "SIZE_OUT_E"), new(0xBFC, "POINT_E"),
        new(0xC00, "MONOCHROME_COLOR01_E") { Words = 128 }, new(0xFF0, "TEXT_F") { Words = 4, IsDone = false }, new(0x1000, "CHARACTER_F") { Words = 256, IsDone = false },
        new(0x17F0, "TEXT_G") { Words = 4, IsDone = false }, new(0x1800, "CHARACTER_G") { Words = 512, IsDone = false },
    ]);

    public static readonly MethodTable IndexedImage4 = new("NV060", IndexedMethods());

    public static readonly MethodTable IndexedImage5 = new("NV064", [.. IndexedMethods(), new(0x3E0, "SET_COLOR_CONVERSION") { IsDone = false }]);

    public static readonly MethodTable StretchedImage4 = new("NV076", StretchedMethods());

    public static readonly MethodTable StretchedImage5 = new("NV066", [.. StretchedMethods(), new(0x2F8, "SET_COLOR_CONVERSION") { IsDone = false }]);

    public static readonly MethodTable ScaledImage4 = new("NV077", ScaledMethods());

    public static readonly MethodTable ScaledImage5 = new("NV063", [.. ScaledMethods(), new(0x2FC, "SET_COLOR_CONVERSION") { IsDone = false }]);

    public static readonly MethodTable ScaledImage10 = new("NV089", [.. ScaledMethods(), new(0x2FC, "SET_COLOR_CONVERSION") { IsDone = false }]);

    public static readonly MethodTable Beta4 = new("NV072", [.. Common(), new(0x300, "SET_BETA_FACTOR")]);

    /// <summary>Of the contexts that it is given only the clip rectangle and the colour key are looked at: PGRAPH holds each class of them once.</summary>
    public static readonly MethodTable ImageBlit4 = new("NV05F", BlitMethods());

    public static readonly MethodTable ImageBlit = new("NV09F",
    [
        .. BlitMethods(), new(0x120, "SET_FLIP_READ"), new(0x124, "SET_FLIP_WRITE"), new(0x128, "SET_FLIP_MODULO"), new(0x12C, "FLIP_INCREMENT_WRITE"),
        new(0x130, "FLIP_STALL"), new(0x134, "0134") { IsDone = false },
    ]);

    public static readonly MethodTable ImageFromCpu4 = new("NV061", ImageMethods());

    public static readonly MethodTable ImageFromCpu5 = new("NV065", [.. ImageMethods(), new(0x2F8, "SET_COLOR_CONVERSION") { IsDone = false }]);

    public static readonly MethodTable ImageFromCpu10 = new("NV08A", [.. ImageMethods(), new(0x2F8, "SET_COLOR_CONVERSION") { IsDone = false }]);

    private static MethodDefinition[] BlitMethods() =>
    [
        .. Common(), new(0x184, "SET_CONTEXT_COLOR_KEY"), new(0x188, "SET_CONTEXT_CLIP_RECTANGLE"), new(0x18C, "SET_CONTEXT_PATTERN"),
        new(0x190, "SET_CONTEXT_ROP"), new(0x194, "SET_CONTEXT_BETA1"), new(0x198, "SET_CONTEXT_BETA4"), new(0x19C, "SET_CONTEXT_SURFACES"),
        new(0x2FC, "SET_OPERATION"), new(0x300, "CONTROL_POINT_IN"), new(0x304, "CONTROL_POINT_OUT"), new(0x308, "SIZE"),
    ];

    private static MethodDefinition[] IndexedMethods() =>
    [
        .. Common(), new(0x184, "SET_CONTEXT_DMA_LUT") { Binds = DmaSlot.Source }, new(0x188, "SET_CONTEXT_COLOR_KEY"), new(0x18C, "SET_CONTEXT_CLIP_RECTANGLE"),
        new(0x190, "SET_CONTEXT_PATTERN"), new(0x194, "SET_CONTEXT_ROP"), new(0x198, "SET_CONTEXT_BETA1"), new(0x19C, "SET_CONTEXT_BETA4"), new(0x1A0, "SET_CONTEXT_SURFACE"),
        new(0x3E4, "SET_OPERATION"), new(0x3E8, "SET_COLOR_FORMAT"), new(0x3EC, "SET_INDEX_FORMAT"), new(0x3F0, "LUT_OFFSET"), new(0x3F4, "CONTROL_POINT"),
        new(0x3F8, "SIZE_OUT"), new(0x3FC, "SIZE_IN"), new(0x400, "COLOR") { Words = 1792 },
    ];

    private static MethodDefinition[] StretchedMethods() =>
    [
        .. Common(), new(0x184, "SET_CONTEXT_COLOR_KEY"), new(0x188, "SET_CONTEXT_PATTERN"), new(0x18C, "SET_CONTEXT_ROP"), new(0x190, "SET_CONTEXT_BETA1"),
        new(0x194, "SET_CONTEXT_BETA4"), new(0x198, "SET_CONTEXT_SURFACE"), new(0x2FC, "SET_OPERATION"), new(0x300, "SET_COLOR_FORMAT"), new(0x304, "SIZE_IN"),
        new(0x308, "DX_DU"), new(0x30C, "DY_DV"), new(0x310, "CLIP_POINT"), new(0x314, "CLIP_SIZE"), new(0x318, "POINT12D4"), new(0x400, "COLOR") { Words = 1792 },
    ];

    private static MethodDefinition[] ScaledMethods() =>
    [
        .. Common(), new(0x184, "SET_CONTEXT_DMA_IMAGE") { Binds = DmaSlot.Source }, new(0x188, "SET_CONTEXT_PATTERN"), new(0x18C, "SET_CONTEXT_ROP"), new(0x190, "SET_CONTEXT_BETA1"),
        new(0x194, "SET_CONTEXT_BETA4"), new(0x198, "SET_CONTEXT_SURFACE"), new(0x300, "SET_COLOR_FORMAT"), new(0x304, "SET_OPERATION"), new(0x308, "CLIP_POINT"), new(0x30C, "CLIP_SIZE"),
        new(0x310, "OUT_POINT"), new(0x314, "OUT_SIZE"), new(0x318, "DU_DX"), new(0x31C, "DV_DY"), new(0x400, "SIZE"), new(0x404, "FORMAT"), new(0x408, "OFFSET"), new(0x40C, "POINT"),
    ];

    private static MethodDefinition[] ImageMethods() =>
    [
        .. Common(), new(0x184, "SET_CONTEXT_COLOR_KEY"), new(0x188, "SET_CONTEXT_CLIP_RECTANGLE"), new(0x18C, "SET_CONTEXT_PATTERN"), new(0x190, "SET_CONTEXT_ROP"),
        new(0x194, "SET_CONTEXT_BETA1"), new(0x198, "SET_CONTEXT_BETA4"), new(0x19C, "SET_CONTEXT_SURFACE"), new(0x2FC, "SET_OPERATION"), new(0x300, "SET_COLOR_FORMAT"),
        new(0x304, "CONTROL_POINT"), new(0x308, "SIZE_OUT"), new(0x30C, "SIZE_IN"), new(0x400, "COLOR") { Words = 1792 },
    ];

    private static MethodDefinition[] SolidMethods() =>
    [
        .. Common(), new(0x184, "SET_CONTEXT_CLIP_RECTANGLE"), new(0x188, "SET_CONTEXT_PATTERN"), new(0x18C, "SET_CONTEXT_ROP"), new(0x190, "SET_CONTEXT_BETA1"),
        new(0x194, "SET_CONTEXT_BETA4"), new(0x198, "SET_CONTEXT_SURFACE"), new(0x2FC, "SET_OPERATION"), new(0x300, "SET_COLOR_FORMAT"), new(0x304, "SET_COLOR"),
    ];

    private static MethodDefinition[] SurfaceMethods() =>
    [
        .. Common(), new(0x184, "SET_CONTEXT_DMA_IMAGE_SOURCE") { Binds = DmaSlot.Source }, new(0x188, "SET_CONTEXT_DMA_IMAGE_DESTIN") { Binds = DmaSlot.Surface }, new(0x300, "SET_COLOR_FORMAT"),
        new(0x304, "SET_PITCH"), new(0x308, "SET_OFFSET_SOURCE"), new(0x30C, "SET_OFFSET_DESTIN"),
    ];

    private static MethodDefinition[] SwizzledMethods() =>
    [
        .. Common(), new(0x184, "SET_CONTEXT_DMA_IMAGE") { Binds = DmaSlot.Surface }, new(0x300, "SET_FORMAT"), new(0x304, "SET_OFFSET"),
    ];

    /// <summary>What every class has.</summary>
    /// <param name="notifiers">What its notifiers ask for.</param>
    private static MethodDefinition[] Common(DmaSlot? notifiers = null) =>
    [
        new(0x100, "NO_OPERATION"), new(0x104, "NOTIFY"), new(0x108, "SYNCHRONIZE") { IsDone = false }, new(0x10C, "SET_PATCH") { IsDone = false }, new(0x110, "WAIT_FOR_IDLE"),
        new(0x140, "PM_TRIGGER"), new(0x180, "SET_CONTEXT_DMA_NOTIFIES") { Binds = notifiers ?? DmaSlot.Notifier },
    ];
}
