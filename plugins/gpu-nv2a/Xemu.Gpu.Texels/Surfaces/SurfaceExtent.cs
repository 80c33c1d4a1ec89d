using Xemu.Abstractions.Graphics;

namespace Xemu.Gpu.Texels;

/// <summary>How much memory a surface needs for an area.</summary>
internal static class SurfaceExtent
{
    /// <summary>Bytes from the surface's first one on.</summary>
    /// <param name="surface">Where it is.</param>
    /// <param name="pixelBytes">Bytes of a pixel.</param>
    /// <param name="target">For the layout.</param>
    /// <param name="area">What is touched, in samples.</param>
    /// <param name="memoryBytes">Size of the RAM.</param>
    public static int BytesOf(in Surface surface, int pixelBytes, in RenderTarget target, Rectangle area, ulong memoryBytes)
    {
        if (pixelBytes == 0 || area.IsEmpty || surface.Offset >= memoryBytes || surface.Offset > surface.Limit)
        {
            return 0;
        }

        ulong wanted = target.Layout == SurfaceLayout.Swizzled
            ? (ulong)pixelBytes << (target.WidthLog2 + target.HeightLog2)
            : ((ulong)(area.Bottom - 1) * surface.Pitch) + ((ulong)area.Right * (uint)pixelBytes);
        ulong available = Math.Min(surface.Limit - surface.Offset + 1, memoryBytes - surface.Offset);
        return (int)Math.Min(wanted, available);
    }
}
