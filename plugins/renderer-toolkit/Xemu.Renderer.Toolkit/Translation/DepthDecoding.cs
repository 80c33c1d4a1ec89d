using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Toolkit;

/// <summary>Depth as floating-point numbers: 16 bits with 4 of exponent, 24 bits with 8, no sign. Source: xboxdevwiki (NV2A, depth formats).</summary>
internal static class DepthDecoding
{
    /// <summary>The greatest depth of a format.</summary>
    public static float Greatest(TextureFormat format) => format switch
    {
        TextureFormat.Depth24Float => float.MaxValue,
        TextureFormat.Depth16Float => 511.9375f,
        TextureFormat.Depth24 => 16777215f,
        _ => 65535f,
    };

    /// <summary>The depth of a texel.</summary>
    public static ShaderValue Decode(ShaderBuilder b, TextureFormat format, ShaderValue bits)
    {
        switch (format)
        {
            case TextureFormat.Depth24Float:
                return b.Reinterpret(b.ShiftLeft(bits, b.Uint(7)), ShaderScalar.Float);
            case TextureFormat.Depth16Float:
                ShaderValue value = b.Reinterpret(b.Add(b.ShiftLeft(bits, b.Uint(11)), b.Uint(120u << 23)), ShaderScalar.Float);
                return b.Select(b.Less(bits, b.Uint(0x1000)), b.Float(0), value);
            default:
                return b.Convert(bits, ShaderScalar.Float);
        }
    }

    /// <summary>A depth that is compared with a texture, as the format holds it: integers are rounded, floating-point numbers cut off.</summary>
    public static ShaderValue Round(ShaderBuilder b, TextureFormat format, ShaderValue depth) => format switch
    {
        TextureFormat.Depth24Float => Cut(b, depth, 0x7F),
        TextureFormat.Depth16Float => Cut(b, depth, 0x7FF),
        _ => b.Floor(b.Add(depth, b.Float(0.5f))),
    };

    /// <summary>The bits of a depth value, from 0 to less than 2^16 or 2^24, as a floating-point number.</summary>
    public static ShaderValue Encode(ShaderBuilder b, DepthCode code, ShaderValue depth)
    {
        ShaderValue zero = b.Float(0);
        ShaderValue positive = b.Select(b.Less(zero, depth), depth, zero);
        ShaderValue bits = b.Reinterpret(positive, ShaderScalar.Uint);
        switch (code)
        {
            case DepthCode.Float24:
                ShaderValue cut = b.ShiftRight(bits, b.Uint(7));
                return b.Convert(b.Select(b.Less(cut, b.Uint(0xFF_FFFF)), cut, b.Uint(0xFF_FFFF)), ShaderScalar.Float);
            case DepthCode.Float16:
                return b.Convert(Encode16(b, bits), ShaderScalar.Float);
            default:
                ShaderValue most = b.Float(code == DepthCode.Whole16 ? 65535f : 16777215f);
                return b.Floor(b.Select(b.Less(positive, most), positive, most));
        }
    }

    private static ShaderValue Cut(ShaderBuilder b, ShaderValue depth, uint lost) =>
        b.Reinterpret(b.And(b.Reinterpret(depth, ShaderScalar.Uint), b.Uint(~lost)), ShaderScalar.Float);

    /// <summary>An exponent of 4 bits, biased so that 511.9375 is the greatest number; with an exponent of 0 it is 0.</summary>
    private static ShaderValue Encode16(ShaderBuilder b, ShaderValue bits)
    {
        // (exponent - 120) · 4096 + the upper 12 bits of the mantissa.
        ShaderValue rebased = b.ShiftRight(b.Subtract(bits, b.Uint(120u << 23)), b.Uint(11));
        ShaderValue isSmall = b.Less(bits, b.Uint(121u << 23));
        ShaderValue isLarge = b.LessOrEqual(b.Uint(136u << 23), bits);
        return b.Select(isSmall, b.Uint(0), b.Select(isLarge, b.Uint(0xFFFF), rebased));
    }
}
