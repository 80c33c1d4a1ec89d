namespace Xemu.Gpu.Nv2a;

/// <summary>A class that draws in one colour. Source: envytools docs/hw/graph/2d/solid.</summary>
internal abstract class SolidSource(uint graphClass, MethodTable methods, PixelContext context) : PixelSource(graphClass, methods, ContextClip, context)
{
    private const uint ContextClip = 0x184;
    private const uint ColorFormat = 0x300;
    private const uint SetColor = 0x304;

    /// <summary>The colour as it was given.</summary>
    protected ref uint Color => ref this[SetColor];

    /// <summary>The colour as a pixel of the surface; opaque.</summary>
    protected uint Pixel => SurfaceFormat2D.FromColor(Surfaces.Format, 0xFF00_0000 | SolidColor.Expand(this[ColorFormat], Color));
}
