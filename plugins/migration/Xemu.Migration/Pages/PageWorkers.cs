using Xemu.Abstractions.Migration;

namespace Xemu.Migration;

/// <summary>Threads that carry pages, one a channel; the caller's thread is the first of them.</summary>
internal sealed class PageWorkers(IMigrationStream stream, SaveProgress progress, RateLimiter limiter)
{
    private readonly IReadOnlyList<IMigrationChannel> _channels = stream.PageChannels.Count > 0 ? stream.PageChannels : [stream.Main];
    private readonly PageChunk[] _chunks = [.. Enumerable.Range(0, Math.Max(1, stream.PageChannels.Count)).Select(static _ => new PageChunk())];

    /// <summary>How many there are.</summary>
    public int Count => _channels.Count;

    /// <summary>Carries pages until the source has no more.</summary>
    /// <param name="source">Where from.</param>
    /// <param name="writer">Where to.</param>
    /// <param name="cancellation">Ends it between two chunks.</param>
    /// <exception cref="IOException">A channel failed; the others were stopped.</exception>
    public void Run(IPageSource source, IPageWriter writer, CancellationToken cancellation)
    {
        writer.BeginPass();
        WorkerGroup.Run("xemu-migration-page", Count, stream.Abort, (worker, stop) => Carry(worker, source, writer, stop), cancellation);
        writer.EndPass();
    }

    private void Carry(int worker, IPageSource source, IPageWriter writer, CancellationToken stop)
    {
        PageChunk chunk = _chunks[worker];
        while (source.TryTake(chunk, stop))
        {
            PageCounts counts;
            try
            {
                stop.ThrowIfCancellationRequested();
                counts = writer.Write(_channels[worker], worker, chunk);
                progress.Add(counts.Normal, counts.Zero, counts.Bytes);
            }
            finally
            {
                source.Release(chunk);
            }

            limiter.Pass(counts.Bytes, stop);
        }
    }
}
