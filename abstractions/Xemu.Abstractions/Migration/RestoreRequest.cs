using System.Diagnostics.CodeAnalysis;

namespace Xemu.Abstractions.Migration;

/// <summary>What to restore and how.</summary>
/// <param name="Uri">Where from; see <see cref="TransportTarget.Uri"/>.</param>
[Experimental("XEMU0006")]
public sealed record RestoreRequest(string Uri)
{
    /// <summary>The machine runs at once, and each page is read when it is first needed or when a prefetcher comes by; needs a seekable source with mapped-ram.</summary>
    public bool IsLazy { get; init; }

    /// <summary>Channels for pages besides the main one, 0 to 255; a peer that sends multifd packets must use as many.</summary>
    public int PageChannels { get; init; }

    /// <summary>Page channels bypass the host's page cache.</summary>
    public bool IsDirect { get; init; }

    /// <summary>Whether the machine runs afterwards; false leaves it paused.</summary>
    public bool Runs { get; init; } = true;
}
