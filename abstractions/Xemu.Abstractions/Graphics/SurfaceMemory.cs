namespace Xemu.Abstractions.Graphics;

/// <summary>Where the surfaces of a target reach in memory: what a renderer leases or claims.</summary>
public static class SurfaceMemory
{
    /// <summary>Bytes of a pixel.</summary>
    /// <param name="format">The format; 0 bytes for <see cref="SurfaceFormat.None"/>.</param>
    public static int BytesPerPixel(SurfaceFormat format) => format switch
    {
        SurfaceFormat.None => 0,
        SurfaceFormat.B8 => 1,
        SurfaceFormat.X1R5G5B5Z or SurfaceFormat.X1R5G5B5O or SurfaceFormat.R5G6B5 or SurfaceFormat.G8B8 => 2,
        _ => 4,
    };

    /// <summary>Bytes of a pixel.</summary>
    /// <param name="format">The format; 0 bytes for <see cref="DepthFormat.None"/>.</param>
    public static int BytesPerPixel(DepthFormat format) => format switch
    {
        DepthFormat.Z16 => 2,
        DepthFormat.Z24S8 => 4,
        _ => 0,
    };

    /// <summary>What becomes of the bits of a pixel that hold no colour, whoever writes it.</summary>
    /// <param name="format">The format.</param>
    /// <returns>Bits that stay, and bits that are set.</returns>
    public static (uint Kept, uint Set) FixedBits(SurfaceFormat format) => format switch
    {
        SurfaceFormat.X1R5G5B5Z => (0x7FFF, 0),
        SurfaceFormat.X1R5G5B5O => (0xFFFF, 0x8000),
        SurfaceFormat.X8R8G8B8Z => (0x00FF_FFFF, 0),
        SurfaceFormat.X8R8G8B8O => (uint.MaxValue, 0xFF00_0000),
        SurfaceFormat.X1A7R8G8B8Z => (0x7FFF_FFFF, 0),
        SurfaceFormat.X1A7R8G8B8O => (uint.MaxValue, 0x8000_0000),
        _ => (uint.MaxValue, 0),
    };

    /// <summary>Samples of a pixel in x and y.</summary>
    /// <param name="mode">The mode.</param>
    public static (int X, int Y) SamplesPerPixel(SampleMode mode) => mode switch
    {
        SampleMode.Two => (2, 1),
        SampleMode.Four => (2, 2),
        _ => (1, 1),
    };

    /// <summary>An area of pixels in samples.</summary>
    /// <param name="area">The area.</param>
    /// <param name="mode">The mode.</param>
    public static Rectangle ToSamples(Rectangle area, SampleMode mode)
    {
        (int x, int y) = SamplesPerPixel(mode);
        return new Rectangle(area.Left * x, area.Top * y, area.Right * x, area.Bottom * y);
    }

    /// <summary>The bytes of the colour surface from its first one to the last one of an area.</summary>
    /// <param name="target">The target.</param>
    /// <param name="area">What is touched, in samples, within the target's clip.</param>
    /// <param name="memoryBytes">Size of the RAM block.</param>
    public static MemoryRange ColorRange(in RenderTarget target, Rectangle area, ulong memoryBytes) =>
        RangeOf(target.Color, BytesPerPixel(target.ColorFormat), target, area, memoryBytes);

    /// <summary>The bytes of the depth surface from its first one to the last one of an area.</summary>
    /// <param name="target">The target.</param>
    /// <param name="area">What is touched, in samples, within the target's clip.</param>
    /// <param name="memoryBytes">Size of the RAM block.</param>
    public static MemoryRange DepthRange(in RenderTarget target, Rectangle area, ulong memoryBytes) =>
        RangeOf(target.Depth, BytesPerPixel(target.DepthFormat), target, area, memoryBytes);

    private static MemoryRange RangeOf(in Surface surface, int pixelBytes, in RenderTarget target, Rectangle area, ulong memoryBytes)
    {
        if (pixelBytes == 0 || area.IsEmpty)
        {
            return default;
        }

        ulong bytes = target.Layout == SurfaceLayout.Swizzled
            ? (ulong)pixelBytes << (target.WidthLog2 + target.HeightLog2)
            : ((ulong)(area.Bottom - 1) * surface.Pitch) + ((ulong)area.Right * (uint)pixelBytes);
        return MemoryRange.Within(surface.Offset, bytes, surface.Limit, memoryBytes);
    }
}
