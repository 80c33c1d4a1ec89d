namespace Xemu.Migration;

/// <summary>Where the pages of a save come from. Several workers ask at once.</summary>
internal interface IPageSource
{
    /// <summary>Gives a worker its next pages; waits while there are none yet.</summary>
    /// <param name="chunk">The worker's chunk, filled.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>False when there are no more.</returns>
    bool TryTake(PageChunk chunk, CancellationToken cancellation);

    /// <summary>The worker is done with the chunk's memory.</summary>
    /// <param name="chunk">The chunk.</param>
    void Release(PageChunk chunk);
}
