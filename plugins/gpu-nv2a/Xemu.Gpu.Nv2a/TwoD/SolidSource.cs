namespace Xemu.Gpu.Nv2a;

/// <summary>A class that draws in one colour. Source: envytools docs/hw/graph/2d/solid.</summary>
internal abstract class SolidSource(uint graphClass, MethodTable methods, PixelMethods at, PixelContext context) : PixelSource(graphClass, methods, at, context)
{
    private const uint ColorFormat = 0x300;
    private const uint SetColor = 0x304;

    /// <summary>The colour as it was given.</summary>
    protected ref uint Color => ref this[SetColor];

    /// <summary>The colour as a pixel of the surface; opaque.</summary>
    protected uint Pixel => PixelOf(Color);

    /// <summary>A colour as a pixel of the surface; opaque.</summary>
    protected uint PixelOf(uint color) => SurfaceFormat2D.FromColor(Surfaces.Format, 0xFF00_0000 | SolidColor.Expand(this[ColorFormat], color));

    /// <summary>Draws a row of pixels of the colour, as far as it is not clipped.</summary>
    /// <param name="operation">What is done.</param>
    /// <param name="left">The first pixel.</param>
    /// <param name="right">The pixel behind the last.</param>
    /// <param name="y">The row.</param>
    protected void DrawSpan(in PixelOperation operation, int left, int right, int y)
    {
        if (Clip is not { } clip)
        {
            DrawSpan(in operation, left, right, y, Pixel);
        }
        else if (y >= clip.Top && y < clip.Bottom)
        {
            DrawSpan(in operation, Math.Max(left, clip.Left), Math.Min(right, clip.Right), y, Pixel);
        }
    }
}
