using System.Numerics;
using System.Runtime.Intrinsics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software;

/// <summary>Samples a texture.</summary>
internal sealed class Sampler
{
    private readonly BlockSampler _block = new();
    private TextureState _state;
    private TextureImage? _image;
    private uint _keyMask;
    private bool _isDepth;
    private bool _isWide;
    private bool _isKilled;
    private float _reference;

    /// <summary>Takes a texture of a draw.</summary>
    public void Begin(in TextureState state, TextureImage image)
    {
        if (ReferenceEquals(_image, image) && _state == state)
        {
            return;
        }

        _state = state;
        _image = image;
        IsSimple = BlockSampler.CanSample(state);
        if (IsSimple)
        {
            _block.Begin(state, image);
        }

        _isDepth = TexelFormat.IsDepth(state.Format);
        IsAnisotropic = state is { MaxAnisotropy: > 1, Kind: TextureKind.TwoDimensional } && !_isDepth;
        _isWide = TexelFormat.IsWide(state.Format);
        _keyMask = TexelFormat.HasAlpha(state.Format) ? uint.MaxValue : 0x00FF_FFFF;
    }

    /// <summary>Whether a whole block can be sampled at once.</summary>
    public bool IsSimple { get; private set; }

    /// <summary>Whether more samples are taken where pixels cover more texels in one direction than in the other.</summary>
    public bool IsAnisotropic { get; private set; }

    /// <summary>What coordinates from 0 to 1 over the texture are multiplied by.</summary>
    public Vector3 Scale => _state.Layout == SurfaceLayout.Pitch ? new Vector3(_state.Width, _state.Height, 1) : Vector3.One;

    /// <summary>What is sampled.</summary>
    public ref readonly TextureState State => ref _state;

    /// <summary>Samples for a block.</summary>
    /// <param name="u">Texels where the texture is linear, else 0 to 1 over it.</param>
    /// <param name="v">The same.</param>
    /// <param name="lod">Levels of detail: base-two logarithms of texels a pixel.</param>
    /// <param name="result">Receives red, green, blue, alpha.</param>
    /// <param name="mask">The pixels that count, a bit each.</param>
    public void Sample(Vector512<float> u, Vector512<float> v, in Vector512<float> lod, ref ColorBlock result, uint mask) => _block.Sample(u, v, lod, ref result, mask);

    /// <summary>Samples a cube for a block.</summary>
    /// <param name="u">As of other textures.</param>
    /// <param name="v">The same.</param>
    /// <param name="lod">The same.</param>
    /// <param name="faces">The faces.</param>
    /// <param name="result">Receives red, green, blue, alpha.</param>
    /// <param name="mask">The pixels that count, a bit each.</param>
    public void Sample(Vector512<float> u, Vector512<float> v, in Vector512<float> lod, Vector512<int> faces, ref ColorBlock result, uint mask) =>
        _block.Sample(u, v, lod, faces, ref result, mask);

    /// <summary>Samples for a block along the axes of its pixels.</summary>
    /// <param name="u">As without axes.</param>
    /// <param name="v">The same.</param>
    /// <param name="lod">The same.</param>
    /// <param name="footprint">The axes.</param>
    /// <param name="result">Receives red, green, blue, alpha.</param>
    /// <param name="mask">The pixels that count, a bit each.</param>
    public void Sample(Vector512<float> u, Vector512<float> v, in Vector512<float> lod, in Footprint footprint, ref ColorBlock result, uint mask)
    {
        (ColorBlock one, ColorBlock other, ColorBlock sum) = (default, default, default);
        int pairs = footprint.Pairs(mask);
        for (int i = 0; i < pairs; i++)
        {
            Vector512<float> distance = footprint.Distance(i);
            (Vector512<float> moveU, Vector512<float> moveV) = (footprint.StepU * distance, footprint.StepV * distance);
            _block.Sample(u + moveU, v + moveV, lod, ref one, mask);
            _block.Sample(u - moveU, v - moveV, lod, ref other, mask);
            sum.Add(one, other, footprint.Weight(i));
        }

        sum.Divide(footprint.Sum);
        result = sum;
    }

    /// <summary>Samples along the axis of a pixel.</summary>
    /// <param name="coordinates">As without one.</param>
    /// <param name="lod">The same.</param>
    /// <param name="footprint">The steps between samples in u and v, and their number; see <see cref="Footprint"/>.</param>
    /// <param name="lives">Receives false when a texel of the colour key drops the fragment.</param>
    /// <returns>Red, green, blue, alpha; signed components from -1 to 1.</returns>
    public Vector4 Sample(Vector3 coordinates, float lod, Vector4 footprint, out bool lives)
    {
        _isKilled = false;
        Vector4 sum = Vector4.Zero;
        float count = footprint.Z;
        for (int i = 0; i < 4 && (i == 0 || count > 2 * i); i++)
        {
            Vector3 move = new Vector3(footprint.X, footprint.Y, 0) * (i == 0 ? MathF.Min((count - 1) * 0.5f, 0.5f) : i + 0.5f);
            float weight = i == 0 ? 1 : Math.Clamp((count * 0.5f) - i, 0, 1);
            sum += (Filter(coordinates + move, lod, 0) + Filter(coordinates - move, lod, 0)) * weight;
        }

        lives = !_isKilled;
        sum /= MathF.Max(count, 2);
        return _isWide ? WideTexels.Split(sum, _state.SignedComponents) : sum;
    }

    /// <summary>Samples.</summary>
    /// <param name="coordinates">u, v and p: texels where the texture is linear, else 0 to 1 over it.</param>
    /// <param name="lod">Level of detail: base-two logarithm of texels a pixel.</param>
    /// <param name="face">The face of a cube.</param>
    /// <param name="lives">Receives false when a texel of the colour key drops the fragment.</param>
    /// <returns>Red, green, blue, alpha; signed components from -1 to 1.</returns>
    public Vector4 Sample(Vector3 coordinates, float lod, int face, out bool lives)
    {
        (_isKilled, _reference) = (false, 0);
        Vector4 sample = Filter(coordinates, lod, face);
        lives = !_isKilled;
        return _isWide ? WideTexels.Split(sample, _state.SignedComponents) : sample;
    }

    /// <summary>
    /// Compares a depth texture: each texel by itself, and the results are filtered. Source: NVIDIA, "Hardware Shadow Mapping" (percentage-closer filtering
    /// with linear filters); unverified, no picture of the console shows it with a filter.
    /// </summary>
    /// <param name="coordinates">As for sampling.</param>
    /// <param name="lod">As for sampling.</param>
    /// <param name="depth">What stored depths are compared with, in units of the texture.</param>
    /// <returns>The share of texels that pass, in all components.</returns>
    public Vector4 Compare(Vector3 coordinates, float lod, float depth)
    {
        _reference = DepthCodec.Round(_state.Format, Math.Clamp(depth, 0, DepthCodec.Greatest(_state.Format)));
        return Filter(coordinates, lod, 0);
    }

    private Vector4 Compare(uint bits)
    {
        float stored = DepthCodec.Decode(_state.Format, bits);
        bool passes = _state.ShadowFunction switch
        {
            CompareFunction.Never => false,
            CompareFunction.Less => stored < _reference,
            CompareFunction.Equal => stored == _reference,
            CompareFunction.LessOrEqual => stored <= _reference,
            CompareFunction.Greater => stored > _reference,
            CompareFunction.NotEqual => stored != _reference,
            CompareFunction.GreaterOrEqual => stored >= _reference,
            _ => true,
        };
        return passes ? Vector4.One : Vector4.Zero;
    }

    private Vector4 Filter(Vector3 coordinates, float lod, int face)
    {
        if (_state.Layout == SurfaceLayout.Pitch)
        {
            coordinates /= new Vector3(Math.Max(_state.Width, 1), Math.Max(_state.Height, 1), 1);
        }

        lod += _state.LodBias / 256f;
        bool isMagnified = lod <= 0;
        TextureFilter filter = isMagnified ? _state.MagFilter : _state.MinFilter;
        lod = Math.Min(Math.Max(lod, _state.MinLod / 256f), Math.Min(_state.MaxLod / 256f, _state.Levels - 1));
        return filter switch
        {
            TextureFilter.Nearest => Nearest(coordinates, face, 0),
            TextureFilter.Linear => Linear(coordinates, face, 0),
            TextureFilter.Convolution => Convolve(coordinates, face),
            TextureFilter.NearestMipNearest => Nearest(coordinates, face, (int)MathF.Round(lod)),
            TextureFilter.LinearMipNearest => Linear(coordinates, face, (int)MathF.Round(lod)),
            TextureFilter.NearestMipLinear => Vector4.Lerp(
                Nearest(coordinates, face, (int)lod), Nearest(coordinates, face, (int)lod + 1), lod - MathF.Floor(lod)),
            _ => Vector4.Lerp(Linear(coordinates, face, (int)lod), Linear(coordinates, face, (int)lod + 1), lod - MathF.Floor(lod)),
        };
    }

    private Vector4 Nearest(Vector3 coordinates, int face, int level)
    {
        TextureLevel texels = _image!.Level(face, level);
        return Texel(
            texels,
            Position(coordinates.X, texels.Width, _state.AddressU),
            Position(coordinates.Y, texels.Height, _state.AddressV),
            Position(coordinates.Z, texels.Depth, _state.AddressP));
    }

    /// <summary>
    /// The nearest texel and those around it: of a quincunx it counts a half and its four corners an eighth each, of the Gaussian kernel the rows and columns
    /// count 1, 2 and 1 of 4. Source: the kernels' names in texture_stage.h of abaire/pbkitplusplus and the usual weights; unverified, no picture of the console shows them.
    /// </summary>
    private Vector4 Convolve(Vector3 coordinates, int face)
    {
        TextureLevel texels = _image!.Level(face, 0);
        int x = Position(coordinates.X, texels.Width, _state.AddressU);
        int y = Position(coordinates.Y, texels.Height, _state.AddressV);
        int z = Position(coordinates.Z, texels.Depth, _state.AddressP);
        Vector4 corners = Texel(texels, x - 1, y - 1, z) + Texel(texels, x + 1, y - 1, z) + Texel(texels, x - 1, y + 1, z) + Texel(texels, x + 1, y + 1, z);
        Vector4 center = Texel(texels, x, y, z);
        if (!_state.IsGaussian)
        {
            return ((center * 4) + corners) / 8;
        }

        Vector4 sides = Texel(texels, x, y - 1, z) + Texel(texels, x - 1, y, z) + Texel(texels, x + 1, y, z) + Texel(texels, x, y + 1, z);
        return ((center * 4) + (sides * 2) + corners) / 16;
    }

    /// <summary>The nearest texel: what is clamped as in OpenGL 1 never reaches the border.</summary>
    private static int Position(float coordinate, int size, TextureAddress mode)
    {
        int position = (int)MathF.Floor(coordinate * size);
        return mode == TextureAddress.Clamp ? Math.Clamp(position, 0, size - 1) : position;
    }

    /// <summary>A coordinate for the filter: clamped as in OpenGL 1 it mixes the edge with half of the border at most.</summary>
    private static float Confine(float coordinate, TextureAddress mode) =>
        mode == TextureAddress.Clamp ? Math.Clamp(coordinate, 0, 1) : coordinate;

    private Vector4 Linear(Vector3 coordinates, int face, int level)
    {
        TextureLevel texels = _image!.Level(face, level);

        // Eight bits of fraction weigh the texels.
        float u = MathF.Floor(((Confine(coordinates.X, _state.AddressU) * texels.Width) - 0.5f) * 256f) / 256f;
        float v = MathF.Floor(((Confine(coordinates.Y, _state.AddressV) * texels.Height) - 0.5f) * 256f) / 256f;
        int x = (int)MathF.Floor(u);
        int y = (int)MathF.Floor(v);
        if (_state.Kind != TextureKind.ThreeDimensional)
        {
            return Quad(texels, x, y, 0, u - x, v - y);
        }

        float w = (coordinates.Z * texels.Depth) - 0.5f;
        int z = (int)MathF.Floor(w);
        return Vector4.Lerp(Quad(texels, x, y, z, u - x, v - y), Quad(texels, x, y, z + 1, u - x, v - y), w - z);
    }

    private Vector4 Quad(TextureLevel texels, int x, int y, int z, float fractionX, float fractionY)
    {
        Vector4 top = Vector4.Lerp(Texel(texels, x, y, z), Texel(texels, x + 1, y, z), fractionX);
        Vector4 bottom = Vector4.Lerp(Texel(texels, x, y + 1, z), Texel(texels, x + 1, y + 1, z), fractionX);
        return Vector4.Lerp(top, bottom, fractionY);
    }

    private Vector4 Texel(TextureLevel texels, int x, int y, int z)
    {
        bool isInside = Address(ref x, texels.Width, texels.Border, _state.AddressU)
            & Address(ref y, texels.Height, texels.Border, _state.AddressV)
            & ((texels.Depth == 1 && texels.BorderSlices == 0) || Address(ref z, texels.Depth, texels.BorderSlices, _state.AddressP));
        if (!isInside)
        {
            return _isDepth ? Compare(0) : Unpack(_state.BorderColor);
        }

        uint texel = texels[x, y, texels.Depth == 1 && texels.BorderSlices == 0 ? 0 : z];
        if (_isDepth)
        {
            return Compare(texel);
        }

        return Unpack(_state.ColorKey != ColorKeyMode.Off && ((texel ^ _state.ColorKeyValue) & _keyMask) == 0 ? ApplyKey(texel) : texel);
    }

    private uint ApplyKey(uint texel)
    {
        _isKilled |= _state.ColorKey == ColorKeyMode.Kill;
        return _state.ColorKey == ColorKeyMode.ClearAlpha ? texel & 0x00FF_FFFF : 0;
    }

    /// <summary>Brings a column into the texture, or into its border.</summary>
    /// <returns>False for the border's colour.</returns>
    private static bool Address(ref int position, int size, int border, TextureAddress mode)
    {
        switch (mode)
        {
            case TextureAddress.Wrap:
                position = Modulo(position, size);
                return true;
            case TextureAddress.Mirror:
                position = Modulo(position, 2 * size);
                position = position < size ? position : (2 * size) - 1 - position;
                return true;
            case TextureAddress.ClampToEdge:
                position = Math.Clamp(position, 0, size - 1);
                return true;
            default:
                position = Math.Clamp(position, -Math.Max(border, 1), size - 1 + Math.Max(border, 1));
                return border != 0 || (uint)position < (uint)size;
        }
    }

    private static int Modulo(int value, int size)
    {
        int rest = value % size;
        return rest < 0 ? rest + size : rest;
    }

    private Vector4 Unpack(uint argb) => _isWide ? WideTexels.Join(argb, _state.SignedComponents) : SignedTexels.Unpack(argb, _state.SignedComponents);
}
