namespace Xemu.Migration;

/// <summary>Reads all of RAM at once, several workers straight into place; pages that no file holds become zero.</summary>
internal sealed class EagerLoad(SnapshotChain chain, IReadOnlyList<RamRegion> regions, SaveProgress progress)
{
    /// <summary>From this many absent pages on, their memory is given back to the host instead of being cleared.</summary>
    private const int PunchPages = 16;

    private readonly ChunkCursor _cursor = new(regions);

    public void Run(CancellationToken cancellation) =>
        WorkerGroup.Run("xemu-migration-load", chain.Workers, chain.Abort, Load, cancellation);

    private void Load(int worker, CancellationToken stop)
    {
        using var reader = new ChunkReader(chain, worker);
        Span<ulong> wanted = stackalloc ulong[PageChunk.MaxPages / 64];
        while (_cursor.TryNext(out RamRegion region, out ulong firstPage, out int count))
        {
            stop.ThrowIfCancellationRequested();
            Wanted(region, firstPage, wanted);
            int bytes = reader.Read(region.Index, firstPage, count, wanted, region.AddressOf(firstPage));
            Clear(region, firstPage, count, wanted);
            int normal = (int)PageBits.Count(wanted);
            progress.Add(normal, count - normal, bytes);
        }
    }

    private void Wanted(RamRegion region, ulong firstPage, Span<ulong> wanted)
    {
        wanted.Clear();
        foreach (SnapshotLink link in chain.Links)
        {
            ReadOnlySpan<ulong> words = link.Bitmaps[region.Index].Words[(int)(firstPage / 64)..];
            for (int i = 0; i < Math.Min(wanted.Length, words.Length); i++)
            {
                wanted[i] |= words[i];
            }
        }
    }

    private static void Clear(RamRegion region, ulong firstPage, int count, ReadOnlySpan<ulong> present)
    {
        Span<ulong> absent = stackalloc ulong[PageChunk.MaxPages / 64];
        for (int i = 0; i < absent.Length; i++)
        {
            absent[i] = ~present[i];
        }

        for (int page = 0; PageBits.NextRun(absent, (ulong)page, (ulong)count, out ulong first) is > 0 and int run;)
        {
            page = (int)first + run;
            region.Zero(firstPage + first, run, PunchPages);
        }
    }
}
