using Xemu.Abstractions.Graphics;
using Xemu.Gpu.Texels;

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
    public static uint Expand(uint format, uint color) => TexelFormat.Decode(
        format switch { Format565 => TextureFormat.R5G6B5, Format555 => TextureFormat.X1R5G5B5, _ => TextureFormat.A8R8G8B8 }, color, []);
}
