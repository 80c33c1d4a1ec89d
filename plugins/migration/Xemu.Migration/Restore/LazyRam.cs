using Xemu.Abstractions.Memory;
using Xemu.Migration.Format;

namespace Xemu.Migration;

/// <summary>Guest RAM that still lies in files. An access brings in the MiB around it, and a thread brings in the rest; then the files are closed. They are never written.</summary>
internal sealed class LazyRam : IDisposable
{
    private readonly SnapshotChain _chain;
    private readonly Action<string> _failed;
    private readonly List<LazyRegion> _regions = [];
    private readonly Lock _accessGate = new();
    private readonly ChunkReader _accessReader;
    private readonly ChunkReader _prefetchReader;
    private readonly Thread _prefetcher;
    private readonly ManualResetEventSlim _ended = new();
    private volatile RamLostException? _failure;
    private volatile bool _stop;

    /// <summary>Makes RAM absent. Machine thread, standing still.</summary>
    /// <param name="chain">The files, from now on this one's.</param>
    /// <param name="regions">The blocks; prepared for being written.</param>
    /// <param name="failed">Told when pages cannot be had.</param>
    public LazyRam(SnapshotChain chain, IReadOnlyList<RamRegion> regions, Action<string> failed)
    {
        _chain = chain;
        _failed = failed;
        _accessReader = new ChunkReader(chain, 0);
        _prefetchReader = new ChunkReader(chain, chain.Workers - 1);
        foreach (RamRegion region in regions)
        {
            region.Zero(0, region.PageCount);
            _regions.Add(new LazyRegion(this, region, chain.PresentPages(region.Index)));
        }

        _prefetcher = new Thread(Prefetch) { IsBackground = true, Name = "xemu-migration-prefetch" };
    }

    /// <summary>Pages that are still in the files.</summary>
    public ulong RemainingPages => _regions.Aggregate(0UL, static (sum, region) => sum + region.Trap.Remaining);

    /// <summary>Begins to bring in what nobody asks for.</summary>
    public void Start() => _prefetcher.Start();

    /// <summary>Waits until every page is there.</summary>
    /// <exception cref="RamLostException">Pages cannot be had.</exception>
    public void WaitForAll(CancellationToken cancellation)
    {
        _ended.Wait(cancellation);
        if (_failure is { } failure)
        {
            throw failure;
        }
    }

    /// <summary>An access has run into a page, which it has taken: reads it, and what else is absent of the MiB around it.</summary>
    public void Fetch(LazyRegion region, ulong page)
    {
        Span<ulong> wanted = stackalloc ulong[PageChunk.MaxPages / 64];
        ulong chunk = page / PageChunk.MaxPages * PageChunk.MaxPages;
        lock (_accessGate)
        {
            TakeChunk(region, chunk, wanted);
            wanted[(int)((page - chunk) / 64)] |= 1UL << (int)(page % 64);
            try
            {
                Read(_accessReader, region, chunk, wanted);
            }
            catch (Exception e) when (e is IOException or SnapshotFormatException or ObjectDisposedException)
            {
                wanted[(int)((page - chunk) / 64)] &= ~(1UL << (int)(page % 64));
                GiveBack(region, chunk, wanted);
                throw Lose(region, page, e);
            }

            // The page itself is cleared by its trap when this returns.
            wanted[(int)((page - chunk) / 64)] &= ~(1UL << (int)(page % 64));
            Clear(region, chunk, wanted);
        }
    }

    /// <summary>Stops bringing pages in. What is absent then stays absent until the traps are disposed, which only a machine that ends, or whose RAM is replaced, may do.</summary>
    public void Dispose()
    {
        _stop = true;
        if (_prefetcher.ThreadState.HasFlag(ThreadState.Unstarted))
        {
            End();
        }
        else
        {
            _chain.Abort();
            _prefetcher.Join();
        }

        _regions.ForEach(static region => region.Dispose());
        _accessReader.Dispose();
        _prefetchReader.Dispose();
        _ended.Dispose();
    }

    private void Prefetch()
    {
        try
        {
            foreach (LazyRegion region in _regions)
            {
                Prefetch(region);
            }
        }
        catch (RamLostException e)
        {
            if (!_stop)
            {
                _failed(e.Message);
            }
        }

        End();
    }

    private void Prefetch(LazyRegion region)
    {
        Span<ulong> wanted = stackalloc ulong[PageChunk.MaxPages / 64];
        ulong chunk = 0;
        while (!_stop && region.Trap.Remaining > 0)
        {
            if (chunk >= region.Region.PageCount)
            {
                // Pages that somebody is bringing in right now, or gave back after a failure.
                chunk = 0;
                Thread.Sleep(1);
            }

            if (TakeChunk(region, chunk, wanted))
            {
                try
                {
                    Read(_prefetchReader, region, chunk, wanted);
                }
                catch (Exception e) when (e is IOException or SnapshotFormatException or ObjectDisposedException)
                {
                    GiveBack(region, chunk, wanted);
                    throw Lose(region, chunk, e);
                }

                Clear(region, chunk, wanted);
            }

            if (_failure is { } failure)
            {
                throw failure;
            }

            chunk += PageChunk.MaxPages;
        }
    }

    /// <summary>Takes what is absent of a chunk.</summary>
    private static bool TakeChunk(LazyRegion region, ulong chunk, Span<ulong> taken)
    {
        taken.Clear();
        bool any = false;
        ulong end = Math.Min(chunk + PageChunk.MaxPages, region.Region.PageCount);
        for (ulong page = chunk; page < end && region.Trap.TakeWithin(page, end, out ulong first) is > 0 and int count;)
        {
            PageBits.SetRange(taken, first - chunk, (ulong)count);
            any = true;
            page = first + (ulong)count;
        }

        return any;
    }

    private static void Read(ChunkReader reader, LazyRegion region, ulong chunk, ReadOnlySpan<ulong> wanted)
    {
        int count = (int)Math.Min(PageChunk.MaxPages, region.Region.PageCount - chunk);
        _ = reader.Read(region.Region.Index, chunk, count, wanted, region.Region.AddressOf(chunk));
    }

    private static void Clear(LazyRegion region, ulong chunk, ReadOnlySpan<ulong> pages)
    {
        for (int page = 0; PageBits.NextRun(pages, (ulong)page, PageChunk.MaxPages, out ulong first) is > 0 and int run;)
        {
            region.Trap.Clear(chunk + first, run);
            page = (int)first + run;
        }
    }

    private static void GiveBack(LazyRegion region, ulong chunk, ReadOnlySpan<ulong> pages)
    {
        for (int page = 0; PageBits.NextRun(pages, (ulong)page, PageChunk.MaxPages, out ulong first) is > 0 and int run;)
        {
            region.Trap.GiveBack(chunk + first, run);
            page = (int)first + run;
        }
    }

    private RamLostException Lose(LazyRegion region, ulong page, Exception cause)
    {
        var failure = new RamLostException(
            $"Page {page} of '{region.Region.Name}' cannot be read from '{_chain.Newest.Uri}': {cause.Message} The machine cannot go on; restore a whole snapshot.", cause);

        // Who comes second finds the files closed by the first, whose cause is the one to tell.
        return Interlocked.CompareExchange(ref _failure, failure, null) is { } first ? new RamLostException(first.Message, first) : failure;
    }

    private void End()
    {
        _chain.Dispose();
        _ended.Set();
    }
}
