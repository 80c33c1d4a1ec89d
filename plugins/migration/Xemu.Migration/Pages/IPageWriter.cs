using Xemu.Abstractions.Migration;

namespace Xemu.Migration;

/// <summary>Where the pages of a save go: fixed offsets of a file, or packets of a stream. Several workers write at once, each to its own channel.</summary>
internal interface IPageWriter
{
    /// <summary>Writes the selected pages of a chunk.</summary>
    /// <param name="channel">The worker's channel.</param>
    /// <param name="worker">The worker's number, from 0.</param>
    /// <param name="chunk">The pages.</param>
    /// <returns>What went.</returns>
    PageCounts Write(IMigrationChannel channel, int worker, PageChunk chunk);

    /// <summary>A pass over pages begins. No worker writes.</summary>
    void BeginPass()
    {
    }

    /// <summary>All pages of the pass were written. No worker writes.</summary>
    void EndPass()
    {
    }
}
