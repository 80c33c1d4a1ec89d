using System.Diagnostics.CodeAnalysis;

namespace Xemu.Abstractions.Migration;

/// <summary>Opens channels to where a snapshot goes or comes from. Kept small until the migration issue implements it.</summary>
[Experimental("XEMU0006")]
public interface IMigrationTransport
{
    /// <summary>What every channel of this transport can do.</summary>
    TransportAbilities Abilities { get; }

    /// <summary>Opens the target.</summary>
    /// <param name="uri">What to open.</param>
    /// <param name="forWriting">Whether it is written.</param>
    /// <param name="pageChannels">How many channels for pages, 0 and up, besides the main one.</param>
    /// <returns>The main channel first.</returns>
    IReadOnlyList<IMigrationChannel> Open(string uri, bool forWriting, int pageChannels);
}
