using System.Runtime.InteropServices;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.Migration;
using Xemu.Migration.Format;

namespace Xemu.Migration;

/// <summary>Writes each page at its fixed place of the file, in runs; zero pages are left out and have no bit in the bitmap.</summary>
internal sealed class MappedRamWriter : IPageWriter, IDisposable
{
    private readonly MappedRamLayout _layout;
    private readonly PageBitmap[] _present;
    private readonly PageChecksums[] _sums;
    private readonly int _unitPages;
    private readonly bool _keepsZeroPages;
    private readonly NativeBuffer?[] _bounce;

    /// <summary>Makes it.</summary>
    /// <param name="layout">Where everything goes; its blocks are the machine's, in order.</param>
    /// <param name="alignment">What positions and lengths are multiples of on the channels.</param>
    /// <param name="keepsZeroPages">A page of zeros is stored like any other: in a file of changes, no page means that nothing changed.</param>
    /// <param name="workers">How many workers there are.</param>
    public MappedRamWriter(MappedRamLayout layout, int alignment, bool keepsZeroPages, int workers)
    {
        _layout = layout;
        _present = [.. layout.Blocks.Select(static block => new PageBitmap(block.Pages))];
        _sums = [.. layout.Blocks.Select(static block => new PageChecksums(block.Pages))];
        _unitPages = Math.Max(1, alignment / IRamBlock.PageSize);
        _keepsZeroPages = keepsZeroPages;
        _bounce = new NativeBuffer?[workers];
    }

    /// <summary>The pages that the file holds, by block; whole once all workers have ended.</summary>
    public IReadOnlyList<PageBitmap> Present => _present;

    /// <summary>The checksums that the file records; whole once all workers have ended.</summary>
    public IReadOnlyList<BlockChecksums> ToChecksums() =>
        [.. _layout.Blocks.Select((block, i) => _sums[i].ToBlock(block.Name, _present[i]))];

    public PageCounts Write(IMigrationChannel channel, int worker, PageChunk chunk)
    {
        Span<ulong> present = stackalloc ulong[PageChunk.MaxPages / 64];
        int selected = chunk.SelectedCount;
        int normal = Mark(chunk, present);
        int bytes = 0;
        for (int page = 0; PageBits.NextRun(present, (ulong)page, (ulong)chunk.Count, out ulong first) is > 0 and int count;)
        {
            _sums[chunk.Region.Index].Set(chunk.FirstPage + first, chunk.PageRange((int)first, count));
            page = (int)first + count;
        }

        for (int page = 0; PageBits.NextRun(present, (ulong)page, (ulong)chunk.Count, out ulong first) is > 0 and int count;)
        {
            bytes += WriteRun(channel, worker, chunk, present, (int)first, count, out page);
        }

        return new PageCounts(normal, selected - normal, bytes);
    }

    public void Dispose()
    {
        foreach (NativeBuffer? buffer in _bounce)
        {
            buffer?.Dispose();
        }
    }

    /// <summary>Finds which selected pages need a place, and puts them into the file's bitmap.</summary>
    private int Mark(PageChunk chunk, Span<ulong> present)
    {
        present.Clear();
        int normal = 0;
        for (int page = 0; page < chunk.Count; page++)
        {
            if (chunk.IsSelected(page) && (_keepsZeroPages || chunk.Page(page).ContainsAnyExcept((byte)0)))
            {
                present[page / 64] |= 1UL << (page % 64);
                normal++;
            }
        }

        // Others may be at the rest of the word: units of a background save are smaller than a word is.
        Span<ulong> bitmap = MemoryMarshal.Cast<byte, ulong>(_present[chunk.Region.Index].Bytes);
        for (int page = 0; page < chunk.Count; page += 64)
        {
            ulong first = chunk.FirstPage + (ulong)page;
            ref ulong word = ref bitmap[(int)(first / 64)];
            int shift = (int)(first % 64);
            _ = Interlocked.And(ref word, ~(chunk.Selected[page / 64] << shift));
            _ = Interlocked.Or(ref word, present[page / 64] << shift);
        }

        return normal;
    }

    /// <summary>Writes a run of pages, widened to whole units of the channel: what lies around is zero, or as it was written before.</summary>
    private int WriteRun(IMigrationChannel channel, int worker, PageChunk chunk, ReadOnlySpan<ulong> present, int first, int count, out int next)
    {
        int start = first - (first % _unitPages);
        int end = RoundUp(first + count);
        while (end < chunk.Count && PageBits.NextRun(present, (ulong)end, (ulong)chunk.Count, out ulong more) is > 0 and int moreCount && RoundDown((int)more) <= end)
        {
            end = RoundUp((int)more + moreCount);
        }

        next = end;
        int length = (end - start) * IRamBlock.PageSize;
        ulong position = (ulong)_layout.Blocks[chunk.Region.Index].PagePosition(chunk.FirstPage + (ulong)start);
        channel.Write(position, end <= chunk.Count ? chunk.PageRange(start, end - start) : Bounce(worker, chunk, start, length));
        return length;
    }

    /// <summary>The block ends within a unit: the rest of it is written as zeros, which must not come from behind the block.</summary>
    private ReadOnlySpan<byte> Bounce(int worker, PageChunk chunk, int start, int length)
    {
        NativeBuffer buffer = _bounce[worker] ??= new NativeBuffer(PageChunk.MaxBytes);
        ReadOnlySpan<byte> pages = chunk.PageRange(start, chunk.Count - start);
        pages.CopyTo(buffer.Span);
        buffer.Span[pages.Length..length].Clear();
        return buffer.Span[..length];
    }

    private int RoundUp(int page) => (page + _unitPages - 1) / _unitPages * _unitPages;

    private int RoundDown(int page) => page / _unitPages * _unitPages;
}
