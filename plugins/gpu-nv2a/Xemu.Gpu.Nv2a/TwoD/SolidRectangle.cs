using System.Buffers.Binary;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;

namespace Xemu.Gpu.Nv2a;

/// <summary>Class 0x5E: upright rectangles of one colour. Source: envytools docs/hw/graph/2d/solid (which parts have it, methods).</summary>
internal sealed class SolidRectangle(PixelContext context) : SolidSource(0x5E, TwoDMethods.SolidRectangle, context)
{
    private const uint Rectangles = 0x400;
    private const uint EndOfMethods = 0x480;

    /// <summary>Most bytes of a row: what a pitch can say.</summary>
    private const int MaxRowBytes = 0x1_0000;

    /// <summary>Most bytes of a rectangle, which is more than there is memory: rows lie over each other then.</summary>
    private const long MaxBytes = 128 << 20;

    private readonly IRamBlock _ram = context.Ram;

    [Derived("scratch")]
    private readonly byte[] _row = new byte[MaxRowBytes];

    /// <summary>A size draws.</summary>
    protected override void AfterWrite(uint method)
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
        if (rowBytes <= 0)
        {
            return;
        }

        FillRow(rowBytes);
        long rest = MaxBytes;
        for (int y = top; y < bottom && rest > 0; y++, rest -= rowBytes)
        {
            int count = (int)Math.Min(rowBytes, Surfaces.Destination(left, y, out ulong address));
            if (count > 0)
            {
                using RamLease lease = _ram.Lease(address, count, RamAccess.ReadWrite);
                Combine(_row.AsSpan(0, count), lease.Span);
            }
        }

        SpendBytes(MaxBytes - rest);
    }

    private void FillRow(int rowBytes)
    {
        Span<byte> pixel = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(pixel, Pixel);
        int size = Surfaces.PixelBytes;
        for (int i = 0; i + size <= rowBytes; i += size)
        {
            pixel[..size].CopyTo(_row.AsSpan(i));
        }
    }
}
