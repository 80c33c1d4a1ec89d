using System.Numerics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Gpu.Nv2a;

/// <summary>Makes the contract's pipeline state and numbers out of the methods.</summary>
internal static class PipelineResolver
{
    /// <summary>No surface is larger: as large as the part's textures. Unverified.</summary>
    private static readonly Rectangle LargestSurface = new(0, 0, 4096, 4096);

    /// <summary>What selects code.</summary>
    /// <param name="state">What the methods have set.</param>
    public static PipelineState Resolve(KelvinState state) => new()
    {
        AlphaFunction = state.Flag(KelvinMethods.AlphaTestEnable) ? GlEnums.Compare(state[KelvinMethods.AlphaFunc]) : CompareFunction.Always,
        Blend = Blend(state),
        ColorMask = Mask(state[KelvinMethods.ColorMask]),
        IsDithered = state.Flag(KelvinMethods.DitherEnable),
        IsDepthTested = state.Flag(KelvinMethods.DepthTestEnable),
        DepthFunction = GlEnums.Compare(state[KelvinMethods.DepthFunc]),
        WritesDepth = state.Flag(KelvinMethods.DepthMask),
        IsDepthW = (state[KelvinMethods.Control0] & 0x1_0000) != 0,
        CullsOutsideDepth = state.Flag(KelvinMethods.ZminMaxControl),
        ClampsDepth = (state[KelvinMethods.ZminMaxControl] & 0xF0) == 0x10,
        Stencil = Stencil(state),
        CulledFaces = state.Flag(KelvinMethods.CullFaceEnable) ? GlEnums.Cull(state[KelvinMethods.CullFace]) : Faces.None,
        IsFrontClockwise = state[KelvinMethods.FrontFace] == 0x900,
        FrontMode = GlEnums.Polygon(state[KelvinMethods.FrontPolygonMode]),
        BackMode = GlEnums.Polygon(state[KelvinMethods.BackPolygonMode]),
        OffsetsPoints = state.Flag(KelvinMethods.PolyOffsetPointEnable),
        OffsetsLines = state.Flag(KelvinMethods.PolyOffsetLineEnable),
        OffsetsFills = state.Flag(KelvinMethods.PolyOffsetFillEnable),
        IsAffine = (state[KelvinMethods.Control0] & KelvinState.HasPerspective) == 0,
        IsFlat = state[KelvinMethods.ShadeMode] == 0x1D00,
        IsFirstProvoking = state[KelvinMethods.ProvokingVertex] == 1,
        IsTwoSided = state.Flag(KelvinMethods.LightTwoSideEnable),
        DropsSpecular = !state.Flag(KelvinMethods.SpecularEnable),

        // LIGHT_CONTROL bit 17. Both hold for vertex programs too (nxdk_pgraph_tests, "Specular").
        DropsSpecularAlpha = (state[KelvinMethods.LightControl] & 0x2_0000) == 0,
        IsStippled = state.Flag(KelvinMethods.StippleEnable),

        // Of vertex programs too (nxdk_pgraph_tests, "Point size").
        HasFixedPointSize = !state.Flag(KelvinMethods.PointParamsEnable),
        HasPointSprites = state.Flag(KelvinMethods.PointSmoothEnable),

        // Multisampling ends smoothing and makes lines rectangles, as GL_MULTISAMPLE does (nxdk_pgraph_tests, "Smoothing control").
        DrawsWholePixels = !state.Flag(KelvinMethods.AntiAliasingControl),
        SmoothsLines = !state.Flag(KelvinMethods.AntiAliasingControl) && state.Flag(KelvinMethods.LineSmoothEnable),
        SmoothsPolygons = !state.Flag(KelvinMethods.AntiAliasingControl) && state.Flag(KelvinMethods.PolySmoothEnable),
        IsWindowClipExclusive = state.Flag(KelvinMethods.WindowClipType),
        ConvertsTextures = (state[KelvinMethods.Control0] & 0x1000_0000) != 0,
        Fog = state.Flag(KelvinMethods.FogEnable) ? GlEnums.Fog(state[KelvinMethods.FogMode]) : FogMode.Off,
        CountsPasses = state.Flag(KelvinMethods.ZpassPixelCountEnable),
    };

    /// <summary>Numbers outside of the shader stages.</summary>
    /// <param name="state">What the methods have set.</param>
    /// <param name="constants">Receives them.</param>
    public static void Resolve(KelvinState state, DrawConstants constants)
    {
        constants.AlphaReference = (byte)state[KelvinMethods.AlphaRef];
        constants.BlendColor = state[KelvinMethods.BlendColor];
        constants.FogColor = SwapRedBlue(state[KelvinMethods.FogColor]);
        constants.FogParameters = new Vector2(state.Float(KelvinMethods.FogParams), state.Float(KelvinMethods.FogParams + 4));
        constants.DepthMin = state.Float(KelvinMethods.ClipMin);
        constants.DepthMax = state.Float(KelvinMethods.ClipMax);
        constants.DepthOffsetFactor = state.Float(KelvinMethods.PolygonOffsetScaleFactor);
        constants.DepthOffsetBias = state.Float(KelvinMethods.PolygonOffsetBias);

        // Both are in eighths of a pixel.
        constants.PointSize = state[KelvinMethods.PointSize] / 8f;
        constants.LineWidth = state[KelvinMethods.LineWidth] / 8f;
        for (uint i = 0; i < 32; i++)
        {
            constants.Stipple[(int)i] = state[KelvinMethods.StipplePattern + (i * 4)];
        }

        for (uint i = 0; i < 8; i++)
        {
            uint horizontal = state[KelvinMethods.WindowClipHorizontal + (i * 4)];
            uint vertical = state[KelvinMethods.WindowClipVertical + (i * 4)];
            constants.WindowClips[(int)i] = new Rectangle(
                (int)(horizontal & 0xFFF), (int)(vertical & 0xFFF), (int)((horizontal >> 16) & 0xFFF) + 1, (int)((vertical >> 16) & 0xFFF) + 1);
        }
    }

    /// <summary>Numbers of the pixel stage.</summary>
    /// <param name="state">What the methods have set.</param>
    /// <param name="constants">Receives them.</param>
    public static void Resolve(KelvinState state, PixelConstants constants)
    {
        for (uint i = 0; i < 8; i++)
        {
            constants.Factor0[(int)i] = state[KelvinMethods.CombinerFactor0 + (i * 4)];
            constants.Factor1[(int)i] = state[KelvinMethods.CombinerFactor1 + (i * 4)];
        }

        constants.Factor0[8] = state[KelvinMethods.SpecularFogFactor];
        constants.Factor1[8] = state[KelvinMethods.SpecularFogFactor + 4];
        constants.EyeVector = new Vector3(state.Float(KelvinMethods.EyeVector), state.Float(KelvinMethods.EyeVector + 4), state.Float(KelvinMethods.EyeVector + 8));
        for (uint i = 1; i < 4; i++)
        {
            uint first = i * KelvinMethods.TextureStride;

            // The words are m00, m01, m11, m10: pictures of the console show it.
            constants.BumpMatrix[(int)i] = new Vector4(
                state.Float(KelvinMethods.BumpEnvMat + first),
                state.Float(KelvinMethods.BumpEnvMat + first + 4),
                state.Float(KelvinMethods.BumpEnvMat + first + 12),
                state.Float(KelvinMethods.BumpEnvMat + first + 8));
            constants.BumpLuminance[(int)i] = new Vector4(state.Float(KelvinMethods.BumpEnvScale + first), state.Float(KelvinMethods.BumpEnvOffset + first), 0, 0);
        }
    }

    /// <summary>What is drawn into.</summary>
    /// <param name="state">What the methods have set.</param>
    /// <param name="instances">Instance memory, for the DMA objects.</param>
    public static RenderTarget ResolveTarget(KelvinState state, InstanceMemory instances)
    {
        uint format = state[KelvinMethods.SurfaceFormat];
        uint pitch = state[KelvinMethods.SurfacePitch];
        uint horizontal = state[KelvinMethods.SurfaceClipHorizontal];
        uint vertical = state[KelvinMethods.SurfaceClipVertical];
        bool isSwizzled = ((format >> 8) & 15) == 2;
        DmaObject color = DmaObject.Read(instances, state[KelvinMethods.ContextDmaColor]);
        DmaObject zeta = DmaObject.Read(instances, state[KelvinMethods.ContextDmaZeta]);
        int left = (int)(horizontal & 0xFFFF);
        int top = (int)(vertical & 0xFFFF);
        return new RenderTarget
        {
            Color = new Surface(color.Base + state[KelvinMethods.SurfaceColorOffset], color.Base + color.Limit, isSwizzled ? 0 : pitch & 0xFFFF),
            ColorFormat = (SurfaceFormat)Math.Min(format & 15, 10),
            Depth = new Surface(zeta.Base + state[KelvinMethods.SurfaceZetaOffset], zeta.Base + zeta.Limit, isSwizzled ? 0 : pitch >> 16),
            DepthFormat = (DepthFormat)Math.Min((format >> 4) & 15, 2),
            IsFloatDepth = (state[KelvinMethods.Control0] & 0x1000) != 0,
            Layout = isSwizzled ? SurfaceLayout.Swizzled : SurfaceLayout.Pitch,
            Samples = (SampleMode)Math.Min((format >> 12) & 15, 2),
            WidthLog2 = (int)(format >> 16) & 15,
            HeightLog2 = (int)(format >> 24) & 15,
            Clip = new Rectangle(left, top, left + (int)(horizontal >> 16), top + (int)(vertical >> 16)).Intersect(LargestSurface),
        };
    }

    private static BlendState Blend(KelvinState state) => new()
    {
        IsEnabled = state.Flag(KelvinMethods.BlendEnable),
        Source = GlEnums.Factor(state[KelvinMethods.BlendFuncSfactor]),
        Destination = GlEnums.Factor(state[KelvinMethods.BlendFuncDfactor]),
        Equation = GlEnums.Equation(state[KelvinMethods.BlendEquation]),
        Logic = state.Flag(KelvinMethods.LogicOpEnable) ? (LogicOperation)(state[KelvinMethods.LogicOp] & 15) : null,
    };

    private static StencilState Stencil(KelvinState state) => new()
    {
        IsEnabled = state.Flag(KelvinMethods.StencilTestEnable),
        Function = GlEnums.Compare(state[KelvinMethods.StencilFunc]),
        Reference = (byte)state[KelvinMethods.StencilFuncRef],
        ReadMask = (byte)state[KelvinMethods.StencilFuncMask],

        // CONTROL0 bit 0 lets stencil be written at all.
        WriteMask = state.Flag(KelvinMethods.Control0) ? (byte)state[KelvinMethods.StencilMask] : (byte)0,
        Fail = GlEnums.Stencil(state[KelvinMethods.StencilOpFail]),
        DepthFail = GlEnums.Stencil(state[KelvinMethods.StencilOpZfail]),
        Pass = GlEnums.Stencil(state[KelvinMethods.StencilOpZpass]),
    };

    private static ColorMask Mask(uint word) =>
        ((word & 1) != 0 ? ColorMask.Blue : 0)
        | ((word & 0x100) != 0 ? ColorMask.Green : 0)
        | ((word & 0x1_0000) != 0 ? ColorMask.Red : 0)
        | ((word & 0x100_0000) != 0 ? ColorMask.Alpha : 0);

    /// <summary>SET_FOG_COLOR has red in the lowest byte.</summary>
    private static uint SwapRedBlue(uint word) => (word & 0xFF00_FF00) | ((word & 0xFF) << 16) | ((word >> 16) & 0xFF);
}
