using Xemu.Abstractions.Graphics;
using Xemu.Gpu.Texels;

namespace Xemu.Gpu.Nv2a;

/// <summary>Formats of two-dimensional surfaces. Source: envytools rnndb/graph (NV4 surface formats), nxdk_pgraph_tests' nxdk_ext.h; what X bits become: photographs of the console.</summary>
internal static class SurfaceFormat2D
{
    /// <summary>The format of a number: Y8 to A8R8G8B8 and Y32. Numbers that are none: 32 bits.</summary>
    public static SurfaceFormat Of(uint number) => number switch
    {
        1 => SurfaceFormat.B8,
        2 => SurfaceFormat.X1R5G5B5Z,
        3 => SurfaceFormat.X1R5G5B5O,
        4 => SurfaceFormat.R5G6B5,
        5 => SurfaceFormat.G8B8,
        6 => SurfaceFormat.X8R8G8B8Z,
        7 => SurfaceFormat.X8R8G8B8O,
        8 => SurfaceFormat.X1A7R8G8B8Z,
        9 => SurfaceFormat.X1A7R8G8B8O,
        _ => SurfaceFormat.A8R8G8B8,
    };

    /// <summary>A colour of 8 bits a component as a pixel. A grey one, of 8 or 16 bits, is its blue; unverified.</summary>
    /// <param name="format">The format.</param>
    /// <param name="color">A8R8G8B8.</param>
    public static uint FromColor(SurfaceFormat format, uint color) =>
        format == SurfaceFormat.G8B8 ? (color & 0xFF) * 0x101 : ColorCodec.Encode(format, color);

    /// <summary>Adds two pixels weighed, component by component, rounded to the nearest: what the console's pictures show for 8 bits a component. Others: unverified.</summary>
    /// <param name="format">The format.</param>
    /// <param name="source">The one.</param>
    /// <param name="target">The other.</param>
    /// <param name="sourceWeights">Weights of the first one's components, A8R8G8B8.</param>
    /// <param name="targetWeights">Weights of the other's.</param>
    /// <returns>Components that run over are the greatest there is.</returns>
    public static uint Mix(SurfaceFormat format, uint source, uint target, uint sourceWeights, uint targetWeights)
    {
        ReadOnlySpan<byte> widths = format switch
        {
            SurfaceFormat.G8B8 => [16],
            SurfaceFormat.R5G6B5 => [5, 6, 5],
            SurfaceFormat.X1R5G5B5Z or SurfaceFormat.X1R5G5B5O => [5, 5, 5, 1],
            _ => [8, 8, 8, 8],
        };
        uint result = 0;
        int shift = 0;
        for (int i = 0; i < widths.Length; i++)
        {
            uint mask = (1u << widths[i]) - 1;
            uint one = ((source >> shift) & mask) * ((sourceWeights >> (8 * i)) & 0xFF);
            uint other = ((target >> shift) & mask) * ((targetWeights >> (8 * i)) & 0xFF);
            result |= Math.Min((one + other + 127) / 255, mask) << shift;
            shift += widths[i];
        }

        return result;
    }
}
