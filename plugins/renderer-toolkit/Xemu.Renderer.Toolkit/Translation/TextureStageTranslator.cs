using System.Numerics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Toolkit;

/// <summary>Translates the four texture stages.</summary>
internal sealed class TextureStageTranslator
{
    private readonly ShaderBuilder _b;
    private readonly PixelShaderKey _key;
    private readonly PixelInputs _inputs;
    private readonly SamplerTranslator?[] _samplers;
    private readonly ShaderValue[] _results = new ShaderValue[DrawCall.TextureCount];
    private readonly ShaderValue[] _dots = new ShaderValue[DrawCall.TextureCount];

    /// <summary>For a shader.</summary>
    /// <param name="b">Where the code goes.</param>
    /// <param name="key">What the shader follows from.</param>
    /// <param name="samplers">The samplers of the textures, or null.</param>
    /// <param name="inputs">What the fragment brings.</param>
    public TextureStageTranslator(ShaderBuilder b, in PixelShaderKey key, SamplerTranslator?[] samplers, PixelInputs inputs)
    {
        _b = b;
        _key = key;
        _samplers = samplers;
        _inputs = inputs;
        Lives = b.Bool(true);
        Array.Fill(_results, b.Vector(Vector4.Zero));
        Array.Fill(_dots, b.Float(0));
    }

    /// <summary>Whether the fragment is kept.</summary>
    public ShaderValue Lives { get; private set; }

    /// <summary>The depth that a stage has put in the place of the fragment's, or null.</summary>
    public ShaderValue? Depth { get; private set; }

    /// <summary>Translates all stages.</summary>
    /// <returns>Their results, red in x.</returns>
    public ReadOnlySpan<ShaderValue> Translate()
    {
        for (int i = 0; i < _results.Length; i++)
        {
            _results[i] = Stage(i, _key.Program.Textures[i]);
        }

        return _results;
    }

    private ShaderValue Stage(int index, in TextureStage stage)
    {
        ShaderValue coordinates = _inputs.Coordinates[index];
        ShaderValue input = InputOf(index, stage);
        switch (stage.Operation)
        {
            case TextureOperation.None:
                return _b.Vector(Vector4.UnitW);
            case TextureOperation.Project2D:
                return Sample(index, Project(coordinates, hasThird: false));
            case TextureOperation.Project3D:
                return Sample(index, Project(coordinates, hasThird: true), comparesDepth: true);
            case TextureOperation.CubeMap:
                return SampleDirection(index, Components(coordinates));
            case TextureOperation.PassThrough:
                return _b.Saturate(coordinates);
            case TextureOperation.ClipPlane:
                Clip(coordinates, stage.ClipSigns);
                return _b.Vector(Vector4.Zero);
            case TextureOperation.BumpEnvironment:
            case TextureOperation.BumpEnvironmentLuminance:
                return Bump(index, stage, coordinates, input);
            case TextureOperation.Brdf:
                return Sample(index, Brdf(index));
            case TextureOperation.DependentAlphaRed:
                return Sample(index, Scaled(index, [_b.Extract(input, 3), _b.Extract(input, 0), _b.Float(0)]));
            case TextureOperation.DependentGreenBlue:
                return Sample(index, Scaled(index, [_b.Extract(input, 1), _b.Extract(input, 2), _b.Float(0)]));
            default:
                _dots[index] = DotWith(index, stage, input);
                return Dot(index, stage.Operation);
        }
    }

    private ShaderValue InputOf(int index, in TextureStage stage) =>
        index == 0 ? _b.Vector(Vector4.Zero) : _results[Math.Min(stage.Input, index - 1)];

    private ShaderValue Dot(int index, TextureOperation operation)
    {
        (ShaderValue second, ShaderValue before, ShaderValue here) = (DotBefore(index, 2), DotBefore(index, 1), _dots[index]);
        switch (operation)
        {
            case TextureOperation.DotST:
                return Sample(index, [before, here, _b.Float(0)]);
            case TextureOperation.DotZW:
                Depth = Quotient(before, here);
                return _b.Vector(Vector4.Zero);
            case TextureOperation.DotSTR3D:
                return Sample(index, [second, before, here]);
            case TextureOperation.DotSTRCube:
                return SampleDirection(index, [second, before, here]);
            case TextureOperation.DotReflectDiffuse:
                return SampleDirection(index, [before, here, NextDot(index)]);
            case TextureOperation.DotReflectSpecular:
                return SampleDirection(index, Reflect([second, before, here], [CoordinateQ(index - 2), CoordinateQ(index - 1), CoordinateQ(index)]));
            case TextureOperation.DotReflectSpecularConstant:
                return SampleDirection(index, Reflect([second, before, here], Components(_b.LoadUniformFloats(ShaderInterface.Eye))));
            default:
                return _b.Vector(Vector4.Zero);
        }
    }

    /// <summary>At least 0, and 0 for no number.</summary>
    private ShaderValue Quotient(ShaderValue dividend, ShaderValue divisor)
    {
        ShaderValue zero = _b.Float(0);
        ShaderValue isZero = _b.Equal(divisor, zero);
        ShaderValue quotient = _b.Divide(dividend, _b.Select(isZero, _b.Float(1), divisor));
        quotient = _b.Select(isZero, _b.Multiply(dividend, _b.Reciprocal(divisor)), quotient);
        return _b.Select(_b.Less(zero, quotient), quotient, zero);
    }

    private ShaderValue DotBefore(int index, int distance) => index < distance ? _b.Float(0) : _dots[index - distance];

    private ShaderValue CoordinateQ(int index) => index < 0 ? _b.Float(0) : _b.Extract(_inputs.Coordinates[index], 3);

    private ShaderValue DotWith(int index, in TextureStage stage, ShaderValue input)
    {
        (ShaderValue x, ShaderValue y, ShaderValue z) = DotMappingTranslator.Map(_b, stage.Mapping, input, SignsOf(stage.Input));
        return DotProduct(Components(_inputs.Coordinates[index]), [x, y, z]);
    }

    /// <summary>The dot product of the stage behind, which a diffuse reflection takes before that stage runs.</summary>
    private ShaderValue NextDot(int index)
    {
        if (index + 1 >= _results.Length)
        {
            return _b.Float(0);
        }

        TextureStage next = _key.Program.Textures[index + 1];
        return DotWith(index + 1, next, _results[Math.Min(next.Input, index)]);
    }

    private ShaderValue[] Reflect(ShaderValue[] normal, ShaderValue[] eye)
    {
        ShaderValue twice = _b.Multiply(_b.Float(2), DotProduct(normal, eye));
        ShaderValue squared = DotProduct(normal, normal);
        return [.. normal.Zip(eye, (n, e) => _b.Subtract(_b.Multiply(n, twice), _b.Multiply(e, squared)))];
    }

    private ShaderValue DotProduct(ShaderValue[] a, ShaderValue[] c) =>
        _b.Add(_b.Add(_b.Multiply(a[0], c[0]), _b.Multiply(a[1], c[1])), _b.Multiply(a[2], c[2]));

    private ShaderValue[] Components(ShaderValue vector) => [_b.Extract(vector, 0), _b.Extract(vector, 1), _b.Extract(vector, 2)];

    /// <summary>The polar angles of the eye and the light, which the two stages before give, and the azimuth between them.</summary>
    private ShaderValue[] Brdf(int index)
    {
        ((ShaderValue Polar, ShaderValue Azimuth) eye, (ShaderValue Polar, ShaderValue Azimuth) light) = (Angles(index - 2), Angles(index - 1));
        return [eye.Polar, light.Polar, _b.Subtract(light.Azimuth, eye.Azimuth)];
    }

    private (ShaderValue Polar, ShaderValue Azimuth) Angles(int index)
    {
        if (index < 0)
        {
            return (_b.Float(0), _b.Float(0));
        }

        (ShaderValue high, ShaderValue low, _) = DotMappingTranslator.Map(_b, DotMapping.HiLoOne, _results[index], SignsOf(index));
        return (high, low);
    }

    private ShaderValue[] Project(ShaderValue coordinates, bool hasThird)
    {
        ShaderValue[] projected = ChipCoordinates.Project(_b, coordinates);
        return hasThird ? projected : [projected[0], projected[1], _b.Float(0)];
    }

    private ShaderValue Bump(int index, in TextureStage stage, ShaderValue coordinates, ShaderValue input)
    {
        ColorMask signs = SignsOf(stage.Input);
        ShaderValue s = Displacement(_b.Extract(input, 2), (signs & ColorMask.Blue) != 0);
        ShaderValue t = Displacement(_b.Extract(input, 1), (signs & ColorMask.Green) != 0);
        ShaderValue matrix = _b.LoadUniformFloats(ShaderInterface.BumpMatrix + index);
        ShaderValue[] start = Project(coordinates, hasThird: false);
        ShaderValue u = _b.Add(start[0], _b.Add(_b.Multiply(_b.Extract(matrix, 0), s), _b.Multiply(_b.Extract(matrix, 2), t)));
        ShaderValue v = _b.Add(start[1], _b.Add(_b.Multiply(_b.Extract(matrix, 1), s), _b.Multiply(_b.Extract(matrix, 3), t)));
        ShaderValue result = Sample(index, [u, v, _b.Float(0)]);
        return stage.Operation == TextureOperation.BumpEnvironmentLuminance
            ? WithLuminance(result, Luminance(index, _b.Extract(input, 0), (signs & ColorMask.Red) != 0))
            : result;
    }

    private ColorMask SignsOf(int stage) => _samplers[stage]?.Code.SignedComponents ?? ColorMask.None;

    /// <summary>A component as a signed byte of the range -1 to 127/128, whether the texture calls it signed or not.</summary>
    private ShaderValue Displacement(ShaderValue component, bool isSigned) =>
        _b.Divide(_b.Convert(DotMappingTranslator.SignedByte(_b, DotMappingTranslator.ByteOf(_b, component, isSigned)), ShaderScalar.Float), _b.Float(128));

    /// <summary>Products are cut off to eight bits; alpha stays.</summary>
    private ShaderValue WithLuminance(ShaderValue color, ShaderValue factor)
    {
        ShaderValue bytes = _b.RoundEven(_b.Multiply(color, _b.Float(255)));
        ShaderValue product = _b.Divide(_b.Truncate(_b.Multiply(bytes, _b.Spread(factor, 4))), _b.Spread(_b.Float(255), 4));
        ShaderValue bounded = _b.Select(_b.Less(product, _b.Float(1)), product, _b.Float(1));
        return _b.Construct(_b.Extract(bounded, 0), _b.Extract(bounded, 1), _b.Extract(bounded, 2), _b.Extract(color, 3));
    }

    private ShaderValue Luminance(int index, ShaderValue red, bool isSigned)
    {
        ShaderValue luminance = _b.LoadUniformFloats(ShaderInterface.BumpLuminance + index);
        ShaderValue unsigned = _b.Divide(_b.Convert(DotMappingTranslator.ByteOf(_b, red, isSigned), ShaderScalar.Float), _b.Float(255));
        return _b.Add(_b.Multiply(_b.Extract(luminance, 0), unsigned), _b.Extract(luminance, 1));
    }

    /// <summary>Dependent reads run from 0 to 1 also over a texture that is addressed by texels.</summary>
    private ShaderValue[] Scaled(int index, ShaderValue[] coordinates) => _samplers[index] is { Code.IsLinear: true } sampler
        ? [_b.Multiply(coordinates[0], sampler.Size(0)), _b.Multiply(coordinates[1], sampler.Size(1)), coordinates[2]]
        : coordinates;

    private ShaderValue Sample(int index, ShaderValue[] coordinates, bool comparesDepth = false)
    {
        if (_samplers[index] is not { } sampler)
        {
            return _b.Vector(Vector4.UnitW);
        }

        if (sampler.Code.Kind == TextureKind.Cube)
        {
            // A cube without a direction is its first face, -1 to 1, and v upwards.
            (ShaderValue half, ShaderValue one) = (_b.Float(0.5f), _b.Float(1));
            coordinates =
                [_b.Multiply(_b.Add(coordinates[0], one), half), _b.Multiply(_b.Subtract(one, coordinates[1]), half), _b.Float(0)];
        }

        if (sampler.Code.DepthFormat is null)
        {
            return SampleColors(index, sampler, coordinates, _b.Int(0));
        }

        return Keep(sampler, sampler.Compare(coordinates, _inputs.Levels[index], comparesDepth ? coordinates[2] : _b.Float(0)), _b.Bool(true));
    }

    private ShaderValue SampleDirection(int index, ShaderValue[] direction)
    {
        if (_samplers[index] is not { } sampler)
        {
            return _b.Vector(Vector4.UnitW);
        }

        ShaderValue[] coordinates = ChipCoordinates.OnCube(_b, direction, out ShaderValue face);
        if (sampler.Code.Kind != TextureKind.Cube)
        {
            // What is no cube takes the place on the face as it is, -1 to 1, and v upwards.
            (ShaderValue one, ShaderValue two) = (_b.Float(1), _b.Float(2));
            ShaderValue u = _b.Subtract(_b.Multiply(coordinates[0], two), one);
            ShaderValue v = _b.Subtract(one, _b.Multiply(coordinates[1], two));
            (face, coordinates) = (_b.Int(0), Scaled(index, [u, v, _b.Float(0)]));
        }

        return SampleColors(index, sampler, coordinates, face);
    }

    private ShaderValue SampleColors(int index, SamplerTranslator sampler, ShaderValue[] coordinates, ShaderValue face)
    {
        ShaderValue color = _inputs.Footprints[index] is { } footprint
            ? sampler.SampleAlong(coordinates, _inputs.Levels[index], footprint, out ShaderValue lives)
            : sampler.Sample(coordinates, _inputs.Levels[index], face, out lives);
        return Keep(sampler, color, lives);
    }

    private ShaderValue Keep(SamplerTranslator sampler, ShaderValue texel, ShaderValue lives)
    {
        Lives = _b.LogicalAnd(Lives, lives);
        if (sampler.Code.KillsAlpha)
        {
            Lives = _b.LogicalAnd(Lives, _b.LogicalNot(_b.Equal(_b.Extract(texel, 3), _b.Float(0))));
        }

        return texel;
    }

    private void Clip(ShaderValue coordinates, int signs)
    {
        for (int i = 0; i < 4; i++)
        {
            ShaderValue isPositive = _b.LessOrEqual(_b.Float(0), _b.Extract(coordinates, i));
            bool dropsPositive = (signs & (1 << i)) != 0;
            Lives = _b.LogicalAnd(Lives, dropsPositive ? _b.LogicalNot(isPositive) : isPositive);
        }
    }
}
