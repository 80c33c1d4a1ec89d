namespace Xemu.Migration;

/// <summary>Deals out the chunks of all blocks, in order, to whoever asks. Any thread.</summary>
internal sealed class ChunkCursor(IReadOnlyList<RamRegion> regions)
{
    private readonly Lock _gate = new();
    private int _region;
    private ulong _page;

    /// <summary>Gives the next chunk, which nobody else gets.</summary>
    public bool TryNext(out RamRegion region, out ulong firstPage, out int count)
    {
        lock (_gate)
        {
            while (_region < regions.Count)
            {
                region = regions[_region];
                if (_page < region.PageCount)
                {
                    firstPage = _page;
                    count = (int)Math.Min(PageChunk.MaxPages, region.PageCount - _page);
                    _page += (ulong)count;
                    return true;
                }

                _region++;
                _page = 0;
            }
        }

        (region, firstPage, count) = (null!, 0, 0);
        return false;
    }
}
