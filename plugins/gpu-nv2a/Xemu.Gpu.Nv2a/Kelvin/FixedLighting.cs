using Xemu.Abstractions.Graphics;
using static Xemu.Gpu.Nv2a.VertexCode;

namespace Xemu.Gpu.Nv2a;

/// <summary>Lighting of the fixed functions, both faces.</summary>
/// <remarks>
/// As in OpenGL 1.4, with the chip's own ways: what is a product of material and light is folded by the driver; a colour that comes from the vertex is
/// multiplied in here (SET_COLOR_MATERIAL). The specular term is not a power but (x + k0) / (k1·x + k2), which is 1 at x = 1: the parameters that programs
/// set all satisfy k1 + k2 = 1 + k0, and its slope at 1 is the exponent that they meant.
/// </remarks>
/// <param name="code">Receives the instructions.</param>
/// <param name="key">What <see cref="FixedFunctionKey"/> has read.</param>
/// <param name="eye">The position as the eye sees it.</param>
/// <param name="normal">The normal as the eye sees it.</param>
/// <param name="colors">The vertex's own colours: diffuse and specular of the front, diffuse and specular of the back.</param>
internal sealed class FixedLighting(VertexCode code, uint[] key, VertexSource eye, VertexSource normal, VertexSource[] colors)
{
    private const uint FromMaterial = 0;
    private const uint FromDiffuse = 1;
    private const uint FromSpecular = 2;
    private const uint Infinite = 1;
    private const uint Local = 2;

    private static readonly VertexSource Zero = Splat(Constant(FixedConstants.Numbers), 0);
    private static readonly VertexSource One = Splat(Constant(FixedConstants.Numbers), 1);

    private readonly VertexSource _diffuse = code.Temporary();
    private readonly VertexSource _specular = code.Temporary();
    private readonly VertexSource _viewer = code.Temporary();

    private bool IsLocalViewer => (key[FixedFunctionKey.LightControl] & 0x1_0000) != 0;

    /// <summary>Emits the code.</summary>
    public void Build()
    {
        if (IsLocalViewer)
        {
            Viewer();
        }

        Face(isBack: false);
        Face(isBack: true);
    }

    /// <summary>From the vertex to the eye.</summary>
    private void Viewer()
    {
        VertexSource inverse = code.Temporary();
        code.Scalar(VertexOperation.Reciprocal, inverse, All, Splat(Constant(TransformContext.EyePosition), 3));
        code.Multiply(_viewer, Xyz, Constant(TransformContext.EyePosition), inverse);
        code.Scalar(VertexOperation.Reciprocal, inverse, All, Splat(eye, 3));
        code.MultiplyAdd(_viewer, Xyz, Negate(eye), inverse, _viewer);
        code.Normalize(_viewer, _viewer);
    }

    private void Face(bool isBack)
    {
        VertexOutput diffuse = isBack ? VertexOutput.BackDiffuse : VertexOutput.Diffuse;
        VertexOutput specular = isBack ? VertexOutput.BackSpecular : VertexOutput.Specular;
        if (isBack && key[FixedFunctionKey.TwoSide] == 0)
        {
            BlackOut(code, diffuse);
            BlackOut(code, specular);
            return;
        }

        Begin(isBack);
        for (int light = 0; light < 8; light++)
        {
            uint kind = (key[FixedFunctionKey.LightMask] >> (2 * light)) & 3;
            if (kind != 0)
            {
                short mark = code.Mark();
                AddLight(light, kind, isBack);
                code.Release(mark);
            }
        }

        Finish(diffuse, specular, isBack);
    }

    private uint SourceOf(int what, bool isBack) => (key[FixedFunctionKey.ColorMaterial] >> ((2 * what) + (isBack ? 8 : 0))) & 3;

    /// <summary>Makes a colour black and opaque: that of back faces without lighting (nxdk_pgraph_tests, "Specular back").</summary>
    /// <param name="code">Receives the instruction.</param>
    /// <param name="color">The colour.</param>
    public static void BlackOut(VertexCode code, VertexOutput color) =>
        code.Move(Output(color), All, Constant(FixedConstants.Numbers) with { Swizzle = 0b01_00_00_00 });

    private VertexSource VertexColor(uint source, bool isBack) => colors[(source == FromDiffuse ? 0 : 1) + (isBack ? 2 : 0)];

    private VertexSource Specular(bool isBack) => VertexColor(FromSpecular, isBack);

    /// <summary>
    /// Emission and scene ambient. SET_SCENE_AMBIENT_COLOR is the sum of both, unless both come from the vertex; SET_MATERIAL_EMISSION is only a factor of
    /// the ambient colour, or of the emission, that comes from the vertex (nxdk_pgraph_tests, "Material color source").
    /// </summary>
    private void Begin(bool isBack)
    {
        VertexSource ambientColor = Constant(isBack ? FixedConstants.BackSceneAmbient : FixedConstants.SceneAmbient);
        VertexSource emissionColor = Constant(isBack ? FixedConstants.BackEmission : FixedConstants.Emission);
        uint emission = SourceOf(0, isBack);
        uint ambient = SourceOf(1, isBack);
        uint diffuse = SourceOf(2, isBack);
        if (ambient == FromMaterial && emission == FromMaterial)
        {
            code.Move(_diffuse, Xyz, ambientColor);
        }
        else
        {
            VertexSource from = VertexColor(ambient == FromMaterial ? emission : ambient, isBack);
            VertexSource more = ambient == FromMaterial || emission == FromMaterial ? ambientColor : VertexColor(emission, isBack);
            code.MultiplyAdd(_diffuse, Xyz, from, emissionColor, more);
        }

        code.Move(_diffuse, W, diffuse == FromMaterial ? emissionColor : VertexColor(diffuse, isBack));
        code.Move(_specular, Xyz, Zero);
        code.Move(_specular, W, Specular(isBack));
    }

    private void AddLight(int light, uint kind, bool isBack)
    {
        VertexSource direction = code.Temporary();
        VertexSource strength = code.Temporary();
        Direction(light, kind, direction, strength);
        VertexSource side = isBack ? Negate(normal) : normal;
        VertexSource cosine = code.Temporary();
        code.Dot3(cosine, All, side, direction);
        code.Emit(VertexOperation.Maximum, cosine, All, cosine, Zero, Zero);
        VertexSource shine = code.Temporary();
        Round(cosine);
        Shine(light, kind, direction, side, cosine, shine, isBack);

        int first = isBack ? FixedConstants.BackAmbient : FixedConstants.Ambient;
        VertexSource term = code.Temporary();
        code.Multiply(term, Xyz, FixedConstants.Light(light, first), strength);
        AddColored(_diffuse, term, SourceOf(1, isBack), isBack);
        code.Multiply(term, Xyz, FixedConstants.Light(light, first + 1), strength);
        code.Multiply(term, Xyz, term, cosine);
        AddColored(_diffuse, term, SourceOf(2, isBack), isBack);
        code.Multiply(term, Xyz, FixedConstants.Light(light, first + 2), strength);
        code.Multiply(term, Xyz, term, shine);
        AddColored(_specular, term, SourceOf(3, isBack), isBack);
    }

    /// <summary>
    /// Rounds a number that is not negative to 13 bits of mantissa: half of the last of them is added, the number's power of two by 2^-14, and what is below is
    /// lost to a sum with 2^10 times as much (nxdk_pgraph_tests, "Shade model": a cosine of 1/3 with a light of 0.7 is the byte 60).
    /// </summary>
    private void Round(VertexSource x)
    {
        VertexSource part = code.Temporary();
        VertexSource multiple = code.Temporary();
        VertexSource numbers = Constant(FixedConstants.Rounding);
        Cut(x, part, multiple, Splat(numbers, 0));
        code.MultiplyAdd(x, All, part, Splat(numbers, 2), x);
        Cut(x, part, multiple, Splat(numbers, 1));
        code.Move(x, All, part);
    }

    /// <summary>Leaves as many fewer bits of mantissa as the power of two is high.</summary>
    private void Cut(VertexSource x, VertexSource result, VertexSource multiple, VertexSource power)
    {
        code.Multiply(multiple, All, x, power);
        code.Add(result, All, x, multiple);
        code.Add(result, All, result, Negate(multiple));
    }

    private void AddColored(VertexSource sum, VertexSource term, uint source, bool isBack)
    {
        if (source == FromMaterial)
        {
            code.Add(sum, Xyz, sum, term);
        }
        else
        {
            code.MultiplyAdd(sum, Xyz, VertexColor(source, isBack), term, sum);
        }
    }

    /// <summary>Towards the light, of length 1, and how much of it arrives.</summary>
    private void Direction(int light, uint kind, VertexSource direction, VertexSource strength)
    {
        VertexSource position = FixedConstants.Light(light, FixedConstants.Position);
        if (kind == Infinite)
        {
            // Taken as it is: the direction (1, 0, 1) gives more light than one of length 1 (nxdk_pgraph_tests, "Specular").
            code.Move(direction, All, position);
            code.Move(strength, All, One);
            return;
        }

        VertexSource inverse = code.Temporary();
        VertexSource distance = code.Temporary();
        code.Scalar(VertexOperation.Reciprocal, inverse, All, Splat(eye, 3));
        code.MultiplyAdd(direction, Xyz, Negate(eye), inverse, position);
        code.Normalize(direction, direction);
        code.Scalar(VertexOperation.Reciprocal, distance, All, Splat(direction, 3));
        VertexSource attenuation = FixedConstants.Light(light, FixedConstants.Attenuation);
        code.MultiplyAdd(strength, All, distance, Splat(attenuation, 2), Splat(attenuation, 1));
        code.MultiplyAdd(strength, All, distance, strength, Splat(attenuation, 0));
        code.Scalar(VertexOperation.Reciprocal, strength, All, strength);

        // Beyond its range a light is dark.
        code.Emit(VertexOperation.SetGreaterOrEqual, inverse, All, Splat(position, 3), distance, distance);
        code.Multiply(strength, All, strength, inverse);
        if (kind != Local)
        {
            Spot(light, direction, strength);
        }
    }

    /// <summary>
    /// The axis' length and its w make 0 at the outer cone of the cosine, and 1 at the inner one; between both the light falls off by the curve
    /// (nxdk_pgraph_tests, "Lighting spotlight").
    /// </summary>
    private void Spot(int light, VertexSource direction, VertexSource strength)
    {
        VertexSource axis = FixedConstants.Light(light, FixedConstants.SpotDirection);
        VertexSource curve = FixedConstants.Light(light, FixedConstants.SpotFalloff);
        VertexSource inside = code.Temporary();
        VertexSource lower = code.Temporary();
        code.Dot3(inside, All, axis, direction);
        code.Add(inside, All, inside, Splat(axis, 3));

        // Equal cones make an infinite axis, which lights everything: what is not a number has to become 1 here.
        code.Emit(VertexOperation.Minimum, inside, All, inside, One, One);
        code.Emit(VertexOperation.Maximum, inside, All, inside, Zero, Zero);
        Curve(inside, lower, curve);
        code.Multiply(strength, All, strength, inside);
    }

    /// <summary>(x + k0) / (k1·x + k2), at least 0.</summary>
    private void Curve(VertexSource x, VertexSource scratch, VertexSource curve)
    {
        code.MultiplyAdd(scratch, All, x, Splat(curve, 1), Splat(curve, 2));
        code.Scalar(VertexOperation.Reciprocal, scratch, All, scratch);
        code.Add(x, All, x, Splat(curve, 0));
        code.Emit(VertexOperation.Maximum, x, All, x, Zero, Zero);
        code.Multiply(x, All, x, scratch);
    }

    private void Shine(int light, uint kind, VertexSource direction, VertexSource side, VertexSource cosine, VertexSource shine, bool isBack)
    {
        VertexSource lower = code.Temporary();
        if (kind == Infinite && !IsLocalViewer)
        {
            code.Dot3(shine, All, side, FixedConstants.Light(light, FixedConstants.HalfVector));
            Curve(shine, lower, Constant(isBack ? FixedConstants.BackSpecularCurve : FixedConstants.SpecularCurve));
        }
        else
        {
            Squared(direction, side, shine, lower);
            Curve(shine, lower, Constant(isBack ? FixedConstants.BackSpecularSquareCurve : FixedConstants.SpecularSquareCurve));
        }

        code.Emit(VertexOperation.SetLess, lower, All, Zero, cosine, cosine);
        code.Multiply(shine, All, shine, lower);
    }

    /// <summary>
    /// The square of the cosine towards the half vector, which thus needs no root; that is what the last three specular parameters are for: they are those of
    /// half the power (nxdk_pgraph_tests, "Specular" and "Lighting control").
    /// </summary>
    private void Squared(VertexSource direction, VertexSource side, VertexSource square, VertexSource scratch)
    {
        VertexSource half = code.Temporary();
        code.Add(half, Xyz, direction, IsLocalViewer ? _viewer : Constant(FixedConstants.EyeDirection));
        code.Dot3(square, All, side, half);
        code.Emit(VertexOperation.Maximum, square, All, square, Zero, Zero);
        code.Multiply(square, All, square, square);
        code.Dot3(scratch, All, half, half);
        code.Scalar(VertexOperation.Reciprocal, scratch, All, scratch);
        code.Multiply(square, All, square, scratch);
    }

    /// <summary>
    /// LIGHT_CONTROL bit 0 keeps the specular colour apart; otherwise it is added, and the vertex's own goes out. Without SPECULAR_ENABLE there is no place
    /// apart, and it is added as well (nxdk_pgraph_tests, "Specular" and "Lighting control").
    /// </summary>
    private void Finish(VertexOutput diffuse, VertexOutput specular, bool isBack)
    {
        bool isSeparate = (key[FixedFunctionKey.LightControl] & 1) != 0;
        bool hasSpecular = key[FixedFunctionKey.SpecularEnable] != 0;
        if (!hasSpecular || !isSeparate)
        {
            code.Add(_diffuse, Xyz, _diffuse, _specular);
        }

        code.Move(Output(diffuse), All, _diffuse);
        code.Move(Output(specular), All, isSeparate ? _specular : Specular(isBack));
    }
}
