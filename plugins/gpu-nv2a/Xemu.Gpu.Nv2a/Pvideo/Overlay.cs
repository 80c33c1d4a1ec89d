using Xemu.Abstractions.Memory;

namespace Xemu.Gpu.Nv2a;

/// <summary>One picture of the overlay. Units: what X.Org's driver for NV10 and later (nv_video.c) writes. Filtering is not modelled: the nearest pixel is taken.</summary>
internal readonly struct Overlay
{
    private const uint UsesColorKey = 1 << 20;

    /// <summary>The first byte in memory.</summary>
    public required ulong Start { get; init; }

    /// <summary>The last byte that may be read.</summary>
    public required ulong End { get; init; }

    /// <summary>Width in bits 0 to 15 and height above, of what lies in memory.</summary>
    public required uint SizeIn { get; init; }

    /// <summary>Where it begins: sixteenths of a pixel, x in bits 0 to 14 and y in bits 16 to 31.</summary>
    public required uint PointIn { get; init; }

    /// <summary>Pixels of memory a pixel of the screen, with 20 bits of fraction.</summary>
    public required uint StepX { get; init; }

    /// <summary>Rows of memory a row of the screen, with 20 bits of fraction.</summary>
    public required uint StepY { get; init; }

    /// <summary>Where it lies on the screen.</summary>
    public required uint PointOut { get; init; }

    /// <summary>How large it is there.</summary>
    public required uint SizeOut { get; init; }

    /// <summary>Bytes a row in bits 0 to 12, order of bytes in bit 16, whether the colour key is used in bit 20.</summary>
    public required uint Format { get; init; }

    /// <summary>The colour that the overlay is seen through.</summary>
    public required uint ColorKey { get; init; }

    /// <summary>To colours.</summary>
    public required VideoMatrix Matrix { get; init; }

    /// <summary>Puts it over a picture.</summary>
    public void Compose(IRamBlock ram, Span<uint> pixels, int width, int height)
    {
        int left = (int)(PointOut & 0xFFFF);
        int top = (int)(PointOut >> 16);
        int right = Math.Min(left + (int)(SizeOut & 0xFFFF), width);
        int bottom = Math.Min(top + (int)(SizeOut >> 16), height);
        for (int y = top; y < bottom && left < right; y++)
        {
            long row = Position(PointIn >> 16, StepY, y - top, SizeIn >> 16);
            ComposeRow(ram, row, pixels.Slice((y * width) + left, right - left));
        }
    }

    /// <summary>Which pixel of memory is seen: beyond the last one it is the last one.</summary>
    private static long Position(uint first, uint step, int distance, uint size) =>
        Math.Min((((long)first << 16) + (step * (long)distance)) >> 20, Math.Max((long)size, 1) - 1);

    private void ComposeRow(IRamBlock ram, long row, Span<uint> target)
    {
        ulong start = Start + (ulong)(row * (Format & 0x1FFF));
        ulong end = Math.Min(End + 1, ram.SizeBytes);
        uint width = Math.Min(SizeIn & 0xFFFF, 4096);
        int available = start < end ? (int)Math.Min(end - start, (((ulong)width + 1) & ~1ul) * 2) : 0;
        using RamLease lease = ram.Lease(available == 0 ? 0 : start, available, RamAccess.Read);
        ReadOnlySpan<byte> source = lease.Span;
        bool isLuminanceFirst = (Format & (1 << 16)) != 0;
        for (int x = 0; x < target.Length; x++)
        {
            int column = (int)Position(PointIn & 0x7FFF, StepX, x, width);
            int pair = (column & ~1) * 2;
            if (pair + 4 > source.Length || ((Format & UsesColorKey) != 0 && ((target[x] ^ ColorKey) & 0x00FF_FFFF) != 0))
            {
                continue;
            }

            // Y0 Cb Y1 Cr, or Cb Y0 Cr Y1.
            ReadOnlySpan<byte> bytes = source.Slice(pair, 4);
            int second = (column & 1) * 2;
            target[x] = isLuminanceFirst ? Matrix.Convert(bytes[second], bytes[1], bytes[3]) : Matrix.Convert(bytes[1 + second], bytes[0], bytes[2]);
        }
    }
}
