using Xemu.Abstractions.Graphics;
using static Xemu.Gpu.Nv2a.VertexCode;

namespace Xemu.Gpu.Nv2a;

/// <summary>Writes the vertex program that does what the fixed functions are set to: transform, skinning, texture coordinates, fog, points; lighting is <see cref="FixedLighting"/>.</summary>
/// <remarks>Sources: the OpenGL 1.4 specification, NV_fog_distance, NV_texgen_reflection; where the chip keeps its numbers: <see cref="TransformContext"/>.</remarks>
internal sealed class FixedFunction
{
    /// <summary>SET_FOG_GEN_MODE: by the distance from the eye.</summary>
    public const uint RadialFog = 1;

    private const uint EyeLinear = 0x2400;
    private const uint ObjectLinear = 0x2401;
    private const uint SphereMap = 0x2402;
    private const uint NormalMap = 0x8511;
    private const uint ReflectionMap = 0x8512;

    private readonly VertexCode _code = new();
    private readonly uint[] _key;
    private readonly VertexSource _eye;
    private readonly VertexSource _normal;
    private VertexSource? _reflection;

    private FixedFunction(uint[] key)
    {
        _key = key;
        _eye = _code.Temporary();
        _normal = _code.Temporary();
    }

    /// <summary>Builds the program.</summary>
    /// <param name="key">What <see cref="FixedFunctionKey"/> has read.</param>
    public static VertexProgram Build(uint[] key) => new FixedFunction(key).Build();

    private VertexProgram Build()
    {
        Skin();
        for (int i = 0; i < DrawCall.TextureCount; i++)
        {
            TextureCoordinates(i);
        }

        Colors();
        Fog();
        if ((_key[FixedFunctionKey.PointParams] & 1) != 0)
        {
            FixedPoints.Write(_code, _eye);
        }

        Position();
        return _code.Build();
    }

    /// <summary>Eye coordinates of position and normal. Odd modes give the last weight as what is left of 1.</summary>
    private void Skin()
    {
        uint mode = _key[FixedFunctionKey.Skin];
        int bones = mode == 0 ? 1 : ((int)mode + 3) / 2;
        bool isLastImplied = (mode & 1) != 0;
        VertexSource weights = _code.Temporary();
        if (mode != 0)
        {
            PrepareWeights(weights, bones, isLastImplied);
        }

        VertexSource part = _code.Temporary();
        for (int bone = 0; bone < bones; bone++)
        {
            int stride = bone * TransformContext.Stride;
            Accumulate(_eye, part, Input(0), TransformContext.ModelView + stride, 4, bone, mode == 0 ? null : weights);
            Accumulate(_normal, part, Input(2), TransformContext.InverseModelView + stride, 3, bone, mode == 0 ? null : weights);
        }

        if (_key[FixedFunctionKey.Normalize] != 0)
        {
            _code.Normalize(_normal, _normal);
        }
    }

    private void PrepareWeights(VertexSource weights, int bones, bool isLastImplied)
    {
        _code.Move(weights, All, Input(1));
        if (!isLastImplied)
        {
            return;
        }

        byte last = (byte)(1 << (bones - 1));
        VertexSource one = Splat(Constant(FixedConstants.Numbers), 1);
        _code.Move(weights, last, one);
        for (int i = 0; i < bones - 1; i++)
        {
            _code.Add(weights, last, weights, Negate(Splat(Input(1), i)));
        }
    }

    private void Accumulate(VertexSource sum, VertexSource part, VertexSource vector, int matrix, int rows, int bone, VertexSource? weights)
    {
        if (weights is not { } weighted)
        {
            _code.Transform(sum, vector, matrix, rows);
            return;
        }

        _code.Transform(part, vector, matrix, rows);
        if (bone == 0)
        {
            _code.Multiply(sum, All, part, Splat(weighted, 0));
        }
        else
        {
            _code.MultiplyAdd(sum, All, part, Splat(weighted, bone), sum);
        }
    }

    private void TextureCoordinates(int index)
    {
        short mark = _code.Mark();
        VertexSource coordinates = _code.Temporary();
        _code.Move(coordinates, All, Input((short)(9 + index)));
        for (int i = 0; i < 4; i++)
        {
            int plane = TransformContext.TexgenPlane + (index * TransformContext.Stride) + i;
            Generate(coordinates, i, _key[FixedFunctionKey.Texgen + (index * 4) + i], plane);
        }

        bool hasMatrix = (_key[FixedFunctionKey.PointParams] & (2u << index)) != 0;
        VertexSource output = Output(VertexOutput.Texture0 + index);
        if (hasMatrix)
        {
            _code.Transform(output, coordinates, TransformContext.TextureMatrix + (index * TransformContext.Stride), 4);
        }
        else
        {
            _code.Move(output, All, coordinates);
        }

        if (_reflection is null)
        {
            _code.Release(mark);
        }
    }

    private void Generate(VertexSource coordinates, int component, uint mode, int plane)
    {
        byte mask = (byte)(1 << component);
        switch (mode)
        {
            case EyeLinear:
                _code.Dot4(coordinates, mask, _eye, Constant(plane));
                break;
            case ObjectLinear:
                _code.Dot4(coordinates, mask, Input(0), Constant(plane));
                break;
            case NormalMap:
                _code.Move(coordinates, mask, _normal);
                break;
            case ReflectionMap:
                _code.Move(coordinates, mask, Reflection());
                break;
            case SphereMap when component < 2:
                Sphere(coordinates, mask);
                break;
            case SphereMap:
                // A sphere has two coordinates; the others are the reflection's (nxdk_pgraph_tests, "Texgen with texture matrix", RotateX). Of q: unverified.
                _code.Move(coordinates, mask, Reflection());
                break;
        }
    }

    /// <summary>The eye's ray reflected by the normal.</summary>
    private VertexSource Reflection()
    {
        if (_reflection is { } known)
        {
            return known;
        }

        VertexSource ray = _code.Temporary();
        VertexSource twice = _code.Temporary();
        if (_key[FixedFunctionKey.InfiniteViewer] == 0)
        {
            _code.Normalize(ray, _eye);
        }
        else
        {
            // SET_TEXGEN_VIEW_MODEL: all rays go along the z axis (nxdk_pgraph_tests, what "Texgen" tells of InfiniteViewer).
            _code.Move(ray, Xyz, Constant(FixedConstants.Numbers) with { Swizzle = 0b01_01_00_00 });
        }

        _code.Dot3(twice, All, _normal, ray);
        _code.Add(twice, All, twice, twice);
        _code.MultiplyAdd(ray, Xyz, Negate(twice), _normal, ray);
        _reflection = ray;
        return ray;
    }

    private void Sphere(VertexSource coordinates, byte mask)
    {
        VertexSource reflection = Reflection();
        VertexSource scale = _code.Temporary();
        VertexSource one = Splat(Constant(FixedConstants.Numbers), 1);
        _code.Move(scale, Xyz, reflection);
        _code.Add(scale, Z, reflection, one);
        _code.Dot3(scale, All, scale, scale);
        _code.Scalar(VertexOperation.ReciprocalSquareRoot, scale, All, scale);
        VertexSource half = _code.Temporary();
        _code.Scalar(VertexOperation.Reciprocal, half, All, Splat(Constant(FixedConstants.Numbers), 3));
        _code.Multiply(scale, All, scale, half);
        _code.MultiplyAdd(coordinates, mask, reflection, scale, half);
    }

    private void Colors()
    {
        if (_key[FixedFunctionKey.Lighting] != 0)
        {
            short mark = _code.Mark();

            // Back faces have the colours of the front: their own attributes do not count (nxdk_pgraph_tests, "Specular back").
            new FixedLighting(_code, _key, _eye, _normal, [Input(3), Input(4), Input(3), Input(4)]).Build();
            _code.Release(mark);
        }
        else
        {
            _code.Move(Output(VertexOutput.Diffuse), All, Input(3));
            _code.Move(Output(VertexOutput.Specular), All, Input(4));
            FixedLighting.BlackOut(_code, VertexOutput.BackDiffuse);
            FixedLighting.BlackOut(_code, VertexOutput.BackSpecular);
        }
    }

    private void Fog()
    {
        VertexSource output = Output(VertexOutput.Fog);
        VertexSource distance = _code.Temporary();
        switch (_key[FixedFunctionKey.FogGen])
        {
            case 0:
                break;
            case 1:
                _code.Move(output, X, Splat(Input(4), 3));
                break;
            case 2:
                _code.Dot3(distance, All, _eye, _eye);
                _code.Scalar(VertexOperation.ReciprocalSquareRoot, distance, All, distance);
                _code.Scalar(VertexOperation.Reciprocal, output, X, distance);
                break;
            case 3:
            case 4:
                _code.Emit(VertexOperation.DotHomogeneous, distance, All, _eye, Constant(TransformContext.FogPlane), Constant(TransformContext.FogPlane));
                bool isAbsolute = _key[FixedFunctionKey.FogGen] == 4;
                VertexSource other = isAbsolute ? Negate(distance) : distance;
                _code.Emit(VertexOperation.Maximum, output, X, distance, other, other);
                break;
            default:
                _code.Move(output, X, Input(5));
                break;
        }
    }

    /// <summary>Composite matrix, which begins at the eye with skinning and at the object without; then the division by w and the viewport's offset.</summary>
    private void Position()
    {
        VertexSource clip = _code.Temporary();
        VertexSource inverse = _code.Temporary();
        VertexSource from = _key[FixedFunctionKey.Skin] == 0 ? Input(0) : _eye;
        _code.Transform(clip, from, TransformContext.Composite, 4);
        _code.Scalar(VertexOperation.ReciprocalClamped, inverse, All, Splat(clip, 3));
        VertexSource position = Output(VertexOutput.Position);
        _code.MultiplyAdd(position, X | Y, clip, inverse, Constant(TransformContext.ViewportOffset));
        _code.Multiply(position, Z, clip, inverse);
        _code.Move(position, W, clip);
    }
}
