using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software;

/// <summary>Samples a plain texture for a block: two-dimensional colours, or a cube of them, without a border or a colour key. Gives what <see cref="Sampler"/> does.</summary>
internal sealed class BlockSampler
{
    private const int Magnified = -1;
    private const int FaceBits = 3;

    private TextureState _state;
    private TextureImage? _image;
    private float _bias;
    private float _leastLod;
    private float _greatestLod;
    private bool _hasLevels;

    /// <summary>Whether a texture is so plain.</summary>
    public static bool CanSample(in TextureState state) =>
        state is { MinFilter: not TextureFilter.Convolution, MagFilter: not TextureFilter.Convolution }
        && state is { Kind: TextureKind.TwoDimensional or TextureKind.Cube, HasBorder: false, ColorKey: ColorKeyMode.Off, KillsAlpha: false }
        && !TexelFormat.IsDepth(state.Format)
        && !TexelFormat.IsWide(state.Format)
        && CanAddress(state.AddressU, state.Width)
        && CanAddress(state.AddressV, state.Height);

    /// <summary>Takes a texture of a draw.</summary>
    public void Begin(in TextureState state, TextureImage image)
    {
        (_state, _image) = (state, image);
        (_bias, _leastLod) = (state.LodBias / 256f, state.MinLod / 256f);
        _greatestLod = Math.Min(state.MaxLod / 256f, state.Levels - 1);
        _hasLevels = state.Levels > 1 || state.MinFilter != state.MagFilter;
    }

    /// <summary>Samples.</summary>
    /// <param name="u">Texels where the texture is linear, else 0 to 1 over it.</param>
    /// <param name="v">The same.</param>
    /// <param name="lod">Levels of detail: base-two logarithms of texels a pixel.</param>
    /// <param name="result">Receives red, green, blue, alpha.</param>
    /// <param name="mask">The pixels that count, a bit each.</param>
    public void Sample(Vector512<float> u, Vector512<float> v, Vector512<float> lod, ref ColorBlock result, uint mask)
    {
        if (_state.Layout == SurfaceLayout.Pitch)
        {
            u /= Vector512.Create((float)Math.Max(_state.Width, 1));
            v /= Vector512.Create((float)Math.Max(_state.Height, 1));
        }

        if (!_hasLevels)
        {
            SampleLevel(_state.MagFilter != TextureFilter.Nearest, u, v, 0, 0, ref result);
            return;
        }

        Vector512<int> levels = LevelsAt(ref lod);
        SampleGroups(u, v, lod, Vector512.ShiftLeft(levels, FaceBits), ref result, mask);
    }

    /// <summary>Samples a cube.</summary>
    /// <param name="u">As of other textures.</param>
    /// <param name="v">The same.</param>
    /// <param name="lod">The same.</param>
    /// <param name="faces">The faces.</param>
    /// <param name="result">Receives red, green, blue, alpha.</param>
    /// <param name="mask">The pixels that count, a bit each.</param>
    public void Sample(Vector512<float> u, Vector512<float> v, Vector512<float> lod, Vector512<int> faces, ref ColorBlock result, uint mask)
    {
        if (_state.Layout == SurfaceLayout.Pitch)
        {
            u /= Vector512.Create((float)Math.Max(_state.Width, 1));
            v /= Vector512.Create((float)Math.Max(_state.Height, 1));
        }

        Vector512<int> levels = _hasLevels ? LevelsAt(ref lod) : Vector512.Create(Magnified);
        SampleGroups(u, v, lod, Vector512.ShiftLeft(levels, FaceBits) | faces, ref result, mask);
    }

    /// <summary>The levels of levels of detail, which are biased and limited.</summary>
    private Vector512<int> LevelsAt(ref Vector512<float> lod)
    {
        lod += Vector512.Create(_bias);
        Vector512<float> magnified = Vector512.LessThanOrEqual(lod, Vector512<float>.Zero);
        lod = Vector512.Min(Vector512.Max(lod, Vector512.Create(_leastLod)), Vector512.Create(_greatestLod));
        return Vector512.ConditionalSelect(magnified.AsInt32(), Vector512.Create(Magnified), LevelsOf(lod));
    }

    private static bool CanAddress(TextureAddress mode, int size) =>
        mode == TextureAddress.ClampToEdge || (mode is TextureAddress.Wrap or TextureAddress.Mirror && BitOperations.IsPow2(size));

    private Vector512<int> LevelsOf(Vector512<float> lod) => _state.MinFilter switch
    {
        TextureFilter.NearestMipNearest or TextureFilter.LinearMipNearest => Vector512.ConvertToInt32(Vector512.Round(lod)),
        TextureFilter.NearestMipLinear or TextureFilter.LinearMipLinear => Vector512.ConvertToInt32(lod),
        _ => Vector512<int>.Zero,
    };

    /// <summary>Samples the pixels of each level and face, most often all at once.</summary>
    private void SampleGroups(Vector512<float> u, Vector512<float> v, Vector512<float> lod, Vector512<int> groups, ref ColorBlock result, uint mask)
    {
        uint left = mask;
        while (left != 0)
        {
            int group = groups[Lanes.First(left)];
            Vector512<int> members = Vector512.Equals(groups, Vector512.Create(group));
            ColorBlock sample = default;
            SampleGroup(u, v, lod, group & ((1 << FaceBits) - 1), group >> FaceBits, ref sample);
            left &= ~Lanes.Bits(members);
            result.Select(members.AsSingle(), sample);
        }
    }

    private void SampleGroup(Vector512<float> u, Vector512<float> v, Vector512<float> lod, int face, int level, ref ColorBlock sample)
    {
        if (level == Magnified)
        {
            SampleLevel(_state.MagFilter != TextureFilter.Nearest, u, v, face, 0, ref sample);
            return;
        }

        bool isLinear = _state.MinFilter is not (TextureFilter.Nearest or TextureFilter.NearestMipNearest or TextureFilter.NearestMipLinear);
        SampleLevel(isLinear, u, v, face, level, ref sample);
        if (_state.MinFilter is TextureFilter.NearestMipLinear or TextureFilter.LinearMipLinear)
        {
            ColorBlock next = default;
            SampleLevel(isLinear, u, v, face, level + 1, ref next);
            Vector512<float> fraction = lod - Vector512.Floor(lod);
            sample = ColorBlock.Lerp(sample, next, fraction);
        }
    }

    private void SampleLevel(bool isLinear, Vector512<float> u, Vector512<float> v, int face, int level, ref ColorBlock result)
    {
        if (_state.SignedComponents == ColorMask.None)
        {
            SampleLevel<PlainTexels>(isLinear, u, v, face, level, ref result);
        }
        else
        {
            SampleLevel<SignedTexels>(isLinear, u, v, face, level, ref result);
        }
    }

    private void SampleLevel<TReader>(bool isLinear, Vector512<float> u, Vector512<float> v, int face, int level, ref ColorBlock result)
        where TReader : struct, ITexelReader
    {
        TextureLevel texels = _image!.Level(face, level);
        if (isLinear)
        {
            Linear<TReader>(texels, u, v, ref result);
        }
        else
        {
            Vector512<int> x = Address(Vector512.ConvertToInt32(Vector512.Floor(u * texels.Width)), texels.Width, _state.AddressU);
            Vector512<int> y = Address(Vector512.ConvertToInt32(Vector512.Floor(v * texels.Height)), texels.Height, _state.AddressV);
            result = TReader.Read(Gather(texels, x, y), _state.SignedComponents);
        }
    }

    private void Linear<TReader>(TextureLevel texels, Vector512<float> u, Vector512<float> v, ref ColorBlock result)
        where TReader : struct, ITexelReader
    {
        // Eight bits of fraction weigh the texels.
        u = Vector512.Floor(((u * texels.Width) - Vector512.Create(0.5f)) * 256f) * (1 / 256f);
        v = Vector512.Floor(((v * texels.Height) - Vector512.Create(0.5f)) * 256f) * (1 / 256f);
        Vector512<int> left = Vector512.ConvertToInt32(Vector512.Floor(u));
        Vector512<int> top = Vector512.ConvertToInt32(Vector512.Floor(v));
        Vector512<float> fractionX = u - Vector512.ConvertToSingle(left);
        Vector512<float> fractionY = v - Vector512.ConvertToSingle(top);
        Vector512<int> right = Address(left + Vector512<int>.One, texels.Width, _state.AddressU);
        Vector512<int> bottom = Address(top + Vector512<int>.One, texels.Height, _state.AddressV);
        left = Address(left, texels.Width, _state.AddressU);
        top = Address(top, texels.Height, _state.AddressV);
        ColorMask signs = _state.SignedComponents;
        ColorBlock upper = ColorBlock.Lerp(TReader.Read(Gather(texels, left, top), signs), TReader.Read(Gather(texels, right, top), signs), fractionX);
        ColorBlock lower = ColorBlock.Lerp(TReader.Read(Gather(texels, left, bottom), signs), TReader.Read(Gather(texels, right, bottom), signs), fractionX);
        result = ColorBlock.Lerp(upper, lower, fractionY);
    }

    /// <summary>Brings columns into the texture.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Address(Vector512<int> position, int size, TextureAddress mode)
    {
        switch (mode)
        {
            case TextureAddress.Wrap:
                return position & Vector512.Create(size - 1);
            case TextureAddress.Mirror:
                position &= Vector512.Create((2 * size) - 1);
                return Vector512.Min(position, Vector512.Create((2 * size) - 1) - position);
            default:
                return Vector512.Min(Vector512.Max(position, Vector512<int>.Zero), Vector512.Create(size - 1));
        }
    }

    private static Vector512<int> Gather(TextureLevel texels, Vector512<int> x, Vector512<int> y)
    {
        Vector512<int> places = (y * texels.Width) + x;
        ReadOnlySpan<uint> source = texels.Texels;
        Vector512<int> result = default;
        ref int places0 = ref Unsafe.As<Vector512<int>, int>(ref places);
        ref uint result0 = ref Unsafe.As<Vector512<int>, uint>(ref result);
        for (int i = 0; i < Lanes.Count; i++)
        {
            Unsafe.Add(ref result0, i) = source[Unsafe.Add(ref places0, i)];
        }

        return result;
    }
}
