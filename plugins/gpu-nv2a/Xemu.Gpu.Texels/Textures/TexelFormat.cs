using Xemu.Abstractions.Graphics;

namespace Xemu.Gpu.Texels;

/// <summary>Texels to A8R8G8B8; signed components keep their bits.</summary>
internal static class TexelFormat
{
    /// <summary>Whether texels have an alpha of their own.</summary>
    public static bool HasAlpha(TextureFormat format) => format is not (TextureFormat.Y8 or TextureFormat.Y16 or TextureFormat.X1R5G5B5
        or TextureFormat.R5G6B5 or TextureFormat.R6G5B5 or TextureFormat.X8R8G8B8 or TextureFormat.Yuy2 or TextureFormat.Uyvy);

    /// <summary>Whether a texel is a depth value: it stays as it is, 16 or 24 bits.</summary>
    public static bool IsDepth(TextureFormat format) =>
        format is TextureFormat.Depth16 or TextureFormat.Depth16Float or TextureFormat.Depth24 or TextureFormat.Depth24Float;

    /// <summary>Whether filters take numbers of 16 bits, two of which a decoded texel has.</summary>
    public static bool IsWide(TextureFormat format) => format is TextureFormat.Y16 or TextureFormat.R16B16;

    /// <summary>Decodes a texel that stands alone.</summary>
    /// <param name="format">The format, neither compressed nor a pair.</param>
    /// <param name="bits">The texel.</param>
    /// <param name="palette">Its palette, for <see cref="TextureFormat.P8"/>.</param>
    public static uint Decode(TextureFormat format, uint bits, ReadOnlySpan<uint> palette) => format switch
    {
        TextureFormat.Y8 => 0xFF00_0000 | (bits * 0x0001_0101),
        TextureFormat.AY8 => bits * 0x0101_0101,
        TextureFormat.A8 => (bits << 24) | 0x00FF_FFFF,
        TextureFormat.A8Y8 => ((bits & 0xFF00) << 16) | ((bits & 0xFF) * 0x0001_0101),
        TextureFormat.Y16 => 0xFFFF_0000 | bits,
        TextureFormat.A1R5G5B5 => ((bits & 0x8000) != 0 ? 0xFF00_0000 : 0) | Rgb555(bits),
        TextureFormat.X1R5G5B5 => 0xFF00_0000 | Rgb555(bits),
        TextureFormat.A4R4G4B4 => (((bits >> 12) & 15) * 0x1100_0000) | (((bits >> 8) & 15) * 0x11_0000) | (((bits >> 4) & 15) * 0x1100) | ((bits & 15) * 0x11),
        TextureFormat.R5G6B5 => 0xFF00_0000 | (Widen(bits >> 11, 5) << 16) | (Widen(bits >> 5, 6) << 8) | Widen(bits, 5),
        TextureFormat.R6G5B5 => 0xFF00_0000 | (Widen(bits >> 10, 6) << 16) | (Widen(bits >> 5, 5) << 8) | Widen(bits, 5),

        // The missing components repeat those that are there. Source: what the console shows; see the renderer's README.
        TextureFormat.G8B8 => ((bits & 0xFF00) << 16) | ((bits & 0xFF) << 16) | (bits & 0xFFFF),
        TextureFormat.R8B8 => ((bits & 0xFF00) << 16) | ((bits & 0xFF00) << 8) | ((bits & 0xFF) << 8) | (bits & 0xFF),
        TextureFormat.X8R8G8B8 => bits | 0xFF00_0000,
        TextureFormat.A8B8G8R8 => (bits & 0xFF00_FF00) | ((bits & 0xFF) << 16) | ((bits >> 16) & 0xFF),
        TextureFormat.B8G8R8A8 => (bits << 24) | ((bits & 0xFF00) << 8) | ((bits >> 8) & 0xFF00) | (bits >> 24),
        TextureFormat.R8G8B8A8 => (bits << 24) | (bits >> 8),
        TextureFormat.P8 => palette[(int)(bits & (uint)(palette.Length - 1))],
        TextureFormat.Depth24 or TextureFormat.Depth24Float => bits >> 8,
        _ => bits,
    };

    /// <summary>Decodes one of two texels that share chrominance: red is Y, green Cb, blue Cr.</summary>
    /// <param name="format">Which of the two orders.</param>
    /// <param name="pair">The 32 bits.</param>
    /// <param name="isSecond">Which texel.</param>
    public static uint DecodePair(TextureFormat format, uint pair, bool isSecond)
    {
        uint ordered = format == TextureFormat.Yuy2 ? pair : ((pair & 0x00FF_00FF) << 8) | ((pair >> 8) & 0x00FF_00FF);
        uint luminance = isSecond ? ordered & 0xFF_0000 : (ordered & 0xFF) << 16;
        return 0xFF00_0000 | luminance | (ordered & 0xFF00) | (ordered >> 24);
    }

    private static uint Rgb555(uint bits) => (Widen(bits >> 10, 5) << 16) | (Widen(bits >> 5, 5) << 8) | Widen(bits, 5);

    private static uint Widen(uint bits, int width)
    {
        bits &= (1u << width) - 1;
        return (bits << (8 - width)) | (bits >> ((2 * width) - 8));
    }
}
