using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Toolkit;

/// <summary>A part of an image: a rectangle of one level, in one layer or in some slices.</summary>
/// <param name="Area">Pixels of the level.</param>
/// <param name="Level">The mip level.</param>
/// <param name="Slice">The layer, or the first slice of a volume.</param>
/// <param name="Slices">Slices of a volume; else 1.</param>
/// <param name="Aspect">What of the pixels.</param>
public readonly record struct GpuRegion(Rectangle Area, int Level = 0, int Slice = 0, int Slices = 1, GpuAspect Aspect = GpuAspect.Color)
{
    /// <summary>Pixels in it.</summary>
    public int PixelCount => (Area.Right - Area.Left) * (Area.Bottom - Area.Top) * Slices;

    /// <summary>Bytes that a transfer of it moves.</summary>
    public int SizeBytes => PixelCount * (Aspect == GpuAspect.Stencil ? 1 : 4);
}
