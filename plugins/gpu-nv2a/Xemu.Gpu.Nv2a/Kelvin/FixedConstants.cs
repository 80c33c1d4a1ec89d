using System.Numerics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Gpu.Nv2a;

/// <summary>The numbers of lighting and points, which programs of the guest cannot reach: they lie behind the transform constants.</summary>
internal static class FixedConstants
{
    public const int SceneAmbient = 192;

    /// <summary>Colour; w is the material's alpha.</summary>
    public const int Emission = 193;

    /// <summary>The first three specular parameters: <see cref="FixedLighting"/> says what they do.</summary>
    public const int SpecularCurve = 194;

    public const int PointParameters = 195;
    public const int BackSceneAmbient = 197;
    public const int BackEmission = 198;
    public const int BackSpecularCurve = 199;

    /// <summary>x: 0, y: 1, z: 63.875, the largest point; w: 2.</summary>
    public const int Numbers = 200;

    public const int Lights = 201;
    public const int LightStride = 12;

    public const int Ambient = 0;
    public const int Diffuse = 1;
    public const int Specular = 2;

    /// <summary>Position of a local light, direction of an infinite one; w is the range.</summary>
    public const int Position = 3;
    public const int Attenuation = 4;
    public const int SpotDirection = 5;
    public const int HalfVector = 6;
    public const int BackAmbient = 7;
    public const int BackDiffuse = 8;
    public const int BackSpecular = 9;

    /// <summary>The curve from the edge of a spot to its inner cone, as that of <see cref="SpecularCurve"/>.</summary>
    public const int SpotFalloff = 10;

    /// <summary>Behind the eight lights: SET_EYE_DIRECTION, towards the eye, where it is far away.</summary>
    public const int EyeDirection = 297;

    /// <summary>The last three specular parameters, for the square of a cosine.</summary>
    public const int SpecularSquareCurve = 298;

    public const int BackSpecularSquareCurve = 299;

    /// <summary>What <see cref="FixedLighting"/> rounds with: x: 2^23, y: 2^10, z: 2^-14.</summary>
    public const int Rounding = 300;

    /// <summary>What <see cref="FixedPoints"/> looks roots up with: x: 64, y: 1/2, z: -7, w: the smallest number.</summary>
    public const int RootTable = 301;

    private const uint LightMethods = 0x1000;
    private const uint BackLightMethods = 0xC00;

    /// <summary>Fills the numbers.</summary>
    /// <param name="state">What the methods have set.</param>
    /// <param name="constants">All constants of a draw.</param>
    public static void Fill(KelvinState state, Span<Vector4> constants)
    {
        constants[SceneAmbient] = Color(state, KelvinMethods.SceneAmbientColor, 1);
        constants[Emission] = Color(state, KelvinMethods.MaterialEmission, state.Float(KelvinMethods.MaterialAlpha));
        constants[SpecularCurve] = Vector(state, KelvinMethods.SpecularParams, 0);
        constants[BackSpecularCurve] = Vector(state, KelvinMethods.SpecularParamsBack, 0);
        constants[SpecularSquareCurve] = Vector(state, KelvinMethods.SpecularParams + 12, 0);
        constants[BackSpecularSquareCurve] = Vector(state, KelvinMethods.SpecularParamsBack + 12, 0);
        constants[EyeDirection] = Vector(state, KelvinMethods.EyeDirection, 0);
        for (uint i = 0; i < 8; i++)
        {
            constants[PointParameters + (int)(i / 4)][(int)i % 4] = state.Float(KelvinMethods.PointParams + (i * 4));
        }

        constants[BackSceneAmbient] = Color(state, KelvinMethods.BackSceneAmbientColor, 1);
        constants[BackEmission] = Color(state, KelvinMethods.BackMaterialEmission, state.Float(KelvinMethods.BackMaterialAlpha));
        constants[Numbers] = new Vector4(0, 1, 63.875f, 2);
        constants[Rounding] = new Vector4(8388608, 1024, 1 / 16384f, 0);
        constants[RootTable] = new Vector4(64, 0.5f, -7, BitConverter.Int32BitsToSingle(1 << 23));
        for (uint i = 0; i < 8; i++)
        {
            FillLight(state, i, constants[(Lights + ((int)i * LightStride))..]);
        }
    }

    /// <summary>The constant of a light.</summary>
    public static VertexSource Light(int light, int constant) => VertexCode.Constant(Lights + (light * LightStride) + constant);

    private static void FillLight(KelvinState state, uint light, Span<Vector4> constants)
    {
        uint first = LightMethods + (light * 0x80);
        uint back = BackLightMethods + (light * 0x40);
        bool isInfinite = ((state[KelvinMethods.LightEnableMask] >> (int)(2 * light)) & 3) == 1;
        constants[Ambient] = Color(state, first, 0);
        constants[Diffuse] = Color(state, first + 0x0C, 0);
        constants[Specular] = Color(state, first + 0x18, 0);
        constants[Position] = Vector(state, first + (isInfinite ? 0x34u : 0x5C), state.Float(first + 0x24));
        constants[Attenuation] = Vector(state, first + 0x68, 0);
        constants[SpotFalloff] = Vector(state, first + 0x40, 0);
        constants[SpotDirection] = Vector(state, first + 0x4C, state.Float(first + 0x58));
        constants[HalfVector] = Vector(state, first + 0x28, 0);
        constants[BackAmbient] = Color(state, back, 0);
        constants[BackDiffuse] = Color(state, back + 0x0C, 0);
        constants[BackSpecular] = Color(state, back + 0x18, 0);
    }

    /// <summary>
    /// A colour of lights and materials: 13 bits of mantissa, rounded to the nearest, so that 0.7 becomes the byte 179 (nxdk_pgraph_tests, "Lighting normals"
    /// and "Material color source").
    /// </summary>
    private static Vector4 Color(KelvinState state, uint method, float w)
    {
        Vector4 exact = Vector(state, method, w);
        return new Vector4(Round(exact.X), Round(exact.Y), Round(exact.Z), w);
    }

    private static float Round(float x) => float.IsFinite(x) ? BitConverter.UInt32BitsToSingle((BitConverter.SingleToUInt32Bits(x) + 0x200) & ~0x3FFu) : x;

    private static Vector4 Vector(KelvinState state, uint method, float w) =>
        new(state.Float(method), state.Float(method + 4), state.Float(method + 8), w);
}
