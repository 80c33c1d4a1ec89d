using System.Diagnostics.CodeAnalysis;

namespace Xemu.Abstractions.Migration;

/// <summary>An open address: a main channel and channels for pages.</summary>
/// <remarks>
/// Writing ends with <see cref="Commit"/>; disposing without it, or <see cref="Abort"/>, leaves what stood at the address before untouched wherever
/// <see cref="TransportAbilities.IsAtomic"/> says so. Each channel is used by one thread at a time, different channels by different threads at once.
/// </remarks>
[Experimental("XEMU0006")]
public interface IMigrationStream : IDisposable
{
    /// <summary>What the channels can do and need.</summary>
    TransportAbilities Abilities { get; }

    /// <summary>Headers, device state, and pages when there are no page channels. Never needs alignment.</summary>
    IMigrationChannel Main { get; }

    /// <summary>The channels for pages opened so far.</summary>
    IReadOnlyList<IMigrationChannel> PageChannels { get; }

    /// <summary>Opens further page channels; a stream of sockets that reads waits for the peer's connections here.</summary>
    /// <param name="count">How many there shall be in all.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="MigrationException">They cannot be had.</exception>
    void OpenPageChannels(int count, CancellationToken cancellation);

    /// <summary>The number of bytes at the address for reading, or null where only reading to the end tells.</summary>
    ulong? LengthBytes { get; }

    /// <summary>Puts what was written so far through every channel on stable storage, where there is such a thing.</summary>
    /// <exception cref="IOException">It could not be done.</exception>
    void Flush();

    /// <summary>Everything was written: puts it on stable storage and, where the address is a path, under its name.</summary>
    /// <exception cref="IOException">It could not be done; the stream counts as aborted.</exception>
    void Commit();

    /// <summary>Gives up. Any thread: calls that wait on the channels fail soon. What was written under a temporary name is removed.</summary>
    void Abort();
}
