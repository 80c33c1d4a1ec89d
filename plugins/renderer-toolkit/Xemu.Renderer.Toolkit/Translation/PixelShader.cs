using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Toolkit;

/// <summary>Makes the whole pixel stage: what keeps fragments out, texture stages, combiners, alpha test, depth.</summary>
internal sealed class PixelShader
{
    private const float SnapsPerTexel = 8192;

    private readonly ShaderBuilder _b;
    private readonly PixelShaderKey _key;
    private ShaderValue _position;

    private PixelShader(ShaderBuilder b, in PixelShaderKey key)
    {
        _b = b;
        _key = key;
    }

    /// <summary>Makes it.</summary>
    public static ShaderModule Build(in PixelShaderKey key)
    {
        var module = new ShaderModule(ShaderStage.Pixel) { UniformLength = ShaderInterface.PixelLength, UniformBinding = ShaderInterface.PixelBinding };
        new PixelShader(new ShaderBuilder(module), key).Build();
        return module;
    }

    private void Build()
    {
        _position = _b.LoadInput(_b.AddInput(ShaderType.Float4, ShaderPortKind.FragmentPosition));
        SamplerTranslator?[] samplers = PixelTranslator.Samplers(_b, _key);
        PixelInputs inputs = Inputs(samplers);
        (ShaderValue depth, ShaderValue isInRange) = Depth();
        (ShaderValue color, ShaderValue lives, ShaderValue? replaced) = PixelTranslator.Translate(_b, _key, samplers, inputs);
        ShaderValue bytes = Bytes(color);
        ShaderValue lands = _b.LogicalAnd(_b.LogicalAnd(lives, isInRange), FragmentGates.Translate(_b, _key, _position));
        lands = _b.LogicalAnd(lands, TestAlpha(bytes));
        _b.DiscardIf(_b.LogicalNot(lands));
        _b.StoreOutput(_b.AddOutput(ShaderType.Float4, ShaderPortKind.Smooth), _b.Multiply(Take(DitherTranslator.Translate(_b, _key, bytes, _position)), _b.Float(1 / 255f)));
        if (_key.Depth != DepthCode.None)
        {
            // All depths are whole numbers below 2^24: exact as a fraction of it.
            ShaderValue bits = DepthDecoding.Encode(_b, _key.Depth, replaced ?? depth);
            _b.StoreOutput(_b.AddOutput(ShaderType.Float, ShaderPortKind.Depth), _b.Multiply(bits, _b.Float(1 / 16777216f)));
        }
    }

    private PixelInputs Inputs(SamplerTranslator?[] samplers)
    {
        ShaderPortKind color = _key.IsFlat ? ShaderPortKind.Flat : ShaderInterface.Interpolation(_key.IsAffine);
        ShaderValue[] colors = [.. Enumerable.Range(0, ShaderInterface.Colors.Length).Select(i => Port(color, i))];
        ShaderValue fog = Fog();
        ShaderValue[] coordinates =
            [.. Enumerable.Range(0, DrawCall.TextureCount).Select(i => Port(ShaderInterface.Interpolation(_key.IsAffine), ShaderInterface.TextureLocation + i))];
        if (_key.IsSprite)
        {
            // The sprite's own coordinates are those of the last unit. Source: NV_point_sprite; xboxdevwiki.
            ShaderValue place = _b.LoadInput(_b.AddInput(new ShaderType(ShaderScalar.Float, 2), ShaderPortKind.PointPosition));
            coordinates[3] = _b.Construct(_b.Extract(place, 0), _b.Extract(place, 1), _b.Float(0), _b.Float(1));
        }

        for (int i = 0; i < coordinates.Length; i++)
        {
            coordinates[i] = Snap(samplers[i], coordinates[i]);
        }

        var footprints = new PixelFootprint?[DrawCall.TextureCount];
        ShaderValue[] levels = [.. Enumerable.Range(0, DrawCall.TextureCount).Select(i => Level(i, samplers[i], coordinates[i], out footprints[i]))];
        return new PixelInputs(Round(Face(colors[0], colors[2])), Round(Face(colors[1], colors[3])), fog, coordinates, levels) { Footprints = footprints };
    }

    /// <summary>The fog coordinate: an infinite one, which interpolation makes no number, stays so.</summary>
    private ShaderValue Fog()
    {
        ShaderValue fog = _b.Extract(Port(ShaderInterface.Interpolation(_key.IsAffine), ShaderInterface.FogLocation), 0);
        return _b.Select(_b.IsNaN(fog), _b.Float(float.PositiveInfinity), fog);
    }

    /// <summary>
    /// Takes back what a host's interpolation adds or loses, so that places exactly between two texels stay there: s and t become multiples of 1/8192 of a texel.
    /// </summary>
    private ShaderValue Snap(SamplerTranslator? sampler, ShaderValue coordinates)
    {
        if (sampler is null || sampler.Code.Kind == TextureKind.Cube)
        {
            return coordinates;
        }

        ShaderValue step = _b.Float(SnapsPerTexel);
        ShaderValue u = sampler.Code.IsLinear ? step : _b.Multiply(sampler.Size(0), step);
        ShaderValue v = sampler.Code.IsLinear ? step : _b.Multiply(sampler.Size(1), step);
        return _b.Construct(Snap(_b.Extract(coordinates, 0), u), Snap(_b.Extract(coordinates, 1), v), _b.Extract(coordinates, 2), _b.Extract(coordinates, 3));
    }

    private ShaderValue Snap(ShaderValue coordinate, ShaderValue steps) =>
        _b.Divide(_b.Floor(_b.Add(_b.Multiply(coordinate, steps), _b.Float(0.5f))), steps);

    private ShaderValue Port(ShaderPortKind kind, int location) => _b.LoadInput(_b.AddInput(ShaderType.Float4, kind, location));

    private ShaderValue Face(ShaderValue front, ShaderValue back)
    {
        if (!_key.IsTwoSided)
        {
            return front;
        }

        return _b.Select(_b.LoadInput(_b.AddInput(ShaderType.Bool, ShaderPortKind.IsFront)), front, back);
    }

    /// <summary>Texels a pixel, by the neighbours in a quad of pixels.</summary>
    private ShaderValue Level(int index, SamplerTranslator? sampler, ShaderValue coordinates, out PixelFootprint? footprint)
    {
        footprint = null;
        if (sampler is { Code.MaxSamples: > 0 })
        {
            footprint = PixelFootprint.Of(_b, sampler, Change(coordinates, _b.DerivativeX(coordinates)), Change(coordinates, _b.DerivativeY(coordinates)), out ShaderValue level);
            return level;
        }

        if (sampler is not { Code.NeedsLevel: true })
        {
            return _b.Float(0);
        }

        bool isCube = _key.Program.Textures[index].Operation == TextureOperation.CubeMap;
        ShaderValue right = Distance(sampler, coordinates, _b.Add(coordinates, _b.DerivativeX(coordinates)), isCube);
        ShaderValue down = Distance(sampler, coordinates, _b.Add(coordinates, _b.DerivativeY(coordinates)), isCube);

        // Half the logarithm of the square; the least normal number stands for none.
        ShaderValue square = _b.Select(_b.Less(right, down), down, right);
        ShaderValue least = _b.Float(1.1754944e-38f);
        return _b.Multiply(_b.Logarithm(_b.Select(_b.Less(least, square), square, least)), _b.Float(0.5f));
    }

    /// <summary>How places change from a pixel to its neighbour.</summary>
    private ShaderValue[] Change(ShaderValue here, ShaderValue difference)
    {
        (ShaderValue[] from, ShaderValue[] to) = (ChipCoordinates.Project(_b, here), ChipCoordinates.Project(_b, _b.Add(here, difference)));
        return [_b.Subtract(to[0], from[0]), _b.Subtract(to[1], from[1])];
    }

    /// <summary>The square of a distance in texels; on a cube, on the face of the first place.</summary>
    private ShaderValue Distance(SamplerTranslator sampler, ShaderValue here, ShaderValue there, bool isCube)
    {
        ShaderValue[] from = isCube ? ChipCoordinates.OnFaceOf(_b, here, here) : ChipCoordinates.Project(_b, here);
        ShaderValue[] to = isCube ? ChipCoordinates.OnFaceOf(_b, there, here) : ChipCoordinates.Project(_b, there);
        ShaderValue square = _b.Float(0);
        for (int i = 0; i < from.Length; i++)
        {
            ShaderValue distance = _b.Subtract(to[i], from[i]);
            distance = sampler.Code.IsLinear ? distance : _b.Multiply(distance, sampler.Size(i));
            square = _b.Add(square, _b.Multiply(distance, distance));
        }

        return square;
    }

    /// <summary>The depth in units of the depth buffer, and whether the fragment is kept by it.</summary>
    private (ShaderValue Depth, ShaderValue IsInRange) Depth()
    {
        ShaderValue depth = _key.IsDepthW
            ? _b.Reciprocal(_b.Extract(_position, 3))
            : LinearDepth();
        if (_key.OffsetsDepth)
        {
            ShaderValue offset = _b.LoadUniformFloats(ShaderInterface.OffsetAndAlpha);
            (ShaderValue dx, ShaderValue dy) = (_b.Absolute(_b.DerivativeX(depth)), _b.Absolute(_b.DerivativeY(depth)));
            ShaderValue slope = _b.Select(_b.Less(dx, dy), dy, dx);
            depth = _b.Add(depth, _b.Add(_b.Extract(offset, 1), _b.Multiply(_b.Extract(offset, 0), slope)));
        }

        ShaderValue range = _b.LoadUniformFloats(ShaderInterface.FogAndDepth);
        (ShaderValue least, ShaderValue most) = (_b.Extract(range, 2), _b.Extract(range, 3));
        if (_key.ClampsDepth)
        {
            return (_b.Clamp(depth, least, _b.Select(_b.Less(least, most), most, least)), _b.Bool(true));
        }

        return (depth, _b.LogicalAnd(_b.LessOrEqual(least, depth), _b.LessOrEqual(depth, most)));
    }

    /// <summary>The depth as it changes over the screen.</summary>
    private ShaderValue LinearDepth()
    {
        ShaderValue depth = _b.LoadInput(_b.AddInput(ShaderType.Float, ShaderPortKind.Linear, ShaderInterface.DepthLocation));
        ShaderValue timesW = _b.LoadInput(_b.AddInput(ShaderType.Float, ShaderPortKind.Smooth, ShaderInterface.DepthTimesWLocation));

        // Sixteenths, as a product is a little less or more than a whole number that it should be.
        ShaderValue again = _b.RoundEven(_b.Multiply(_b.Multiply(timesW, _b.Extract(_position, 3)), _b.Float(16)));
        return _b.Select(_b.IsNaN(depth), _b.Multiply(again, _b.Float(1 / 16f)), depth);
    }

    /// <summary>Interpolated colours have eight bits. The chip weighs the vertices with eight bits too; hosts weigh finer.</summary>
    private ShaderValue Round(ShaderValue color) => _b.Multiply(Bytes(color), _b.Float(1 / 255f));

    private ShaderValue Take(ShaderValue bytes)
    {
        ShaderValue isPositive = _b.Less(bytes, _b.Float(128));
        return _key.Part switch
        {
            SignedPart.Positive => _b.Select(isPositive, bytes, _b.Spread(_b.Float(0), 4)),
            SignedPart.Negative => _b.Select(isPositive, _b.Spread(_b.Float(0), 4), _b.Subtract(_b.Float(256), bytes)),
            _ => bytes,
        };
    }

    /// <summary>The colour in bytes, rounded to the nearest, as floating-point numbers.</summary>
    private ShaderValue Bytes(ShaderValue color) => _b.Floor(_b.Add(_b.Multiply(_b.Saturate(color), _b.Float(255)), _b.Float(0.5f)));

    private ShaderValue TestAlpha(ShaderValue bytes)
    {
        if (_key.AlphaFunction == CompareFunction.Always)
        {
            return _b.Bool(true);
        }

        ShaderValue reference = _b.Extract(_b.LoadUniform(_b.Int(ShaderInterface.OffsetAndAlpha)), 2);
        return Comparisons.Translate(_b, _key.AlphaFunction, _b.Extract(bytes, 3), _b.Convert(reference, ShaderScalar.Float));
    }
}
