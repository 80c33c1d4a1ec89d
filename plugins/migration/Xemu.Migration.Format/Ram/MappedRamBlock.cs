namespace Xemu.Migration.Format;

/// <summary>Where a block lies in a mapped-ram file.</summary>
/// <param name="Name">The block's name.</param>
/// <param name="SizeBytes">Its size.</param>
/// <param name="BitmapPosition">Where its bitmap goes: one bit a page, least significant first, in words of 8 bytes.</param>
/// <param name="BitmapBytes">Bytes of the bitmap.</param>
/// <param name="PagesPosition">Where page 0 goes, aligned to 1 MiB.</param>
public sealed record MappedRamBlock(string Name, ulong SizeBytes, long BitmapPosition, int BitmapBytes, long PagesPosition)
{
    /// <summary>Pages of the block.</summary>
    public ulong Pages => SizeBytes / FormatLimits.PageSize;

    /// <summary>Where a page goes.</summary>
    public long PagePosition(ulong page) => PagesPosition + (long)(page * FormatLimits.PageSize);
}
