namespace Xemu.Gpu.Nv2a;

/// <summary>A class that draws in one colour. Source: envytools docs/hw/graph/2d/solid.</summary>
internal abstract class SolidSource(uint graphClass, MethodTable methods, PixelContext context) : PixelSource(graphClass, methods, ContextClip, context)
{
    private const uint ContextClip = 0x184;
    private const uint ColorFormat = 0x300;
    private const uint SetColor = 0x304;

    /// <summary>The colour as it was given.</summary>
    protected ref uint Color => ref this[SetColor];

    /// <summary>The colour as a pixel of the surface.</summary>
    protected uint Pixel => SurfaceFormat2D.FromColor(Surfaces.Format, Expand());

    /// <summary>The colour as A8R8G8B8: 5 or 6 bits a component are repeated in the lower ones, and all are opaque.</summary>
    private uint Expand()
    {
        uint color = Color;
        (uint red, uint green, uint blue) = this[ColorFormat] switch
        {
            1 => (Widen(color >> 11, 5), Widen(color >> 5, 6), Widen(color, 5)),
            2 => (Widen(color >> 10, 5), Widen(color >> 5, 5), Widen(color, 5)),
            _ => ((color >> 16) & 0xFF, (color >> 8) & 0xFF, color & 0xFF),
        };
        return 0xFF00_0000 | (red << 16) | (green << 8) | blue;
    }

    private static uint Widen(uint value, int bits)
    {
        value &= (1u << bits) - 1;
        return (value << (8 - bits)) | (value >> ((2 * bits) - 8));
    }
}
