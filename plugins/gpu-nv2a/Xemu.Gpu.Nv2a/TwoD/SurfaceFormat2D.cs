namespace Xemu.Gpu.Nv2a;

/// <summary>Formats of two-dimensional surfaces. Source: envytools rnndb/graph (NV4 surface formats), nxdk_pgraph_tests' nxdk_ext.h; what X bits become: photographs of the console.</summary>
internal static class SurfaceFormat2D
{
    private const uint Y8 = 1;
    private const uint X1R5G5B5Zero = 2;
    private const uint X1R5G5B5One = 3;
    private const uint R5G6B5 = 4;
    private const uint Y16 = 5;
    private const uint X8R8G8B8Zero = 6;
    private const uint X8R8G8B8One = 7;
    private const uint X1A7R8G8B8Zero = 8;
    private const uint X1A7R8G8B8One = 9;

    /// <summary>Bytes of a pixel.</summary>
    public static int BytesOf(uint format) => format switch
    {
        Y8 => 1,
        X1R5G5B5Zero or X1R5G5B5One or R5G6B5 or Y16 => 2,
        _ => 4,
    };

    /// <summary>Sets the bits that a format does not use: all of them to 0 or to 1.</summary>
    /// <param name="format">The format's number.</param>
    /// <param name="pixel">A pixel of it.</param>
    public static uint Complete(uint format, uint pixel) => format switch
    {
        X1R5G5B5Zero => pixel & 0x7FFF,
        X1R5G5B5One => pixel | 0x8000,
        X8R8G8B8Zero => pixel & 0x00FF_FFFF,
        X8R8G8B8One => pixel | 0xFF00_0000,
        X1A7R8G8B8Zero => pixel & 0x7FFF_FFFF,
        X1A7R8G8B8One => pixel | 0x8000_0000,
        _ => pixel,
    };

    /// <summary>A colour of 8 bits a component as a pixel. A grey one is its blue; unverified.</summary>
    /// <param name="format">The format's number.</param>
    /// <param name="color">A8R8G8B8.</param>
    public static uint FromColor(uint format, uint color) => Complete(format, format switch
    {
        Y8 => color & 0xFF,
        Y16 => (color & 0xFF) * 0x101,
        X1R5G5B5Zero or X1R5G5B5One => ((color >> 9) & 0x7C00) | ((color >> 6) & 0x03E0) | ((color >> 3) & 0x001F),
        R5G6B5 => ((color >> 8) & 0xF800) | ((color >> 5) & 0x07E0) | ((color >> 3) & 0x001F),
        _ => color,
    });

    /// <summary>Adds two pixels weighed, component by component, rounded to the nearest: what the console's pictures show for 8 bits a component. Others: unverified.</summary>
    /// <param name="format">The format's number.</param>
    /// <param name="source">The one.</param>
    /// <param name="target">The other.</param>
    /// <param name="factor">Weight of the source, 0 to 255; the other has what is left.</param>
    public static uint Blend(uint format, uint source, uint target, uint factor)
    {
        ReadOnlySpan<byte> widths = format switch
        {
            Y16 => [16],
            R5G6B5 => [5, 6, 5],
            X1R5G5B5Zero or X1R5G5B5One => [5, 5, 5, 1],
            _ => [8, 8, 8, 8],
        };
        uint result = 0;
        int shift = 0;
        foreach (byte width in widths)
        {
            uint mask = (1u << width) - 1;
            uint mixed = ((((source >> shift) & mask) * factor) + (((target >> shift) & mask) * (255 - factor)) + 127) / 255;
            result |= mixed << shift;
            shift += width;
        }

        return result;
    }
}
