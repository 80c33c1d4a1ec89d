namespace Xemu.Migration;

/// <summary>Gives pages straight from RAM, in order: of a machine that stands still, or one pass over a live one.</summary>
/// <param name="regions">The blocks.</param>
/// <param name="selection">A bitmap a block, or null for every page.</param>
/// <param name="skipsHoles">Whether pages that never got memory are left out: they are zero.</param>
/// <param name="progress">Is told what was left out.</param>
internal sealed class RamSource(IReadOnlyList<RamRegion> regions, IReadOnlyList<ulong[]>? selection, bool skipsHoles, SaveProgress progress) : IPageSource
{
    private readonly ChunkCursor _cursor = new(regions);

    public bool TryTake(PageChunk chunk, CancellationToken cancellation)
    {
        while (_cursor.TryNext(out RamRegion region, out ulong firstPage, out int count))
        {
            cancellation.ThrowIfCancellationRequested();
            chunk.Set(region, firstPage, count, region.AddressOf(firstPage));
            Select(chunk);
            int left = chunk.SelectedCount;
            if (left > 0 && skipsHoles)
            {
                int holes = HoleFinder.Deselect(chunk);
                progress.AddZero(holes);
                left -= holes;
            }

            if (left > 0)
            {
                return true;
            }
        }

        return false;
    }

    public void Release(PageChunk chunk)
    {
    }

    private void Select(PageChunk chunk)
    {
        if (selection is null)
        {
            chunk.SelectAll();
            return;
        }

        ulong[] bits = selection[chunk.Region.Index];
        int word = (int)(chunk.FirstPage / 64);
        bits.AsSpan(word, Math.Min(chunk.Selected.Length, bits.Length - word)).CopyTo(chunk.Selected);
    }
}
