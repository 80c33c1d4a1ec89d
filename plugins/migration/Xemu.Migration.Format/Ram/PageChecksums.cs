using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Xemu.Migration.Format;

/// <summary>XXH3-64 of every page of a block, 8 bytes a page in one table. Many threads fill it, each its own pages; nothing is allocated per page.</summary>
public sealed class PageChecksums
{
    /// <summary>Pages that share one checksum in the file.</summary>
    public const int PagesPerChunk = FormatLimits.ChunkBytes / FormatLimits.PageSize;

    private readonly ulong[] _hashes;

    /// <summary>Makes an empty table.</summary>
    /// <param name="pages">Pages of the block.</param>
    public PageChecksums(ulong pages) => _hashes = new ulong[pages];

    /// <summary>Chunks of the block.</summary>
    public int Chunks => (_hashes.Length + PagesPerChunk - 1) / PagesPerChunk;

    /// <summary>Takes pages.</summary>
    /// <param name="firstPage">The first one's number.</param>
    /// <param name="bytes">Whole pages, one after the other.</param>
    public void Set(ulong firstPage, ReadOnlySpan<byte> bytes)
    {
        for (ulong page = firstPage; bytes.Length >= FormatLimits.PageSize; page++)
        {
            _hashes[page] = XxHash3.HashToUInt64(bytes[..FormatLimits.PageSize]);
            bytes = bytes[FormatLimits.PageSize..];
        }
    }

    /// <summary>The checksum of one chunk: XXH3-64 over the little-endian checksums of its present pages, in order.</summary>
    /// <param name="chunk">Number of the chunk.</param>
    /// <param name="present">Which pages are in the file.</param>
    /// <param name="hash">The checksum.</param>
    /// <returns>Whether any page is present.</returns>
    public bool TryChunk(int chunk, PageBitmap present, out ulong hash)
    {
        ArgumentNullException.ThrowIfNull(present);
        Span<ulong> hashes = stackalloc ulong[PagesPerChunk];
        int count = 0;
        int end = Math.Min((chunk + 1) * PagesPerChunk, _hashes.Length);
        for (int page = chunk * PagesPerChunk; page < end; page++)
        {
            if (present[(ulong)page])
            {
                hashes[count++] = _hashes[page];
            }
        }

        hash = XxHash3.HashToUInt64(MemoryMarshal.AsBytes(hashes[..count]));
        return count != 0;
    }

    /// <summary>What the file records of the block.</summary>
    /// <param name="name">The block's name.</param>
    /// <param name="present">Which pages are in the file.</param>
    public BlockChecksums ToBlock(string name, PageBitmap present)
    {
        ArgumentNullException.ThrowIfNull(present);
        var chunks = new ulong?[Chunks];
        for (int chunk = 0; chunk < chunks.Length; chunk++)
        {
            chunks[chunk] = TryChunk(chunk, present, out ulong hash) ? hash : null;
        }

        return new BlockChecksums(name, XxHash3.HashToUInt64(present.Bytes), chunks);
    }
}
