using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;

namespace Xemu.Gpu.Nv2a;

/// <summary>Class 0x9F: copies a rectangle between the two surfaces of class 0x62. Source: envytools docs/hw/graph/2d/blit.</summary>
internal sealed class ImageBlit(Surfaces2D surfaces, ContextObject clip, ContextObject beta, InstanceMemory instances, IRamBlock ram, Pgraph graph)
    : MethodStore(0x9F, TwoDMethods.ImageBlit, graph)
{
    private const uint Operation = 0x2FC;
    private const uint PointIn = 0x300;
    private const uint PointOut = 0x304;
    private const uint Size = 0x308;
    private const uint BlendAnd = 2;
    private const uint ClipPoint = 0x300;
    private const uint ClipSize = 0x304;
    private const uint BetaFactor = 0x300;

    /// <summary>Most bytes of one row: what a pitch can say.</summary>
    private const int MaxRowBytes = 0x1_0000;

    /// <summary>Most bytes of a copy, which is more than there is memory: rows lie over each other then.</summary>
    private const long MaxBytes = 128 << 20;

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

    private void Copy()
    {
        (int width, int height) = Split(this[Size]);
        (int inX, int inY) = Split(this[PointIn]);
        (int outX, int outY) = Split(this[PointOut]);
        (int left, int top) = Split(clip[ClipPoint]);
        (int clipWidth, int clipHeight) = Split(clip[ClipSize]);
        if (clip[ClipSize] != 0)
        {
            int skipX = Math.Max(left - outX, 0);
            int skipY = Math.Max(top - outY, 0);
            width = Math.Min(width, left + clipWidth - outX) - skipX;
            height = Math.Min(height, top + clipHeight - outY) - skipY;
            (inX, inY, outX, outY) = (inX + skipX, inY + skipY, outX + skipX, outY + skipY);
        }

        int rowBytes = Math.Min(width * surfaces.PixelBytes, MaxRowBytes);
        long rest = MaxBytes;
        for (int y = 0; y < height && rowBytes > 0 && rest > 0; y++, rest -= rowBytes)
        {
            uint source = surfaces.SourceOffset + (uint)(((inY + y) * (long)surfaces.SourcePitch) + (inX * surfaces.PixelBytes));
            uint target = surfaces.DestinationOffset + (uint)(((outY + y) * (long)surfaces.DestinationPitch) + (outX * surfaces.PixelBytes));
            CopyRow(_row.AsSpan(0, rowBytes), source, target);
        }

        SpendBytes(MaxBytes - rest);
    }

    private static (int X, int Y) Split(uint word) => ((int)(word & 0xFFFF), (int)(word >> 16));

    private void CopyRow(Span<byte> row, uint source, uint target)
    {
        long readable = surfaces.Source(instances).Resolve(source, ram.SizeBytes, out ulong from);
        long writable = surfaces.Destination(instances).Resolve(target, ram.SizeBytes, out ulong to);
        int count = (int)Math.Min(row.Length, Math.Min(readable, writable));
        if (count <= 0)
        {
            return;
        }

        using (RamLease lease = ram.Lease(from, count, RamAccess.Read))
        {
            lease.Span.CopyTo(row);
        }

        using RamLease written = ram.Lease(to, count, RamAccess.ReadWrite);
        if (this[Operation] == BlendAnd)
        {
            Blend(row[..count], written.Span);
        }
        else
        {
            row[..count].CopyTo(written.Span);
        }
    }

    /// <summary>Source times beta and destination times its rest; beta has 8 significant bits below its sign.</summary>
    private void Blend(ReadOnlySpan<byte> source, Span<byte> target)
    {
        uint word = beta[BetaFactor];
        int factor = (int)word < 0 ? 0 : (int)(word >> 23);
        for (int i = 0; i < source.Length; i++)
        {
            target[i] = (byte)(((source[i] * factor) + (target[i] * (255 - factor))) / 255);
        }
    }
}
