namespace Xemu.Gpu.Nv2a;

/// <summary>What selects the fixed functions' program: words of the methods, without numbers.</summary>
internal static class FixedFunctionKey
{
    /// <summary>How many words.</summary>
    public const int Words = 27;

    public const int Skin = 0;
    public const int Normalize = 1;
    public const int Lighting = 2;
    public const int LightMask = 3;
    public const int LightControl = 4;
    public const int ColorMaterial = 5;
    public const int SpecularEnable = 6;
    public const int FogGen = 7;
    public const int PointParams = 8;
    public const int TwoSide = 9;

    /// <summary>16 words: s, t, r and q of four textures.</summary>
    public const int Texgen = 10;

    /// <summary>Whether the eye of reflections is infinitely far away.</summary>
    public const int InfiniteViewer = 26;

    /// <summary>Reads them; bits 1 to 4 of the word for points say which textures have a matrix.</summary>
    public static void Read(KelvinState state, Span<uint> key)
    {
        bool isLit = state.Flag(KelvinMethods.LightingEnable);
        key[Skin] = state[KelvinMethods.SkinMode] & 7;
        key[Normalize] = state[KelvinMethods.NormalizationEnable] & 1;
        key[Lighting] = isLit ? 1u : 0;
        key[LightMask] = isLit ? state[KelvinMethods.LightEnableMask] & 0xFFFF : 0;
        key[LightControl] = state[KelvinMethods.LightControl] & 0x3_0001;
        key[ColorMaterial] = isLit ? state[KelvinMethods.ColorMaterial] & 0xFFFF : 0;
        key[SpecularEnable] = state[KelvinMethods.SpecularEnable] & 1;
        key[FogGen] = state.Flag(KelvinMethods.FogEnable) ? state[KelvinMethods.FogGenMode] + 1 : 0;
        key[PointParams] = state[KelvinMethods.PointParamsEnable] & 1;
        key[InfiniteViewer] = state[KelvinMethods.TexgenViewModel] & 1;
        key[TwoSide] = isLit ? state[KelvinMethods.LightTwoSideEnable] & 1 : 0;
        for (uint i = 0; i < 4; i++)
        {
            key[PointParams] |= (state[KelvinMethods.TextureMatrixEnable + (i * 4)] & 1) << (int)(i + 1);
            for (uint j = 0; j < 4; j++)
            {
                key[Texgen + (int)((i * 4) + j)] = state[KelvinMethods.TexgenS + (i * 16) + (j * 4)];
            }
        }
    }
}
