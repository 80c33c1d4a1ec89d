using System.Numerics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Toolkit;

/// <summary>Translates texture stages, fog and combiners: from what a fragment brings to its colour.</summary>
internal static class PixelTranslator
{
    /// <summary>Makes the samplers of a shader.</summary>
    public static SamplerTranslator?[] Samplers(ShaderBuilder b, in PixelShaderKey key)
    {
        var samplers = new SamplerTranslator?[DrawCall.TextureCount];
        for (int i = 0; i < samplers.Length; i++)
        {
            TextureCode code = key.Textures[i];
            samplers[i] = code.Kind == TextureKind.None ? null : new SamplerTranslator(b, i, code);
        }

        return samplers;
    }

    /// <summary>Translates.</summary>
    /// <param name="b">Where the code goes.</param>
    /// <param name="key">What the shader follows from.</param>
    /// <param name="samplers">Its samplers.</param>
    /// <param name="inputs">What the fragment brings.</param>
    /// <returns>The colour, whether the fragment is kept, and the depth where a stage replaces it.</returns>
    public static (ShaderValue Color, ShaderValue Lives, ShaderValue? Depth) Translate(
        ShaderBuilder b, in PixelShaderKey key, SamplerTranslator?[] samplers, PixelInputs inputs)
    {
        var stages = new TextureStageTranslator(b, key, samplers, inputs);
        ReadOnlySpan<ShaderValue> results = stages.Translate();
        var combiners = new CombinerTranslator(b);
        for (int i = 0; i < results.Length; i++)
        {
            combiners[CombinerRegister.Texture0 + i] = key.ConvertsTextures ? LuminanceChrominanceTranslator.Convert(b, results[i]) : results[i];
        }

        ShaderValue fog = b.LoadUniformFloats(ShaderInterface.FogColor);
        ShaderValue factor = FogTranslator.Translate(b, key.Fog, inputs.Fog);
        ShaderValue zero = b.Float(0);
        combiners[CombinerRegister.Diffuse] = b.Saturate(inputs.Diffuse);
        combiners[CombinerRegister.Specular] = b.Saturate(inputs.Specular);
        combiners[CombinerRegister.Fog] = b.Construct(b.Extract(fog, 0), b.Extract(fog, 1), b.Extract(fog, 2), factor);
        combiners[CombinerRegister.Spare0] = b.Construct(zero, zero, zero, b.Extract(results[0], 3));
        combiners[CombinerRegister.Spare1] = b.Vector(Vector4.Zero);
        return (combiners.Translate(key.Program), stages.Lives, stages.Depth);
    }
}
