namespace Xemu.Gpu.Nv2a;

/// <summary>Which parts of a draw a method's word goes into.</summary>
/// <remarks>A method that is not named here is taken to go into all: forgetting one costs time and draws nothing wrong.</remarks>
internal static class KelvinDependencies
{
    private const uint Lights = 0x1000;
    private const uint BackLights = 0xC00;
    private static readonly KelvinParts[] Parts = Build();

    /// <summary>What must be made anew when a method's word is another.</summary>
    /// <param name="method">Its offset, a multiple of 4 below 0x2000.</param>
    public static KelvinParts Of(uint method) => Parts[(method >> 2) & 0x7FF];

    private static KelvinParts[] Build()
    {
        var parts = new KelvinParts[0x800];
        Array.Fill(parts, KelvinParts.All);
        for (uint method = 0; method < 0x2000; method += 4)
        {
            if (IsTransient(KelvinMethods.ActionOf(method)))
            {
                parts[method >> 2] = KelvinParts.None;
            }
        }

        AddWhatIsReadAnew(parts);
        AddPipeline(parts);
        AddPrograms(parts);
        AddTextures(parts);
        Set(parts, KelvinParts.VertexNumbers, KelvinMethods.MaterialEmission, 4);
        Set(parts, KelvinParts.VertexNumbers, KelvinMethods.SceneAmbientColor, 3);
        Set(parts, KelvinParts.VertexNumbers, Lights, 0x100);
        Set(parts, KelvinParts.VertexNumbers, BackLights, 0x80);
        return parts;
    }

    /// <summary>Methods that do something, or whose words lie in memories: these say themselves what they change.</summary>
    private static bool IsTransient(KelvinAction action) => action is not (KelvinAction.Store or KelvinAction.Size or KelvinAction.Choice or KelvinAction.Nothing);

    /// <summary>Memory objects, whose words in instance memory change without a method; surfaces, arrays and clears.</summary>
    private static void AddWhatIsReadAnew(KelvinParts[] parts)
    {
        Set(parts, KelvinParts.None, KelvinMethods.ContextDmaNotifies, 11);
        Set(parts, KelvinParts.None, KelvinMethods.SurfaceClipHorizontal, 6);
        Set(parts, KelvinParts.None, KelvinMethods.VertexDataArrayOffset, 32);
        Set(parts, KelvinParts.None, KelvinMethods.ZstencilClearValue, 2);
        Set(parts, KelvinParts.None, KelvinMethods.ClearRectHorizontal, 2);
        Set(parts, KelvinParts.None, KelvinMethods.SemaphoreOffset);
        Set(parts, KelvinParts.None, KelvinMethods.TransformProgramLoad);
        Set(parts, KelvinParts.None, KelvinMethods.TransformConstantLoad);
    }

    private static void AddPipeline(KelvinParts[] parts)
    {
        foreach (uint method in (ReadOnlySpan<uint>)[
            KelvinMethods.WindowClipType, KelvinMethods.AlphaTestEnable, KelvinMethods.BlendEnable, KelvinMethods.CullFaceEnable, KelvinMethods.DepthTestEnable,
            KelvinMethods.DitherEnable, KelvinMethods.StencilTestEnable, KelvinMethods.FogColor, KelvinMethods.StippleEnable, KelvinMethods.AntiAliasingControl])
        {
            Set(parts, KelvinParts.Pipeline, method);
        }

        Set(parts, KelvinParts.Pipeline, KelvinMethods.PolyOffsetPointEnable, 3);
        Set(parts, KelvinParts.Pipeline, KelvinMethods.AlphaFunc, (KelvinMethods.FrontFace + 4 - KelvinMethods.AlphaFunc) / 4);
        Set(parts, KelvinParts.Pipeline, KelvinMethods.StipplePattern, 32);

        // As registers, one by one; their methods say more themselves.
        Set(parts, KelvinParts.Pipeline, KelvinMethods.WindowClipHorizontal, 16);
    }

    private static void AddPrograms(KelvinParts[] parts)
    {
        Set(parts, KelvinParts.PixelProgram, KelvinMethods.CombinerAlphaIcw, 8);
        Set(parts, KelvinParts.PixelProgram, KelvinMethods.CombinerSpecularFogCw0, 2);
        Set(parts, KelvinParts.PixelProgram, KelvinMethods.CombinerAlphaOcw, 16);
        Set(parts, KelvinParts.PixelProgram, KelvinMethods.CombinerColorOcw, 9);
        Set(parts, KelvinParts.PixelProgram, KelvinMethods.ShaderStageProgram, 3);
        Set(parts, KelvinParts.PixelProgram, KelvinMethods.ShaderClipPlaneMode);
        Set(parts, KelvinParts.PixelNumbers, KelvinMethods.CombinerFactor0, 16);
        Set(parts, KelvinParts.PixelNumbers, KelvinMethods.SpecularFogFactor, 2);
        Set(parts, KelvinParts.VertexProgram, KelvinMethods.TransformExecutionMode, 2);
        Set(parts, KelvinParts.VertexProgram, KelvinMethods.TransformProgramStart);
    }

    private static void AddTextures(KelvinParts[] parts)
    {
        Set(parts, KelvinParts.Textures, KelvinMethods.ShadowDepthFunc);
        for (int unit = 0; unit < 4; unit++)
        {
            var part = (KelvinParts)((int)KelvinParts.FirstTexture << unit);
            uint first = (uint)unit * KelvinMethods.TextureStride;
            Set(parts, part, KelvinMethods.TextureOffset + first, 10);
            Set(parts, KelvinParts.PixelNumbers, KelvinMethods.BumpEnvMat + first, 6);
            Set(parts, part, KelvinMethods.ColorKeyColor + ((uint)unit * 4));
        }
    }

    private static void Set(KelvinParts[] parts, KelvinParts part, uint method, uint count = 1) => Array.Fill(parts, part, (int)(method / 4), (int)count);
}
