namespace Xemu.Gpu.Nv2a;

/// <summary>The methods of Kelvin (class 0x97): where they are, what they are called, and what they do.</summary>
/// <remarks>Names and offsets: nxdk lib/pbkit/nv_objects.h, envytools rnndb/graph/nv20_3d.xml.</remarks>
internal static class KelvinMethods
{
    public const uint NoOperation = 0x100;
    public const uint Notify = 0x104;
    public const uint FlipStall = 0x130;
    public const uint ContextDmaNotifies = 0x180;
    public const uint ContextDmaA = 0x184;
    public const uint ContextDmaB = 0x188;
    public const uint ContextDmaState = 0x190;
    public const uint ContextDmaColor = 0x194;
    public const uint ContextDmaZeta = 0x198;
    public const uint ContextDmaVertexA = 0x19C;
    public const uint ContextDmaVertexB = 0x1A0;
    public const uint ContextDmaSemaphore = 0x1A4;
    public const uint ContextDmaReport = 0x1A8;
    public const uint SurfaceClipHorizontal = 0x200;
    public const uint SurfaceClipVertical = 0x204;
    public const uint SurfaceFormat = 0x208;
    public const uint SurfacePitch = 0x20C;
    public const uint SurfaceColorOffset = 0x210;
    public const uint SurfaceZetaOffset = 0x214;
    public const uint CombinerAlphaIcw = 0x260;
    public const uint CombinerSpecularFogCw0 = 0x288;
    public const uint CombinerSpecularFogCw1 = 0x28C;
    public const uint Control0 = 0x290;
    public const uint LightControl = 0x294;
    public const uint ColorMaterial = 0x298;
    public const uint FogMode = 0x29C;
    public const uint FogGenMode = 0x2A0;
    public const uint FogEnable = 0x2A4;
    public const uint FogColor = 0x2A8;
    public const uint WindowClipType = 0x2B4;
    public const uint WindowClipHorizontal = 0x2C0;
    public const uint WindowClipVertical = 0x2E0;
    public const uint AlphaTestEnable = 0x300;
    public const uint BlendEnable = 0x304;
    public const uint CullFaceEnable = 0x308;
    public const uint DepthTestEnable = 0x30C;
    public const uint DitherEnable = 0x310;
    public const uint LightingEnable = 0x314;
    public const uint PointParamsEnable = 0x318;
    public const uint PointSmoothEnable = 0x31C;
    public const uint LineSmoothEnable = 0x320;
    public const uint PolySmoothEnable = 0x324;
    public const uint SkinMode = 0x328;
    public const uint StencilTestEnable = 0x32C;
    public const uint PolyOffsetPointEnable = 0x330;
    public const uint PolyOffsetLineEnable = 0x334;
    public const uint PolyOffsetFillEnable = 0x338;
    public const uint AlphaFunc = 0x33C;
    public const uint AlphaRef = 0x340;
    public const uint BlendFuncSfactor = 0x344;
    public const uint BlendFuncDfactor = 0x348;
    public const uint BlendColor = 0x34C;
    public const uint BlendEquation = 0x350;
    public const uint DepthFunc = 0x354;
    public const uint ColorMask = 0x358;
    public const uint DepthMask = 0x35C;
    public const uint StencilMask = 0x360;
    public const uint StencilFunc = 0x364;
    public const uint StencilFuncRef = 0x368;
    public const uint StencilFuncMask = 0x36C;
    public const uint StencilOpFail = 0x370;
    public const uint StencilOpZfail = 0x374;
    public const uint StencilOpZpass = 0x378;
    public const uint ShadeMode = 0x37C;
    public const uint LineWidth = 0x380;
    public const uint PolygonOffsetScaleFactor = 0x384;
    public const uint PolygonOffsetBias = 0x388;
    public const uint FrontPolygonMode = 0x38C;
    public const uint BackPolygonMode = 0x390;
    public const uint ClipMin = 0x394;
    public const uint ClipMax = 0x398;
    public const uint CullFace = 0x39C;
    public const uint FrontFace = 0x3A0;
    public const uint NormalizationEnable = 0x3A4;
    public const uint MaterialEmission = 0x3A8;
    public const uint MaterialAlpha = 0x3B4;
    public const uint SpecularEnable = 0x3B8;
    public const uint LightEnableMask = 0x3BC;
    public const uint TexgenS = 0x3C0;
    public const uint TextureMatrixEnable = 0x420;
    public const uint PointSize = 0x43C;
    public const uint ProjectionMatrix = 0x440;
    public const uint ModelViewMatrix = 0x480;
    public const uint InverseModelViewMatrix = 0x580;
    public const uint CompositeMatrix = 0x680;
    public const uint TextureMatrix = 0x6C0;
    public const uint TexgenPlane = 0x840;
    public const uint FogParams = 0x9C0;
    public const uint TexgenViewModel = 0x9CC;
    public const uint FogPlane = 0x9D0;
    public const uint SpecularParams = 0x9E0;
    public const uint SwathWidth = 0x9F8;
    public const uint ProvokingVertex = 0x9FC;
    public const uint SceneAmbientColor = 0xA10;
    public const uint ViewportOffset = 0xA20;
    public const uint PointParams = 0xA30;
    public const uint EyePosition = 0xA50;
    public const uint CombinerFactor0 = 0xA60;
    public const uint CombinerFactor1 = 0xA80;
    public const uint CombinerAlphaOcw = 0xAA0;
    public const uint CombinerColorIcw = 0xAC0;
    public const uint ColorKeyColor = 0xAE0;
    public const uint ViewportScale = 0xAF0;
    public const uint TransformProgram = 0xB00;
    public const uint TransformConstant = 0xB80;
    public const uint StippleEnable = 0x147C;
    public const uint StipplePattern = 0x1480;
    public const uint EdgeFlag = 0x16BC;
    public const uint VertexDataArrayOffset = 0x1720;
    public const uint VertexDataArrayFormat = 0x1760;
    public const uint BackSceneAmbientColor = 0x17A0;
    public const uint BackMaterialAlpha = 0x17AC;
    public const uint BackMaterialEmission = 0x17B0;
    public const uint LightTwoSideEnable = 0x17C4;
    public const uint LogicOpEnable = 0x17BC;
    public const uint LogicOp = 0x17C0;
    public const uint ClearReportValue = 0x17C8;
    public const uint ZpassPixelCountEnable = 0x17CC;
    public const uint GetReport = 0x17D0;
    public const uint EyeDirection = 0x17E0;
    public const uint ShaderClipPlaneMode = 0x17F8;
    public const uint BeginEnd = 0x17FC;
    public const uint ArrayElement16 = 0x1800;
    public const uint ArrayElement32 = 0x1808;
    public const uint DrawArrays = 0x1810;
    public const uint InlineArray = 0x1818;
    public const uint EyeVector = 0x181C;
    public const uint TextureOffset = 0x1B00;
    public const uint TextureFormat = 0x1B04;
    public const uint TextureAddress = 0x1B08;
    public const uint TextureControl0 = 0x1B0C;
    public const uint TextureControl1 = 0x1B10;
    public const uint TextureFilter = 0x1B14;
    public const uint TextureImageRect = 0x1B1C;
    public const uint TexturePalette = 0x1B20;
    public const uint TextureBorderColor = 0x1B24;
    public const uint BumpEnvMat = 0x1B28;
    public const uint BumpEnvScale = 0x1B38;
    public const uint BumpEnvOffset = 0x1B3C;
    public const uint SemaphoreOffset = 0x1D6C;
    public const uint SemaphoreRelease = 0x1D70;
    public const uint ZminMaxControl = 0x1D78;
    public const uint AntiAliasingControl = 0x1D7C;
    public const uint CompressZbuffer = 0x1D80;
    public const uint OccludeZstencil = 0x1D84;
    public const uint ZstencilClearValue = 0x1D8C;
    public const uint ColorClearValue = 0x1D90;
    public const uint ClearSurface = 0x1D94;
    public const uint ClearRectHorizontal = 0x1D98;
    public const uint ClearRectVertical = 0x1D9C;
    public const uint SpecularFogFactor = 0x1E20;
    public const uint SpecularParamsBack = 0x1E28;
    public const uint CombinerColorOcw = 0x1E40;
    public const uint CombinerControl = 0x1E60;
    public const uint ShadowZslopeThreshold = 0x1E68;
    public const uint ShadowDepthFunc = 0x1E6C;
    public const uint ShaderStageProgram = 0x1E70;
    public const uint DotRgbMapping = 0x1E74;
    public const uint ShaderOtherStageInput = 0x1E78;
    public const uint TransformData = 0x1E80;
    public const uint LaunchTransformProgram = 0x1E90;
    public const uint TransformExecutionMode = 0x1E94;
    public const uint TransformProgramCxtWriteEnable = 0x1E98;
    public const uint TransformProgramLoad = 0x1E9C;
    public const uint TransformProgramStart = 0x1EA0;
    public const uint TransformConstantLoad = 0x1EA4;

    /// <summary>The largest size of points and lines, in eighths of a pixel.</summary>
    public const uint MaxSize = 0x1FF;

    /// <summary>Distance between the methods of two texture units.</summary>
    public const uint TextureStride = 0x40;

    private static readonly KelvinAction[] Actions = BuildActions();

    /// <summary>Methods whose last words are a channel's state; the others do something, or their words lie in memories.</summary>
    public static readonly uint[] OfContext =
    [
        .. Enumerable.Range(0x40, 0x7C0).Select(static i => (uint)i * 4).Where(static m => KelvinMethodTable.Table.TryGet(m, out _)
            && ActionOf(m) is KelvinAction.Store or KelvinAction.Size or KelvinAction.Choice or KelvinAction.WindowClip),
    ];

    /// <summary>What a method does.</summary>
    /// <param name="method">Its offset, a multiple of 4 below 0x2000.</param>
    public static KelvinAction ActionOf(uint method) => Actions[(method >> 2) & 0x7FF];

    private static KelvinAction[] BuildActions()
    {
        var actions = new KelvinAction[0x800];
        void Set(uint method, KelvinAction action, uint count = 1) => Array.Fill(actions, action, (int)(method / 4), (int)count);

        for (uint method = 0; method < 0x2000; method += 4)
        {
            bool isDone = KelvinMethodTable.Table.TryGet(method, out MethodDefinition? definition) && definition.IsDone;
            Set(method, isDone ? KelvinAction.Store : KelvinAction.Nothing);
        }

        foreach (uint method in KelvinChoices.Methods)
        {
            Set(method, KelvinAction.Choice);
        }

        Set(NoOperation, KelvinAction.NoOperation);
        Set(LineWidth, KelvinAction.Size);
        Set(PointSize, KelvinAction.Size);
        Set(Notify, KelvinAction.Notify);
        Set(0x120, KelvinAction.FlipRead);
        Set(0x124, KelvinAction.FlipWrite);
        Set(0x128, KelvinAction.FlipModulo);
        Set(0x12C, KelvinAction.FlipIncrementWrite);
        Set(FlipStall, KelvinAction.FlipStall);
        Set(ProjectionMatrix, KelvinAction.TransformContext, (TextureMatrix + 0x100 - ProjectionMatrix) / 4);
        Set(TexgenPlane, KelvinAction.TransformContext, 64);
        Set(FogPlane, KelvinAction.TransformContext, 4);
        Set(ViewportOffset, KelvinAction.TransformContext, 4);
        Set(EyePosition, KelvinAction.TransformContext, 4);
        Set(ViewportScale, KelvinAction.TransformContext, 4);
        Set(TransformProgram, KelvinAction.TransformProgram, 32);
        Set(TransformConstant, KelvinAction.TransformConstant, 32);
        Set(LaunchTransformProgram, KelvinAction.LaunchProgram);
        Set(BeginEnd, KelvinAction.BeginEnd);
        Set(ArrayElement16, KelvinAction.Element16);
        Set(ArrayElement32, KelvinAction.Element32);
        Set(DrawArrays, KelvinAction.DrawArrays);
        Set(InlineArray, KelvinAction.InlineArray);
        Set(WindowClipHorizontal, KelvinAction.WindowClip, 16);
        Set(ClearSurface, KelvinAction.Clear);
        Set(ClearReportValue, KelvinAction.ClearReport);
        Set(GetReport, KelvinAction.GetReport);
        Set(SemaphoreRelease, KelvinAction.ReleaseSemaphore);
        foreach (AttributeMethod group in AttributeMethods.All)
        {
            Set(group.First, KelvinAction.Attribute, group.Words);
        }

        return actions;
    }
}
