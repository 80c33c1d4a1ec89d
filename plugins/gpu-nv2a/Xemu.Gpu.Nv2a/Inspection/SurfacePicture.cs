using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;

namespace Xemu.Gpu.Nv2a;

/// <summary>A colour surface as a picture.</summary>
/// <param name="Width">Pixels; of a surface with several samples a pixel, samples.</param>
/// <param name="Height">Lines.</param>
/// <param name="Pixels">A8R8G8B8, rows without gaps.</param>
internal sealed record SurfacePicture(int Width, int Height, uint[] Pixels)
{
    /// <summary>The rows as bytes, for <see cref="Abstractions.Frontends.IPictureWriter"/>.</summary>
    public ReadOnlySpan<byte> Bytes => MemoryMarshal.AsBytes(Pixels.AsSpan());

    /// <summary>Reads the surface from its first pixel to the right and lower edge of its clip.</summary>
    /// <param name="ram">The RAM.</param>
    /// <param name="target">The target; what lies outside of memory is 0.</param>
    public static SurfacePicture Read(IRamBlock ram, in RenderTarget target)
    {
        Rectangle area = SurfaceMemory.ToSamples(target.Clip, target.Samples);
        int pixelBytes = SurfaceMemory.BytesPerPixel(target.ColorFormat);
        MemoryRange range = SurfaceMemory.ColorRange(target, area, ram.SizeBytes);
        if (range.IsEmpty)
        {
            return new SurfacePicture(1, 1, [0]);
        }

        using RamLease lease = ram.Lease(range.Offset, range.Length, RamAccess.Read);
        var picture = new SurfacePicture(area.Right, area.Bottom, new uint[area.Right * area.Bottom]);
        for (int y = 0; y < picture.Height; y++)
        {
            for (int x = 0; x < picture.Width; x++)
            {
                long offset = OffsetOf(target, x, y, pixelBytes);
                picture.Pixels[(y * picture.Width) + x] = offset + pixelBytes <= lease.Span.Length ? Decode(target.ColorFormat, lease.Span[(int)offset..]) : 0;
            }
        }

        return picture;
    }

    private static long OffsetOf(in RenderTarget target, int x, int y, int pixelBytes) => target.Layout == SurfaceLayout.Swizzled
        ? SwizzledIndex((uint)x, (uint)y, target.WidthLog2, target.HeightLog2) * pixelBytes
        : ((long)y * target.Color.Pitch) + ((long)x * pixelBytes);

    private static long SwizzledIndex(uint x, uint y, int widthLog2, int heightLog2)
    {
        long index = 0;
        int shift = 0;
        for (int bit = 0; bit < Math.Max(widthLog2, heightLog2); bit++)
        {
            if (bit < widthLog2)
            {
                index |= (long)((x >> bit) & 1) << shift++;
            }

            if (bit < heightLog2)
            {
                index |= (long)((y >> bit) & 1) << shift++;
            }
        }

        return index;
    }

    private static uint Decode(SurfaceFormat format, ReadOnlySpan<byte> bytes) => format switch
    {
        SurfaceFormat.B8 => 0xFF00_0000 | bytes[0],
        SurfaceFormat.G8B8 => 0xFF00_0000 | BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        SurfaceFormat.R5G6B5 => Decode16(16, bytes),
        SurfaceFormat.X1R5G5B5Z or SurfaceFormat.X1R5G5B5O => Decode16(15, bytes),
        _ => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
    };

    private static uint Decode16(int depth, ReadOnlySpan<byte> bytes)
    {
        uint pixel = 0;
        _ = PixelConverter.Convert(depth, bytes[..2], new Span<uint>(ref pixel), []);
        return 0xFF00_0000 | pixel;
    }
}
