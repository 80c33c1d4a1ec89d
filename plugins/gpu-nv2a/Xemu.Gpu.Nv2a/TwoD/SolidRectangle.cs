using System.Buffers.Binary;
using Xemu.Abstractions.Graphics;

namespace Xemu.Gpu.Nv2a;

/// <summary>Class 0x5E: upright rectangles of one colour. Source: envytools docs/hw/graph/2d/solid (which parts have it, methods).</summary>
internal sealed class SolidRectangle(PixelContext context) : SolidSource(0x5E, TwoDMethods.SolidRectangle, context)
{
    private const uint Rectangles = 0x400;
    private const uint EndOfMethods = 0x480;

    /// <summary>A size draws.</summary>
    protected override void AfterWrite(uint method, uint word)
    {
        if (method is >= Rectangles and < EndOfMethods && (method & 4) != 0)
        {
            Draw(this[method - 4], this[method]);
        }
    }

    private void Draw(uint point, uint size)
    {
        int left = Math.Max((short)point, (short)0);
        int top = Math.Max((short)(point >> 16), (short)0);
        int right = (short)point + (int)(size & 0xFFFF);
        int bottom = (short)(point >> 16) + (int)(size >> 16);
        if (Clip is { } clip)
        {
            (left, top) = (Math.Max(left, clip.Left), Math.Max(top, clip.Top));
            (right, bottom) = (Math.Min(right, clip.Right), Math.Min(bottom, clip.Bottom));
        }

        int rowBytes = Math.Min((right - left) * Surfaces.PixelBytes, MaxRowBytes);
        if (rowBytes <= 0 || bottom <= top)
        {
            return;
        }

        FillRow(rowBytes);
        MemoryRows rows = Surfaces.Destination(left, top);
        PixelOperation operation = Current;
        int count = LimitRows(bottom - top, rowBytes);
        for (int i = 0; i < count; i++)
        {
            Draw(in operation, in rows, i, Row.AsSpan(0, rowBytes), left, top + i);
        }

        SpendBytes((long)count * rowBytes);
    }

    private void FillRow(int rowBytes)
    {
        Span<byte> pixel = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(pixel, Pixel);
        int size = Surfaces.PixelBytes;
        for (int i = 0; i + size <= rowBytes; i += size)
        {
            pixel[..size].CopyTo(Row.AsSpan(i));
        }
    }
}
