using System.Runtime.InteropServices;
using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;
using Xemu.Gpu.Texels;

namespace Xemu.Gpu.Nv2a;

/// <summary>A colour surface as a picture.</summary>
internal static class SurfacePicture
{
    /// <summary>Reads the surface from its first pixel to the right and lower edge of its clip.</summary>
    /// <param name="ram">The RAM.</param>
    /// <param name="target">The target; what lies outside of memory is 0.</param>
    /// <returns>Of a surface with several samples a pixel, its samples.</returns>
    public static Picture Read(IRamBlock ram, in RenderTarget target)
    {
        Rectangle area = SurfaceMemory.ToSamples(target.Clip, target.Samples);
        MemoryRange range = SurfaceMemory.ColorRange(target, area, ram.SizeBytes);
        if (range.IsEmpty)
        {
            return new Picture(1, 1, [0]);
        }

        using RamLease lease = ram.Lease(range.Offset, range.Length, RamAccess.Read);
        var view = new SurfaceView(lease.Span, SurfaceMemory.BytesPerPixel(target.ColorFormat), target.Color.Pitch, target);
        var picture = new Picture(area.Right, area.Bottom, new uint[area.Right * area.Bottom]);
        for (int y = 0; y < picture.Height; y++)
        {
            for (int x = 0; x < picture.Width; x++)
            {
                int location = view.Locate(x, y);
                picture.Pixels[(y * picture.Width) + x] = location < 0 ? 0 : Decode(target.ColorFormat, view.Read(location));
            }
        }

        return picture;
    }

    private static uint Decode(SurfaceFormat format, uint bits) => format switch
    {
        SurfaceFormat.B8 or SurfaceFormat.G8B8 => 0xFF00_0000 | bits,
        SurfaceFormat.R5G6B5 => Decode16(16, (ushort)bits),
        SurfaceFormat.X1R5G5B5Z or SurfaceFormat.X1R5G5B5O => Decode16(15, (ushort)bits),
        _ => bits,
    };

    private static uint Decode16(int depth, ushort bits)
    {
        uint pixel = 0;
        _ = PixelConverter.Convert(depth, MemoryMarshal.AsBytes(new ReadOnlySpan<ushort>(in bits)), new Span<uint>(ref pixel), []);
        return 0xFF00_0000 | pixel;
    }
}
