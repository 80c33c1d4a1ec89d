using Xemu.Abstractions.Memory;
using Xemu.Migration.Format;

namespace Xemu.Migration;

/// <summary>Reads pages of one chunk out of a chain, and checks them against the recorded checksums. One worker's.</summary>
/// <param name="chain">The files.</param>
/// <param name="channel">The channel of each file that it reads on.</param>
internal sealed class ChunkReader(SnapshotChain chain, int channel) : IDisposable
{
    private readonly NativeBuffer _scratch = new(PageChunk.MaxBytes);
    private readonly PageChecksums _sums = new(PageChunk.MaxPages);
    private readonly PageBitmap _present = new(PageChunk.MaxPages);

    /// <summary>Reads pages.</summary>
    /// <param name="blockIndex">The block.</param>
    /// <param name="firstPage">The chunk's first page.</param>
    /// <param name="count">Its pages.</param>
    /// <param name="wanted">A bit a page: which are wanted; those that no file holds are left alone.</param>
    /// <param name="destination">Where the chunk begins in memory. Pages that are not wanted stay as they are.</param>
    /// <returns>Bytes that were read.</returns>
    /// <exception cref="IOException">A file could not be read.</exception>
    /// <exception cref="SnapshotFormatException">The pages are not as they were written.</exception>
    public int Read(int blockIndex, ulong firstPage, int count, ReadOnlySpan<ulong> wanted, nint destination)
    {
        Span<ulong> left = stackalloc ulong[PageChunk.MaxPages / 64];
        wanted.CopyTo(left);
        Span<ulong> taken = stackalloc ulong[PageChunk.MaxPages / 64];
        int bytes = 0;
        foreach (SnapshotLink link in chain.Links)
        {
            Span<ulong> held = HeldPages(link, blockIndex, firstPage);
            bool any = false;
            bool all = true;
            for (int i = 0; i < held.Length; i++)
            {
                taken[i] = held[i] & left[i];
                any |= taken[i] != 0;
                all &= taken[i] == held[i];
                left[i] &= ~held[i];
            }

            if (any)
            {
                bytes += ReadLink(link, blockIndex, firstPage, held, taken, all ? destination : _scratch.Address, count);
                if (!all)
                {
                    Copy(taken, count, destination);
                }
            }
        }

        return bytes;
    }

    public void Dispose() => _scratch.Dispose();

    private Span<ulong> HeldPages(SnapshotLink link, int blockIndex, ulong firstPage)
    {
        Span<ulong> held = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ulong>(_present.Bytes);
        ReadOnlySpan<ulong> words = link.Bitmaps[blockIndex].Words[(int)(firstPage / 64)..];
        held.Clear();
        words[..Math.Min(words.Length, held.Length)].CopyTo(held);
        return held;
    }

    /// <summary>Reads all pages that a file has of the chunk: its checksum is over all of them.</summary>
    private int ReadLink(SnapshotLink link, int blockIndex, ulong firstPage, ReadOnlySpan<ulong> held, ReadOnlySpan<ulong> taken, nint destination, int count)
    {
        SnapshotBlock block = link.Blocks[blockIndex];
        IReadOnlyList<ulong?>? recorded = link.File.Checksums?.Block(block.Name)?.Chunks;
        int bytes = 0;
        ReadOnlySpan<ulong> pages = recorded is null ? taken : held;
        for (int page = 0; PageBits.NextRun(pages, (ulong)page, (ulong)count, out ulong first) is > 0 and int run;)
        {
            Span<byte> memory = MemorySpan.Of(destination + ((nint)first * IRamBlock.PageSize), run * IRamBlock.PageSize);
            link.Read(channel, block.PagesPosition + ((long)(firstPage + first) * IRamBlock.PageSize), memory);
            bytes += memory.Length;
            page = (int)first + run;
            if (recorded is not null)
            {
                _sums.Set(first, memory);
            }
        }

        int chunk = (int)(firstPage / PageChunk.MaxPages);
        if (recorded is not null && _sums.TryChunk(0, _present, out ulong hash) && hash != recorded[chunk])
        {
            throw new SnapshotFormatException($"Pages {firstPage} to {firstPage + (ulong)count - 1} of '{block.Name}' in '{link.Uri}' are not as they were written: their checksum is {hash:x16}, recorded is {recorded[chunk]:x16}.");
        }

        return bytes;
    }

    private void Copy(ReadOnlySpan<ulong> pages, int count, nint destination)
    {
        for (int page = 0; PageBits.NextRun(pages, (ulong)page, (ulong)count, out ulong first) is > 0 and int run;)
        {
            int offset = (int)first * IRamBlock.PageSize;
            _scratch.Span.Slice(offset, run * IRamBlock.PageSize).CopyTo(MemorySpan.Of(destination + offset, run * IRamBlock.PageSize));
            page = (int)first + run;
        }
    }
}
