using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;

namespace Xemu.Gpu.Nv2a;

/// <summary>Class 0x9F: copies a rectangle between the two surfaces of class 0x62. Source: envytools rnndb/graph/nv1_blit.xml.</summary>
internal sealed class ImageBlit(PixelContext context) : PixelSource(0x9F, TwoDMethods.ImageBlit, ContextClip, context)
{
    private const uint ContextClip = 0x188;
    private const uint PointIn = 0x300;
    private const uint PointOut = 0x304;
    private const uint Size = 0x308;

    /// <summary>Most bytes of one row: what a pitch can say.</summary>
    private const int MaxRowBytes = 0x1_0000;

    /// <summary>Most bytes of a copy, which is more than there is memory: rows lie over each other then.</summary>
    private const long MaxBytes = 128 << 20;

    private readonly IRamBlock _ram = context.Ram;

    [Derived("scratch")]
    private readonly byte[] _row = new byte[MaxRowBytes];

    /// <summary>SIZE starts the copy.</summary>
    protected override void AfterWrite(uint method)
    {
        if (method == Size)
        {
            Copy();
        }
    }

    private static (int X, int Y) Split(uint word) => ((int)(word & 0xFFFF), (int)(word >> 16));

    private void Copy()
    {
        (int width, int height) = Split(this[Size]);
        (int inX, int inY) = Split(this[PointIn]);
        (int outX, int outY) = Split(this[PointOut]);
        if (Clip is { } clip)
        {
            int skipX = Math.Max(clip.Left - outX, 0);
            int skipY = Math.Max(clip.Top - outY, 0);
            width = Math.Min(width, clip.Right - outX) - skipX;
            height = Math.Min(height, clip.Bottom - outY) - skipY;
            (inX, inY, outX, outY) = (inX + skipX, inY + skipY, outX + skipX, outY + skipY);
        }

        int rowBytes = Math.Min(width * Surfaces.PixelBytes, MaxRowBytes);
        Surfaces.Destination(outX, outY, out ulong start);
        ulong end = Surfaces.EndFrom(start);
        long rest = MaxBytes;
        for (int y = 0; y < height && rowBytes > 0 && rest > 0; y++, rest -= rowBytes)
        {
            long readable = Surfaces.Source(inX, inY + y, out ulong from);
            long writable = Surfaces.Destination(outX, outY + y, out ulong to);
            long inTile = to < end ? (long)Math.Min(end - to, long.MaxValue) : 0;
            CopyRow(from, to, (int)Math.Min(Math.Min(rowBytes, inTile), Math.Min(readable, writable)));
        }

        SpendBytes(MaxBytes - rest);
    }

    private void CopyRow(ulong from, ulong to, int count)
    {
        if (count <= 0)
        {
            return;
        }

        Span<byte> row = _row.AsSpan(0, count);
        using (RamLease lease = _ram.Lease(from, count, RamAccess.Read))
        {
            lease.Span.CopyTo(row);
        }

        using RamLease written = _ram.Lease(to, count, RamAccess.ReadWrite);
        Combine(row, written.Span);
    }
}
