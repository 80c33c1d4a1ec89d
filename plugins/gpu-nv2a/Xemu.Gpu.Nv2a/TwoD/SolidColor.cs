namespace Xemu.Gpu.Nv2a;

/// <summary>Colours that the two-dimensional classes are given in words. Source: envytools docs/hw/graph/2d/solid and pattern (formats).</summary>
internal static class SolidColor
{
    /// <summary>5, 6 and 5 bits.</summary>
    public const uint Format565 = 1;

    /// <summary>5 bits a component.</summary>
    public const uint Format555 = 2;

    /// <summary>A word as A8R8G8B8: 5 or 6 bits a component are repeated in the lower ones, and those colours are opaque.</summary>
    /// <param name="format">SET_COLOR_FORMAT.</param>
    /// <param name="color">The word.</param>
    public static uint Expand(uint format, uint color) => format switch
    {
        Format565 => Opaque(Widen(color >> 11, 5), Widen(color >> 5, 6), Widen(color, 5)),
        Format555 => Opaque(Widen(color >> 10, 5), Widen(color >> 5, 5), Widen(color, 5)),
        _ => color,
    };

    private static uint Opaque(uint red, uint green, uint blue) => 0xFF00_0000 | (red << 16) | (green << 8) | blue;

    private static uint Widen(uint value, int bits)
    {
        value &= (1u << bits) - 1;
        return (value << (8 - bits)) | (value >> ((2 * bits) - 8));
    }
}
