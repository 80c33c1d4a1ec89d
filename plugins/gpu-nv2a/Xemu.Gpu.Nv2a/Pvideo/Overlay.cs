using Xemu.Abstractions.Memory;

namespace Xemu.Gpu.Nv2a;

/// <summary>One picture of the overlay. Units: what X.Org's driver for NV10 and later (nv_video.c) writes. The nearest pixel is taken: that the part filters, no document says.</summary>
internal readonly struct Overlay
{
    private const uint UsesColorKey = 1 << 20;
    private const uint IsPlanar = 1;
    private const uint PitchMask = 0x1FFE;
    private const uint MaxWidth = 4096;

    /// <summary>The first byte in memory.</summary>
    public required ulong Start { get; init; }

    /// <summary>The last byte that may be read.</summary>
    public required ulong End { get; init; }

    /// <summary>The first byte of the colours, where they lie in a plane of their own.</summary>
    public required ulong PlaneStart { get; init; }

    /// <summary>The last byte of them that may be read; where no limit is set (as Linux' nouveau leaves it), there is none.</summary>
    public required ulong PlaneEnd { get; init; }

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

    /// <summary>Whether colours have a plane in bit 0, bytes a row in bits 1 to 12, order of bytes in bit 16, whether the colour key is used in bit 20.</summary>
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
        uint width = Math.Min(SizeIn & 0xFFFF, MaxWidth);
        int pairBytes = ((int)width + 1) & ~1;
        bool isPlanar = (Format & IsPlanar) != 0;
        using RamLease light = Lease(ram, Start, End, row, isPlanar ? pairBytes : pairBytes * 2);
        using RamLease colors = Lease(ram, PlaneStart, PlaneEnd, row / 2, isPlanar ? pairBytes : 0);
        for (int x = 0; x < target.Length; x++)
        {
            int column = (int)Position(PointIn & 0x7FFF, StepX, x, width);
            if ((Format & UsesColorKey) == 0 || ((target[x] ^ ColorKey) & 0x00FF_FFFF) == 0)
            {
                target[x] = (isPlanar ? Planar(light.Span, colors.Span, column) : Packed(light.Span, column)) ?? target[x];
            }
        }
    }

    /// <summary>A row of memory, as far as it may be read.</summary>
    private RamLease Lease(IRamBlock ram, ulong start, ulong last, long row, int bytes)
    {
        start += (ulong)(row * (Format & PitchMask));
        ulong end = Math.Min(last + 1, ram.SizeBytes);
        int available = start < end ? (int)Math.Min(end - start, (ulong)bytes) : 0;
        return ram.Lease(available == 0 ? 0 : start, available, RamAccess.Read);
    }

    private bool IsFirstOrder => (Format & (1 << 16)) != 0;

    /// <summary>Y0 Cb Y1 Cr, or Cb Y0 Cr Y1.</summary>
    private uint? Packed(ReadOnlySpan<byte> row, int column)
    {
        int pair = (column & ~1) * 2;
        int second = (column & 1) * 2;
        if (pair + 4 > row.Length)
        {
            return null;
        }

        ReadOnlySpan<byte> bytes = row.Slice(pair, 4);
        return IsFirstOrder ? Matrix.Convert(bytes[second], bytes[1], bytes[3]) : Matrix.Convert(bytes[1 + second], bytes[0], bytes[2]);
    }

    /// <summary>Luminance for each pixel, and Cb Cr or Cr Cb for each four. Source: Linux' drivers/gpu/drm/nouveau/dispnv04/overlay.c (NV12, NV21).</summary>
    private uint? Planar(ReadOnlySpan<byte> light, ReadOnlySpan<byte> colors, int column)
    {
        int pair = column & ~1;
        if (column >= light.Length || pair + 2 > colors.Length)
        {
            return null;
        }

        return IsFirstOrder ? Matrix.Convert(light[column], colors[pair], colors[pair + 1]) : Matrix.Convert(light[column], colors[pair + 1], colors[pair]);
    }
}
