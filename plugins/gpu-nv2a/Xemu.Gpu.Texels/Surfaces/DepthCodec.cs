using Xemu.Abstractions.Graphics;

namespace Xemu.Gpu.Texels;

/// <summary>Depth as floating-point numbers: 16 bits with 4 of exponent, 24 bits with 8, no sign. Source: xboxdevwiki (NV2A, depth formats).</summary>
internal static class DepthCodec
{
    /// <summary>The bits of 2^-126: what is smaller is 0 in 24 bits (nxdk_pgraph_tests, "Depth buffer").</summary>
    public const int LeastFloat24 = 0x1_0000;

    /// <summary>The bits of a depth value.</summary>
    /// <param name="format">16 or 24 bits.</param>
    /// <param name="z">The value, at least 0.</param>
    public static uint ToFloatBits(DepthFormat format, float z)
    {
        uint bits = BitConverter.SingleToUInt32Bits(Math.Max(z, 0));
        if (format != DepthFormat.Z16)
        {
            return bits >> 7 < LeastFloat24 ? 0 : Math.Min(bits >> 7, 0xFF_FFFF);
        }

        // An exponent of 4 bits, biased so that 511.9375 is the greatest number; with an exponent of 0 it is 0 (nxdk_pgraph_tests, "Depth buffer").
        int exponent = (int)(bits >> 23) - 127 + 7;
        return exponent < 1 ? 0 : exponent > 15 ? 0xFFFF : ((uint)exponent << 12) | ((bits >> 11) & 0xFFF);
    }

    /// <summary>The depth of a texel.</summary>
    /// <param name="format">One of the depth formats.</param>
    /// <param name="bits">16 or 24 bits.</param>
    public static float Decode(TextureFormat format, uint bits) => format switch
    {
        TextureFormat.Depth24Float => BitConverter.UInt32BitsToSingle(bits << 7),
        TextureFormat.Depth16Float when bits < 0x1000 => 0,
        TextureFormat.Depth16Float => BitConverter.UInt32BitsToSingle((bits << 11) + (120u << 23)),
        _ => bits,
    };

    /// <summary>
    /// A depth that is compared with a texture, as the format holds it: an integer is rounded to the nearest, the fraction of a floating-point number is cut
    /// off as where depths are stored (nxdk_pgraph_tests, "Texture shadow comparator": 7840.9 sixteenths meet 7840; 24 bits of float: unverified).
    /// </summary>
    /// <param name="format">One of the depth formats.</param>
    /// <param name="depth">At least 0 and at most the greatest.</param>
    public static float Round(TextureFormat format, float depth)
    {
        uint bits = BitConverter.SingleToUInt32Bits(depth);
        return format switch
        {
            TextureFormat.Depth24Float => BitConverter.UInt32BitsToSingle(bits & ~0x7Fu),
            TextureFormat.Depth16Float => BitConverter.UInt32BitsToSingle(bits & ~0x7FFu),
            _ => MathF.Floor(depth + 0.5f),
        };
    }

    /// <summary>The greatest depth of a format.</summary>
    public static float Greatest(TextureFormat format) => format switch
    {
        TextureFormat.Depth24Float => float.MaxValue,
        TextureFormat.Depth16Float => 511.9375f,
        TextureFormat.Depth24 => 16777215f,
        _ => 65535f,
    };
}
