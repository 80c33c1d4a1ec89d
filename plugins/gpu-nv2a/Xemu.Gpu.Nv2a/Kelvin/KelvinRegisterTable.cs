using static Xemu.Gpu.Nv2a.KelvinMethods;

namespace Xemu.Gpu.Nv2a;

/// <summary>Which registers of PGRAPH hold what the methods of Kelvin set.</summary>
/// <remarks>
/// Offsets and fields: what xemu calls them (nv2a_regs.h); which method goes to which bits: envytools' tests of the NV20 (hwtest, Kelvin) and rnndb/graph/nv4_pgraph.xml (Celsius).
/// The context that nxdk's lib/pbkit/pbkit.c prepares holds them from 0x400 1800 on in the same order. What is held twice on the part, for vertices and for
/// pixels (fog, specular colours, point parameters), is once here, and a write to either register changes both.
/// </remarks>
internal static class KelvinRegisterTable
{
    private const uint None = RegisterField.None;

    private static readonly uint[] Compares = [0x200, 0x201, 0x202, 0x203, 0x204, 0x205, 0x206, 0x207];
    private static readonly uint[] Factors =
        [0, 1, 0x300, 0x301, 0x302, 0x303, 0x304, 0x305, 0x306, 0x307, 0x308, None, 0x8001, 0x8002, 0x8003, 0x8004];

    private static readonly uint[] Equations = [0x800A, 0x800B, 0x8006, 0x8007, 0x8008, 0xF005, 0xF006];
    private static readonly uint[] StencilOperations = [None, 0x1E00, 0, 0x1E01, 0x1E02, 0x1E03, 0x150A, 0x8507, 0x8508];
    private static readonly uint[] LogicOperations = [.. Enumerable.Range(0x1500, 16).Select(static n => (uint)n)];
    private static readonly uint[] PolygonModes = [0x1B02, 0x1B00, 0x1B01];
    private static readonly uint[] CulledFaces = [None, 0x404, 0x405, 0x408];
    private static readonly uint[] FrontFaces = [0x900, 0x901];
    private static readonly uint[] ShadeModes = [0x1D00, 0x1D01];
    private static readonly uint[] FogModes = [0x2601, 0x800, None, 0x801, 0x804, 0x802, None, 0x803];
    private static readonly uint[] FogSources = [0, 1, 2, 3, 6];
    private static readonly uint[] TexgenModes = [0, 0x2400, 0x2401, 0x2402, 0x8511, 0x8512];

    /// <summary>The two values of bits 0 and 1 of SET_TEXTURE_FORMAT: which of two memory objects.</summary>
    private static readonly uint[] TextureObjects = [1, 2];

    /// <summary>The fields.</summary>
    public static readonly RegisterField[] All = [.. Vertices(), .. Output(), .. Control(), .. Raster(), .. Combiners(), .. Textures(), .. Areas()];

    private static RegisterField Whole(uint register, uint method) => new(register, 0, 32, method);

    private static RegisterField Flag(uint register, int shift, uint method, int methodShift = 0) => new(register, shift, 1, method) { MethodShift = methodShift };

    private static RegisterField Number(uint register, int shift, int bits, uint method, uint[] numbers) => new(register, shift, bits, method) { Numbers = numbers };

    /// <summary>Registers that follow each other, for methods that do.</summary>
    private static IEnumerable<RegisterField> Many(uint register, uint count, uint method, uint stride = 4)
    {
        for (uint i = 0; i < count; i++)
        {
            yield return Whole(register + (i * 4), method + (i * stride));
        }
    }

    /// <summary>CSV0_D, CSV0_C, CSV1_B, CSV1_A, CHEOPS_OFFSET: the transform engine.</summary>
    private static IEnumerable<RegisterField> Vertices()
    {
        yield return new(0xFB4, 0, 16, LightEnableMask);
        yield return Flag(0xFB4, 19, FogEnable);
        yield return Flag(0xFB4, 20, TexgenViewModel);
        yield return Number(0xFB4, 22, 3, FogGenMode, FogSources);
        yield return Flag(0xFB4, 25, PointParamsEnable);
        yield return new(0xFB4, 26, 3, SkinMode);
        yield return Flag(0xFB4, 29, TransformProgramCxtWriteEnable);
        yield return new(0xFB4, 30, 2, TransformExecutionMode);
        yield return new(0xFB8, 0, 2, ColorMaterial) { MethodShift = 14 };
        yield return new(0xFB8, 2, 2, ColorMaterial) { MethodShift = 12 };
        yield return new(0xFB8, 4, 2, ColorMaterial) { MethodShift = 10 };
        yield return new(0xFB8, 6, 2, ColorMaterial) { MethodShift = 8 };
        yield return new(0xFB8, 8, 8, TransformProgramStart);
        yield return Flag(0xFB8, 16, SpecularEnable);
        yield return Flag(0xFB8, 17, LightControl, 17);
        yield return Flag(0xFB8, 18, LightControl);
        yield return new(0xFB8, 19, 2, ColorMaterial) { MethodShift = 6 };
        yield return new(0xFB8, 21, 2, ColorMaterial) { MethodShift = 4 };
        yield return new(0xFB8, 23, 2, ColorMaterial) { MethodShift = 2 };
        yield return new(0xFB8, 25, 2, ColorMaterial);
        yield return Flag(0xFB8, 27, NormalizationEnable);
        yield return Flag(0xFB8, 29, LightTwoSideEnable);
        yield return Flag(0xFB8, 30, LightControl, 16);
        yield return Flag(0xFB8, 31, LightingEnable);
        for (uint unit = 0; unit < 4; unit++)
        {
            uint register = unit < 2 ? 0xFC0u : 0xFBCu;
            int shift = (int)(unit & 1) * 16;
            yield return Flag(register, shift, TextureControl0 + (unit * TextureStride), 30);
            yield return Flag(register, shift + 1, TextureMatrixEnable + (unit * 4));
            for (uint coordinate = 0; coordinate < 4; coordinate++)
            {
                yield return Number(register, shift + 4 + ((int)coordinate * 3), 3, TexgenS + (unit * 16) + (coordinate * 4), TexgenModes);
            }
        }

        yield return new(0xFC4, 0, 8, TransformProgramLoad);
        yield return new(0xFC4, 8, 8, TransformConstantLoad);
    }

    /// <summary>ANTIALIASING, BLEND, BLENDCOLOR, the clear values and rectangle.</summary>
    private static IEnumerable<RegisterField> Output() =>
    [
        Whole(0x1800, AntiAliasingControl),
        Number(0x1804, 0, 3, BlendEquation, Equations),
        Flag(0x1804, 3, BlendEnable),
        Number(0x1804, 4, 4, BlendFuncSfactor, Factors),
        Number(0x1804, 8, 4, BlendFuncDfactor, Factors),
        Number(0x1804, 12, 4, LogicOp, LogicOperations),
        Flag(0x1804, 16, LogicOpEnable),
        Whole(0x1808, BlendColor),
        Whole(0x1864, ClearRectHorizontal),
        Whole(0x1868, ClearRectVertical),
        Whole(PgraphRegisters.ColorClearValue, ColorClearValue),
        Whole(PgraphRegisters.ZstencilClearValue, ZstencilClearValue),
    ];

    /// <summary>CONTROL_0 to 3, the fog's numbers, ZCOMPRESSOCCLUDE.</summary>
    private static IEnumerable<RegisterField> Control() =>
    [
        new(0x194C, 0, 8, AlphaRef),
        Number(0x194C, 8, 4, AlphaFunc, Compares),
        Flag(0x194C, 12, AlphaTestEnable),
        Flag(0x194C, 14, DepthTestEnable),
        Number(0x194C, 16, 4, DepthFunc, Compares),
        Flag(0x194C, 22, DitherEnable),
        Flag(0x194C, 23, Control0, 16),
        Flag(0x194C, 24, DepthMask),
        Flag(0x194C, 25, Control0),
        Flag(0x194C, 26, ColorMask, 24),
        Flag(0x194C, 27, ColorMask, 16),
        Flag(0x194C, 28, ColorMask, 8),
        Flag(0x194C, 29, ColorMask),
        new(0x194C, 30, 2, Control0) { MethodShift = 28 },
        Flag(0x1950, 0, StencilTestEnable),
        Number(0x1950, 4, 4, StencilFunc, Compares),
        new(0x1950, 8, 8, StencilFuncRef),
        new(0x1950, 16, 8, StencilFuncMask),
        new(0x1950, 24, 8, StencilMask),
        Number(0x1954, 0, 4, StencilOpFail, StencilOperations),
        Number(0x1954, 4, 4, StencilOpZfail, StencilOperations),
        Number(0x1954, 8, 4, StencilOpZpass, StencilOperations),
        Flag(0x1958, 0, ProvokingVertex),
        Flag(0x1958, 2, Control0, 24),
        Flag(0x1958, 5, SpecularEnable),
        Flag(0x1958, 6, Control0, 20),
        Number(0x1958, 7, 1, ShadeMode, ShadeModes),
        Flag(0x1958, 8, FogEnable),
        Flag(0x1958, 9, PointParamsEnable),
        Number(0x1958, 16, 3, FogMode, FogModes),
        Flag(0x1958, 20, ZpassPixelCountEnable),

        // SET_FOG_COLOR has red in its lowest byte, the register blue.
        new(0x1980, 0, 8, FogColor) { MethodShift = 16 },
        new(0x1980, 8, 8, FogColor) { MethodShift = 8 },
        new(0x1980, 16, 8, FogColor),
        new(0x1980, 24, 8, FogColor) { MethodShift = 24 },
        Whole(0x1984, FogParams),
        Whole(0x1988, FogParams + 4),
        Flag(0x1A84, 0, CompressZbuffer),
        new(0x1A84, 1, 2, OccludeZstencil),
        Flag(0x1A84, 4, ZminMaxControl, 4),
        Flag(0x1A84, 7, CompressZbuffer, 1),
    ];

    /// <summary>POINTSIZE, SETUPRASTER, and the numbers of depth.</summary>
    private static IEnumerable<RegisterField> Raster() =>
    [
        new(0x198C, 0, 9, PointSize),
        Number(0x1990, 0, 2, FrontPolygonMode, PolygonModes),
        Number(0x1990, 2, 2, BackPolygonMode, PolygonModes),
        Flag(0x1990, 4, StippleEnable),
        Flag(0x1990, 5, ZminMaxControl, 8),
        Flag(0x1990, 6, PolyOffsetPointEnable),
        Flag(0x1990, 7, PolyOffsetLineEnable),
        Flag(0x1990, 8, PolyOffsetFillEnable),
        Flag(0x1990, 9, PointSmoothEnable),
        Flag(0x1990, 10, LineSmoothEnable),
        Flag(0x1990, 11, PolySmoothEnable),
        new(0x1990, 12, 9, LineWidth),
        Number(0x1990, 21, 2, CullFace, CulledFaces),
        Number(0x1990, 23, 1, FrontFace, FrontFaces),
        Flag(0x1990, 24, LightTwoSideEnable),
        new(0x1990, 25, 3, SwathWidth),
        Flag(0x1990, 28, CullFaceEnable),
        Flag(0x1990, 29, Control0, 12),
        Flag(0x1990, 30, ZminMaxControl),
        Flag(0x1990, 31, WindowClipType),
        Whole(0x1A90, ClipMin),
        Whole(0x1AA4, PolygonOffsetBias),
        Whole(0x1AA8, PolygonOffsetScaleFactor),
        Whole(0x1ABC, ClipMax),
    ];

    private static IEnumerable<RegisterField> Combiners() =>
    [
        .. Many(0x1880, 8, CombinerFactor0),
        .. Many(0x18A0, 8, CombinerFactor1),
        .. Many(0x18C0, 8, CombinerAlphaIcw),
        .. Many(0x18E0, 8, CombinerAlphaOcw),
        .. Many(0x1900, 8, CombinerColorIcw),
        .. Many(0x1920, 8, CombinerColorOcw),
        Whole(0x1940, CombinerControl),
        Whole(0x1944, CombinerSpecularFogCw0),
        Whole(0x1948, CombinerSpecularFogCw1),
        .. Many(0x19AC, 2, SpecularFogFactor),
    ];

    /// <summary>The four texture units and their stages.</summary>
    private static IEnumerable<RegisterField> Textures() =>
    [
        .. Many(0x180C, 4, TextureBorderColor, TextureStride),

        // The words of SET_TEXTURE_SET_BUMP_ENV_MAT are m00, m01, m11, m10; units 1 to 3 have them.
        .. Many(0x181C, 3, BumpEnvMat + TextureStride, TextureStride),
        .. Many(0x1828, 3, BumpEnvMat + TextureStride + 4, TextureStride),
        .. Many(0x1834, 3, BumpEnvMat + TextureStride + 12, TextureStride),
        .. Many(0x1840, 3, BumpEnvMat + TextureStride + 8, TextureStride),
        .. Many(0x184C, 3, BumpEnvOffset + TextureStride, TextureStride),
        .. Many(0x1858, 3, BumpEnvScale + TextureStride, TextureStride),
        .. Many(0x1870, 4, ColorKeyColor),
        Whole(0x1994, ShaderClipPlaneMode),
        new(0x1998, 0, 3, DotRgbMapping),
        new(0x1998, 3, 3, DotRgbMapping) { MethodShift = 4 },
        new(0x1998, 6, 3, DotRgbMapping) { MethodShift = 8 },
        Flag(0x1998, 15, ShaderOtherStageInput),
        Flag(0x1998, 16, ShaderOtherStageInput, 16),
        new(0x1998, 20, 2, ShaderOtherStageInput) { MethodShift = 20 },
        new(0x199C, 0, 20, ShaderStageProgram),
        new(0x19A4, 0, 3, ShadowDepthFunc),
        Whole(0x19A8, ShadowZslopeThreshold),
        .. Many(0x19BC, 4, TextureAddress, TextureStride),
        .. Many(0x19CC, 4, TextureControl0, TextureStride),
        .. Many(0x19DC, 4, TextureControl1, TextureStride),
        .. Many(0x19F4, 4, TextureFilter, TextureStride),
        .. Formats(),
        .. Many(0x1A14, 4, TextureImageRect, TextureStride),
        .. Many(0x1A24, 4, TextureOffset, TextureStride),
        .. Many(0x1A34, 4, TexturePalette, TextureStride),
        .. Many(0x1AAC, 3, EyeVector),
    ];

    private static IEnumerable<RegisterField> Formats()
    {
        for (uint unit = 0; unit < 4; unit++)
        {
            uint register = 0x1A04 + (unit * 4);
            uint method = TextureFormat + (unit * TextureStride);
            yield return new(register, 1, 1, method) { Numbers = TextureObjects, NumberBits = 2 };
            yield return new(register, 2, 2, method) { MethodShift = 2 };
            yield return new(register, 6, 2, method) { MethodShift = 4 };
            yield return new(register, 8, 24, method) { MethodShift = 8 };
        }
    }

    /// <summary>The window clips and where semaphores lie.</summary>
    private static IEnumerable<RegisterField> Areas() =>
    [
        Whole(0x19A0, SemaphoreOffset),
        .. Many(0x1A44, 8, WindowClipHorizontal),
        .. Many(0x1A64, 8, WindowClipVertical),
    ];
}
