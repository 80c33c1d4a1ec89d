namespace Xemu.Gpu.Nv2a;

/// <summary>Methods of Kelvin that take one of several numbers, and which. Source: nxdk lib/pbkit/nv_regs.h, envytools rnndb/graph/nv10_3d.xml and nv20_3d.xml.</summary>
internal static class KelvinChoices
{
    /// <summary>The methods.</summary>
    public static readonly uint[] Methods =
    [
        KelvinMethods.SurfaceFormat, KelvinMethods.FogMode, KelvinMethods.FogGenMode, KelvinMethods.SkinMode, KelvinMethods.AlphaFunc,
        KelvinMethods.BlendFuncSfactor, KelvinMethods.BlendFuncDfactor, KelvinMethods.BlendEquation, KelvinMethods.DepthFunc, KelvinMethods.StencilFunc,
        KelvinMethods.StencilOpFail, KelvinMethods.StencilOpZfail, KelvinMethods.StencilOpZpass, KelvinMethods.ShadeMode,
        KelvinMethods.FrontPolygonMode, KelvinMethods.BackPolygonMode, KelvinMethods.CullFace, KelvinMethods.FrontFace, KelvinMethods.LogicOp,
        KelvinMethods.ShadowDepthFunc, KelvinMethods.ShaderStageProgram, KelvinMethods.CombinerControl,
        .. Many(KelvinMethods.TexgenS, 16, 4), .. Many(KelvinMethods.VertexDataArrayFormat, 16, 4), .. Many(KelvinMethods.TextureFormat, 4, KelvinMethods.TextureStride),
        .. Many(KelvinMethods.TextureFilter, 4, KelvinMethods.TextureStride),
    ];

    /// <summary>Whether a number means something.</summary>
    /// <param name="method">One of <see cref="Methods"/>.</param>
    /// <param name="value">The number.</param>
    public static bool IsKnown(uint method, uint value) => method switch
    {
        KelvinMethods.SurfaceFormat => IsSurfaceFormat(value),
        KelvinMethods.FogMode => value is 0x2601 or (>= 0x800 and <= 0x804),
        KelvinMethods.FogGenMode => value is <= 3 or 6,
        KelvinMethods.SkinMode => value <= 6,
        KelvinMethods.AlphaFunc or KelvinMethods.DepthFunc or KelvinMethods.StencilFunc => value is >= 0x200 and <= 0x207,
        KelvinMethods.BlendFuncSfactor or KelvinMethods.BlendFuncDfactor => value is <= 1 or (>= 0x300 and <= 0x308) or (>= 0x8001 and <= 0x8004),
        KelvinMethods.BlendEquation => value is (>= 0x8006 and <= 0x8008) or 0x800A or 0x800B or 0xF005 or 0xF006,
        KelvinMethods.StencilOpFail or KelvinMethods.StencilOpZfail or KelvinMethods.StencilOpZpass =>
            value is 0 or 0x150A or (>= 0x1E00 and <= 0x1E03) or 0x8507 or 0x8508,
        KelvinMethods.ShadeMode => value is 0x1D00 or 0x1D01,
        KelvinMethods.FrontPolygonMode or KelvinMethods.BackPolygonMode => value is >= 0x1B00 and <= 0x1B02,
        KelvinMethods.CullFace => value is 0x404 or 0x405 or 0x408,
        KelvinMethods.FrontFace => value is 0x900 or 0x901,
        KelvinMethods.LogicOp => value is >= 0x1500 and <= 0x150F,
        KelvinMethods.ShadowDepthFunc => value <= 7,
        KelvinMethods.ShaderStageProgram => AreStages(value),
        KelvinMethods.CombinerControl => (value & 0xFF) is >= 1 and <= 8,
        >= KelvinMethods.VertexDataArrayFormat and < KelvinMethods.VertexDataArrayFormat + 64 => IsArray(new VertexArrayFormat(value)),
        >= KelvinMethods.TextureOffset => (method & (KelvinMethods.TextureStride - 1)) == (KelvinMethods.TextureFormat & (KelvinMethods.TextureStride - 1))
            ? IsTextureFormat(value)
            : IsTextureFilter(value),
        _ => value is 0 or 0x2400 or 0x2401 or 0x2402 or 0x8511 or 0x8512,
    };

    /// <summary>Whether a method stays what it was when it is given another number: so all do that take numbers of OpenGL.</summary>
    /// <param name="method">One of <see cref="Methods"/>.</param>
    /// <remarks>Photographs of the console show it for SET_DEPTH_FUNC and SET_FRONT_FACE (nxdk_pgraph_tests, "Depth function" and "Front face"); the others: unverified.</remarks>
    public static bool RefusesOthers(uint method) => method switch
    {
        KelvinMethods.SurfaceFormat or KelvinMethods.ShaderStageProgram or KelvinMethods.CombinerControl => false,
        _ => method < KelvinMethods.VertexDataArrayFormat || method == KelvinMethods.LogicOp,
    };

    private static IEnumerable<uint> Many(uint first, int count, uint stride) => Enumerable.Range(0, count).Select(i => first + (stride * (uint)i));

    /// <summary>Four stages of five bits: the last mode is 18.</summary>
    private static bool AreStages(uint value) => (value & 31) <= 18 && ((value >> 5) & 31) <= 18 && ((value >> 10) & 31) <= 18 && ((value >> 15) & 31) <= 18;

    /// <summary>Six types of up to four components; none is an array that is off.</summary>
    private static bool IsArray(VertexArrayFormat format) => !format.IsEnabled || (format.Components <= 4 && format.Type is <= 2 or (>= 4 and <= 6));

    /// <summary>A format that is known, of one to three dimensions; 0 is what programs leave in units that are off.</summary>
    private static bool IsTextureFormat(uint value) => value == 0 || (TextureFormats.Find(value >> 8) is not null && ((value >> 4) & 15) is >= 1 and <= 3);

    /// <summary>1 to 7 where texels are smaller than pixels, 1, 2 or 4 where they are larger.</summary>
    private static bool IsTextureFilter(uint value) => value == 0 || (((value >> 16) & 0xFF) is >= 1 and <= 7 && ((value >> 24) & 15) is 1 or 2 or 4);

    /// <summary>Colours 1 to 10, depths 1 and 2 (0: none), pitch or swizzled, three ways of antialiasing.</summary>
    private static bool IsSurfaceFormat(uint value) =>
        (value & 15) is >= 1 and <= 10 && ((value >> 4) & 15) <= 2 && ((value >> 8) & 15) is 1 or 2 && ((value >> 12) & 15) <= 2;
}
