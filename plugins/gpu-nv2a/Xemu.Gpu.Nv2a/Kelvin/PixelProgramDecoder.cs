using System.Collections.Immutable;
using Xemu.Abstractions.Graphics;

namespace Xemu.Gpu.Nv2a;

/// <summary>Reads the texture stages and the register combiners into the renderers' form. Source: envytools rnndb/graph/nv20_3d.xml; xboxdevwiki (NV2A, pixel combiner).</summary>
internal static class PixelProgramDecoder
{
    /// <summary>Words that the program depends on.</summary>
    public const int KeyWords = 38;

    /// <summary>Gathers those words; equal keys are equal programs.</summary>
    /// <param name="state">What the methods have set.</param>
    /// <param name="key">Receives <see cref="KeyWords"/> words.</param>
    public static void ReadKey(KelvinState state, Span<uint> key)
    {
        for (uint i = 0; i < 8; i++)
        {
            key[(int)i] = state[KelvinMethods.CombinerColorIcw + (i * 4)];
            key[(int)i + 8] = state[KelvinMethods.CombinerColorOcw + (i * 4)];
            key[(int)i + 16] = state[KelvinMethods.CombinerAlphaIcw + (i * 4)];
            key[(int)i + 24] = state[KelvinMethods.CombinerAlphaOcw + (i * 4)];
        }

        key[32] = state[KelvinMethods.CombinerSpecularFogCw0];
        key[33] = state[KelvinMethods.CombinerSpecularFogCw1];
        key[34] = state[KelvinMethods.CombinerControl];
        key[35] = state[KelvinMethods.ShaderStageProgram];
        key[36] = state[KelvinMethods.ShaderOtherStageInput];
        key[37] = (state[KelvinMethods.DotRgbMapping] & 0xFFF) | (state[KelvinMethods.ShaderClipPlaneMode] << 16);
    }

    /// <summary>Decodes.</summary>
    /// <param name="key">What <see cref="ReadKey"/> has gathered.</param>
    public static PixelProgram Decode(ReadOnlySpan<uint> key)
    {
        uint control = key[34];
        int count = Math.Clamp((int)(control & 0xFF), 1, 8);
        ImmutableArray<CombinerStage>.Builder combiners = ImmutableArray.CreateBuilder<CombinerStage>(count);
        for (int i = 0; i < count; i++)
        {
            combiners.Add(new(Portion(key[i], key[i + 8], isColor: true), Portion(key[i + 16], key[i + 24], isColor: false)));
        }

        ImmutableArray<TextureStage>.Builder textures = ImmutableArray.CreateBuilder<TextureStage>(4);
        for (int i = 0; i < 4; i++)
        {
            textures.Add(Stage(i, key[35], key[36], key[37]));
        }

        return new PixelProgram
        {
            Textures = textures.MoveToImmutable(),
            Combiners = combiners.MoveToImmutable(),
            Final = Final(key[32], key[33]),
            MuxesByMsb = (control & 0x100) != 0,
            HasUniqueFactor0 = (control & 0x1000) != 0,
            HasUniqueFactor1 = (control & 0x1_0000) != 0,
        };
    }

    private static TextureStage Stage(int index, uint program, uint inputs, uint mappings) => new()
    {
        Operation = (TextureOperation)((program >> (5 * index)) & 0x1F),
        Input = index switch
        {
            2 => (int)(inputs >> 16) & 1,
            3 => Math.Min((int)(inputs >> 20) & 3, 2),
            _ => 0,
        },
        Mapping = index == 0 ? default : (DotMapping)((mappings >> (4 * (index - 1))) & 7),
        ClipSigns = (byte)((mappings >> (16 + (4 * index))) & 15),
    };

    private static CombinerPortion Portion(uint inputs, uint outputs, bool isColor) => new()
    {
        A = Input(inputs >> 24),
        B = Input(inputs >> 16),
        C = Input(inputs >> 8),
        D = Input(inputs),
        ProductCD = (CombinerRegister)(outputs & 15),
        ProductAB = (CombinerRegister)((outputs >> 4) & 15),
        Sum = (CombinerRegister)((outputs >> 8) & 15),
        IsDotCD = isColor && (outputs & (1 << 12)) != 0,
        IsDotAB = isColor && (outputs & (1 << 13)) != 0,
        IsMux = (outputs & (1 << 14)) != 0,
        Scale = (CombinerScale)((outputs >> 15) & 7),
        CopiesBlueCD = isColor && (outputs & (1 << 18)) != 0,
        CopiesBlueAB = isColor && (outputs & (1 << 19)) != 0,
    };

    private static CombinerInput Input(uint bits) =>
        new((CombinerRegister)(bits & 15), (bits & 16) != 0, (CombinerMapping)((bits >> 5) & 7));

    private static FinalCombiner Final(uint first, uint second) => new()
    {
        A = Input(first >> 24),
        B = Input(first >> 16),
        C = Input(first >> 8),
        D = Input(first),
        E = Input(second >> 24),
        F = Input(second >> 16),
        G = Input(second >> 8),
        ClampsSum = (second & 0x80) != 0,
        InvertsSpecular = (second & 0x40) != 0,
        InvertsSpare = (second & 0x20) != 0,
    };
}
