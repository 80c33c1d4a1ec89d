using System.Numerics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Toolkit;

/// <summary>Translates the sampling of one texture: texels are fetched, and addressed and filtered here.</summary>
/// <remarks>A host's own samplers weigh with other fractions, and know neither these borders nor colour keys nor components that are signed one by one.</remarks>
internal sealed class SamplerTranslator
{
    private readonly ShaderBuilder _b;
    private readonly TextureCode _code;
    private readonly int _texture;
    private readonly ShaderValue[] _size = new ShaderValue[3];
    private readonly ShaderValue _lastLevel;
    private readonly ShaderValue _levels;
    private readonly ShaderValue _colors;
    private ShaderValue _lives;
    private ShaderValue _reference;

    /// <summary>For a texture of the shader.</summary>
    /// <param name="b">Where the code goes.</param>
    /// <param name="unit">The texture unit.</param>
    /// <param name="code">What selects code; its kind is not none.</param>
    public SamplerTranslator(ShaderBuilder b, int unit, in TextureCode code)
    {
        _b = b;
        _code = code;
        _texture = b.Module.Textures.Count;
        b.Module.Textures.Add(new ShaderTexture(ShaderInterface.TextureBinding + unit, code.IsVolume));
        int words = ShaderInterface.Textures + (unit * ShaderInterface.TextureWords);
        ShaderValue size = b.Reinterpret(b.LoadUniform(b.Int(words)), ShaderScalar.Int);
        for (int i = 0; i < 3; i++)
        {
            _size[i] = b.Extract(size, i);
        }

        _lastLevel = b.Subtract(b.Extract(size, 3), b.Int(1));
        _levels = b.LoadUniformFloats(words + 1);
        _colors = b.LoadUniform(b.Int(words + 2));
        _lives = b.Bool(true);
    }

    /// <summary>What selects code.</summary>
    public TextureCode Code => _code;

    /// <summary>Texels, without the border, as floating-point numbers.</summary>
    public ShaderValue Size(int dimension) => _b.Convert(_size[dimension], ShaderScalar.Float);

    /// <summary>Samples.</summary>
    /// <param name="coordinates">u, v and p: texels where the texture is linear, else 0 to 1 over it.</param>
    /// <param name="level">Level of detail.</param>
    /// <param name="face">The face of a cube.</param>
    /// <param name="lives">Receives false where a texel of the colour key drops the fragment.</param>
    public ShaderValue Sample(ShaderValue[] coordinates, ShaderValue level, ShaderValue face, out ShaderValue lives)
    {
        _reference = _b.Float(0);
        return Split(Filter(coordinates, level, face, out lives));
    }

    /// <summary>Samples along the longer axis of what a pixel covers, in pairs around its middle.</summary>
    /// <param name="coordinates">As for <see cref="Sample"/>.</param>
    /// <param name="level">As there.</param>
    /// <param name="footprint">What the pixel covers.</param>
    /// <param name="lives">As there.</param>
    public ShaderValue SampleAlong(ShaderValue[] coordinates, ShaderValue level, PixelFootprint footprint, out ShaderValue lives)
    {
        _reference = _b.Float(0);
        (int sum, int live) = (_b.AddVariable(ShaderType.Float4), _b.AddVariable(ShaderType.Bool));
        _b.StoreVariable(sum, _b.Vector(Vector4.Zero));
        _b.StoreVariable(live, _b.Bool(true));
        for (int pair = 0; 2 * pair < _code.MaxSamples; pair++)
        {
            _b.If(pair == 0 ? _b.Bool(true) : _b.Less(_b.Float(2 * pair), footprint.Count));
            ShaderValue weight = footprint.Weight(_b, pair);
            ShaderValue distance = footprint.Distance(_b, pair);
            (ShaderValue u, ShaderValue v) = (_b.Multiply(footprint.StepU, distance), _b.Multiply(footprint.StepV, distance));
            ShaderValue one = Filter([_b.Add(coordinates[0], u), _b.Add(coordinates[1], v), coordinates[2]], level, _b.Int(0), out ShaderValue oneLives);
            ShaderValue other = Filter([_b.Subtract(coordinates[0], u), _b.Subtract(coordinates[1], v), coordinates[2]], level, _b.Int(0), out ShaderValue otherLives);
            _b.StoreVariable(sum, _b.Add(_b.LoadVariable(sum), _b.Multiply(_b.Add(one, other), weight)));
            _b.StoreVariable(live, _b.LogicalAnd(_b.LoadVariable(live), _b.LogicalAnd(oneLives, otherLives)));
            _b.EndIf();
        }

        lives = _b.LoadVariable(live);
        return Split(_b.Divide(_b.LoadVariable(sum), _b.Spread(footprint.Sum(_b), 4)));
    }

    /// <summary>Compares a depth texture, each texel by itself, and filters the results.</summary>
    /// <param name="coordinates">As for <see cref="Sample"/>.</param>
    /// <param name="level">As for <see cref="Sample"/>.</param>
    /// <param name="depth">What stored depths are compared with.</param>
    public ShaderValue Compare(ShaderValue[] coordinates, ShaderValue level, ShaderValue depth)
    {
        ShaderValue bounded = _b.Clamp(depth, _b.Float(0), _b.Float(DepthDecoding.Greatest(_code.DepthFormat!.Value)));
        _reference = DepthDecoding.Round(_b, _code.DepthFormat.Value, bounded);
        return Filter(coordinates, level, _b.Int(0), out _);
    }

    private ShaderValue Filter(ShaderValue[] coordinates, ShaderValue level, ShaderValue face, out ShaderValue lives)
    {
        coordinates = Normalize(coordinates);
        _lives = _b.Bool(true);
        ShaderValue color = _code.NeedsLevel ? SampleLevels(coordinates, level, face) : Filter(_code.MagFilter, coordinates, face, _b.Float(0));
        lives = _lives;
        return color;
    }

    /// <summary>What filters take as numbers of 16 bits are bytes behind them.</summary>
    private ShaderValue Split(ShaderValue color) => _code.IsWide ? WideTexels.Split(_b, color, _code.SignedComponents) : color;

    private ShaderValue Compare(TextureFormat format, ShaderValue bits)
    {
        ShaderValue passes = Comparisons.Translate(_b, _code.ShadowFunction, DepthDecoding.Decode(_b, format, bits), _reference);
        return _b.Select(passes, _b.Float(1), _b.Spread(_b.Float(0), 4));
    }

    private ShaderValue[] Normalize(ShaderValue[] coordinates) => !_code.IsLinear
        ? coordinates
        : [_b.Divide(coordinates[0], AtLeastOne(0)), _b.Divide(coordinates[1], AtLeastOne(1)), coordinates[2]];

    private ShaderValue AtLeastOne(int dimension) => _b.Convert(AtLeastOne(_size[dimension]), ShaderScalar.Float);

    private ShaderValue AtLeastOne(ShaderValue size) => _b.Select(_b.Less(size, _b.Int(1)), _b.Int(1), size);

    private ShaderValue SampleLevels(ShaderValue[] coordinates, ShaderValue level, ShaderValue face)
    {
        level = _b.Add(level, _b.Extract(_levels, 0));
        ShaderValue isMagnified = _b.LessOrEqual(level, _b.Float(0));
        ShaderValue most = _b.Extract(_levels, 2);
        ShaderValue last = _b.Convert(_lastLevel, ShaderScalar.Float);
        most = _b.Select(_b.Less(most, last), most, last);
        ShaderValue least = _b.Extract(_levels, 1);
        level = _b.Clamp(level, _b.Select(_b.Less(least, most), least, most), most);
        if (_code.MagFilter == _code.MinFilter)
        {
            return Filter(_code.MinFilter, coordinates, face, level);
        }

        int color = _b.AddVariable(ShaderType.Float4);
        int lives = _b.AddVariable(ShaderType.Bool);
        _b.If(isMagnified);
        Branch(_code.MagFilter, coordinates, face, level, color, lives);
        _b.Else();
        Branch(_code.MinFilter, coordinates, face, level, color, lives);
        _b.EndIf();
        _lives = _b.LoadVariable(lives);
        return _b.LoadVariable(color);
    }

    private void Branch(TextureFilter filter, ShaderValue[] coordinates, ShaderValue face, ShaderValue level, int color, int lives)
    {
        _lives = _b.Bool(true);
        _b.StoreVariable(color, Filter(filter, coordinates, face, level));
        _b.StoreVariable(lives, _lives);
    }

    private ShaderValue Filter(TextureFilter filter, ShaderValue[] coordinates, ShaderValue face, ShaderValue level)
    {
        switch (filter)
        {
            case TextureFilter.Nearest:
                return Nearest(coordinates, face, _b.Int(0));
            case TextureFilter.Linear:
                return Linear(coordinates, face, _b.Int(0));
            case TextureFilter.Convolution:
                return Convolve(coordinates, face);
            case TextureFilter.NearestMipNearest:
                return Nearest(coordinates, face, _b.FloorToInt(_b.RoundEven(level)));
            case TextureFilter.LinearMipNearest:
                return Linear(coordinates, face, _b.FloorToInt(_b.RoundEven(level)));
            default:
                ShaderValue whole = _b.FloorToInt(level);
                ShaderValue next = _b.Add(whole, _b.Int(1));
                ShaderValue weight = _b.Subtract(level, _b.Floor(level));
                return filter == TextureFilter.NearestMipLinear
                    ? Mix(Nearest(coordinates, face, whole), Nearest(coordinates, face, next), weight)
                    : Mix(Linear(coordinates, face, whole), Linear(coordinates, face, next), weight);
        }
    }

    private ShaderValue Mix(ShaderValue a, ShaderValue c, ShaderValue weight) =>
        _b.Add(_b.Multiply(a, _b.Subtract(_b.Float(1), weight)), _b.Multiply(c, weight));

    private ShaderValue Nearest(ShaderValue[] coordinates, ShaderValue face, ShaderValue level)
    {
        LevelTranslator texels = Level(level, face);
        return Texel(
            texels,
            Place(coordinates[0], texels, 0, _code.AddressU),
            Place(coordinates[1], texels, 1, _code.AddressV),
            Place(coordinates[2], texels, 2, _code.AddressP));
    }

    /// <summary>A quincunx, or the Gaussian kernel, around the nearest texel.</summary>
    private ShaderValue Convolve(ShaderValue[] coordinates, ShaderValue face)
    {
        LevelTranslator texels = Level(_b.Int(0), face);
        ShaderValue x = Place(coordinates[0], texels, 0, _code.AddressU);
        ShaderValue y = Place(coordinates[1], texels, 1, _code.AddressV);
        ShaderValue z = Place(coordinates[2], texels, 2, _code.AddressP);
        ShaderValue At(int right, int down) => Texel(texels, _b.Add(x, _b.Int(right)), _b.Add(y, _b.Int(down)), z);
        ShaderValue Sum(ShaderValue a, ShaderValue b, ShaderValue c, ShaderValue d) => _b.Add(_b.Add(_b.Add(a, b), c), d);
        ShaderValue corners = Sum(At(-1, -1), At(1, -1), At(-1, 1), At(1, 1));
        ShaderValue center = _b.Multiply(At(0, 0), _b.Float(4));
        if (!_code.IsGaussian)
        {
            return _b.Multiply(_b.Add(center, corners), _b.Float(0.125f));
        }

        ShaderValue sides = _b.Multiply(Sum(At(0, -1), At(-1, 0), At(1, 0), At(0, 1)), _b.Float(2));
        return _b.Multiply(_b.Add(_b.Add(center, sides), corners), _b.Float(0.0625f));
    }

    /// <summary>The nearest texel: what is clamped as in OpenGL 1 never reaches the border.</summary>
    private ShaderValue Place(ShaderValue coordinate, LevelTranslator texels, int dimension, TextureAddress mode)
    {
        ShaderValue place = _b.FloorToInt(_b.Multiply(coordinate, texels.Extent(dimension)));
        return mode == TextureAddress.Clamp ? AtEdge(place, texels.Size(dimension)) : place;
    }

    private ShaderValue Linear(ShaderValue[] coordinates, ShaderValue face, ShaderValue level)
    {
        LevelTranslator texels = Level(level, face);
        ShaderValue u = Position(Confine(coordinates[0], _code.AddressU), texels.Extent(0));
        ShaderValue v = Position(Confine(coordinates[1], _code.AddressV), texels.Extent(1));
        (ShaderValue x, ShaderValue fractionX) = Parts(u);
        (ShaderValue y, ShaderValue fractionY) = Parts(v);
        if (!_code.IsVolume)
        {
            return Quad(texels, x, y, _b.Int(0), fractionX, fractionY);
        }

        ShaderValue w = _b.Subtract(_b.Multiply(coordinates[2], texels.Extent(2)), _b.Float(0.5f));
        (ShaderValue z, ShaderValue fractionZ) = Parts(w);
        return Mix(
            Quad(texels, x, y, z, fractionX, fractionY),
            Quad(texels, x, y, _b.Add(z, _b.Int(1)), fractionX, fractionY),
            fractionZ);
    }

    /// <summary>A coordinate for the filter: clamped as in OpenGL 1 it mixes the edge with half of the border at most.</summary>
    private ShaderValue Confine(ShaderValue coordinate, TextureAddress mode) =>
        mode == TextureAddress.Clamp ? _b.Clamp(coordinate, _b.Float(0), _b.Float(1)) : coordinate;

    /// <summary>Eight bits of fraction weigh the texels.</summary>
    private ShaderValue Position(ShaderValue coordinate, ShaderValue extent)
    {
        ShaderValue texels = _b.Subtract(_b.Multiply(coordinate, extent), _b.Float(0.5f));
        return _b.Multiply(_b.Floor(_b.Multiply(texels, _b.Float(256))), _b.Float(1 / 256f));
    }

    private (ShaderValue Whole, ShaderValue Fraction) Parts(ShaderValue position) =>
        (_b.FloorToInt(position), _b.Subtract(position, _b.Floor(position)));

    private ShaderValue Quad(LevelTranslator texels, ShaderValue x, ShaderValue y, ShaderValue z, ShaderValue fractionX, ShaderValue fractionY)
    {
        (ShaderValue right, ShaderValue below) = (_b.Add(x, _b.Int(1)), _b.Add(y, _b.Int(1)));
        ShaderValue top = Mix(Texel(texels, x, y, z), Texel(texels, right, y, z), fractionX);
        ShaderValue bottom = Mix(Texel(texels, x, below, z), Texel(texels, right, below, z), fractionX);
        return Mix(top, bottom, fractionY);
    }

    private LevelTranslator Level(ShaderValue level, ShaderValue face)
    {
        ShaderValue bounded = _code.HasLevels ? _b.Select(_b.Less(_lastLevel, level), _lastLevel, level) : _b.Int(0);
        return new LevelTranslator(_b, _code, _size, bounded, face);
    }

    private ShaderValue Texel(LevelTranslator texels, ShaderValue x, ShaderValue y, ShaderValue z)
    {
        ShaderValue isInside = _b.Bool(true);
        x = Address(x, texels.Size(0), _code.Border, _code.AddressU, ref isInside);
        y = Address(y, texels.Size(1), _code.Border, _code.AddressV, ref isInside);
        z = _code.IsVolume ? AddressSlice(texels, z, ref isInside) : texels.Face;
        ShaderValue texel = _b.Fetch(_texture, texels.Locate(x, y, z), texels.Number);
        if (_code.DepthFormat is { } format)
        {
            return Compare(format, _b.Select(isInside, texel, _b.Uint(0)));
        }

        if (_code.ColorKey != ColorKeyMode.Off)
        {
            texel = ApplyKey(texel, isInside);
        }

        texel = _b.Select(isInside, texel, _b.Extract(_colors, 0));
        return _code.IsWide ? WideTexels.Join(_b, texel, _code.SignedComponents) : Texels.Unpack(_b, texel, _code.SignedComponents);
    }

    /// <summary>A level of one slice without a border has no third coordinate to address.</summary>
    private ShaderValue AddressSlice(LevelTranslator texels, ShaderValue z, ref ShaderValue isInside)
    {
        ShaderValue isFlat = _code.HasBorder ? _b.Bool(false) : _b.Equal(texels.Size(2), _b.Int(1));
        ShaderValue isSlice = _b.Bool(true);
        ShaderValue slice = Address(z, texels.Size(2), _code.BorderSlices, _code.AddressP, ref isSlice);
        isInside = _b.LogicalAnd(isInside, _b.LogicalOr(isFlat, isSlice));
        return _b.Select(isFlat, _b.Int(0), slice);
    }

    private ShaderValue ApplyKey(ShaderValue texel, ShaderValue isInside)
    {
        ShaderValue difference = _b.And(_b.Xor(texel, _b.Extract(_colors, 1)), _b.Extract(_colors, 2));
        ShaderValue isKey = _b.Equal(difference, _b.Uint(0));
        if (_code.ColorKey == ColorKeyMode.Kill)
        {
            _lives = _b.LogicalAnd(_lives, _b.LogicalNot(_b.LogicalAnd(isInside, isKey)));
        }

        ShaderValue changed = _code.ColorKey == ColorKeyMode.ClearAlpha ? _b.And(texel, _b.Uint(0x00FF_FFFF)) : _b.Uint(0);
        return _b.Select(isKey, changed, texel);
    }

    /// <summary>Brings a column into the texture, or into its border.</summary>
    private ShaderValue Address(ShaderValue position, ShaderValue size, int border, TextureAddress mode, ref ShaderValue isInside)
    {
        switch (mode)
        {
            case TextureAddress.Wrap:
                return Modulo(position, size);
            case TextureAddress.Mirror:
                ShaderValue twice = _b.Add(size, size);
                ShaderValue rest = Modulo(position, twice);
                return _b.Select(_b.Less(rest, size), rest, _b.Subtract(_b.Subtract(twice, _b.Int(1)), rest));
            case TextureAddress.ClampToEdge:
                return AtEdge(position, size);
            default:
                if (border != 0)
                {
                    return _b.Clamp(position, _b.Int(-border), _b.Add(size, _b.Int(border - 1)));
                }

                ShaderValue bounded = AtEdge(position, size);
                isInside = _b.LogicalAnd(isInside, _b.Equal(bounded, position));
                return bounded;
        }
    }

    private ShaderValue AtEdge(ShaderValue position, ShaderValue size) => _b.Clamp(position, _b.Int(0), _b.Subtract(size, _b.Int(1)));

    /// <summary>The rest from 0 on; only unsigned ones mean the same everywhere.</summary>
    private ShaderValue Modulo(ShaderValue value, ShaderValue size)
    {
        ShaderValue isNegative = _b.Less(value, _b.Int(0));
        ShaderValue positive = _b.Select(isNegative, _b.Xor(value, _b.Int(-1)), value);
        ShaderValue rest = _b.Modulo(_b.Reinterpret(positive, ShaderScalar.Uint), _b.Reinterpret(size, ShaderScalar.Uint));
        ShaderValue signed = _b.Reinterpret(rest, ShaderScalar.Int);
        return _b.Select(isNegative, _b.Subtract(_b.Subtract(size, _b.Int(1)), signed), signed);
    }
}
