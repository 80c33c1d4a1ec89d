using System.Diagnostics.CodeAnalysis;

namespace Xemu.Abstractions.Migration;

/// <summary>What to save and how.</summary>
/// <param name="Uri">Where to; see <see cref="TransportTarget.Uri"/>.</param>
[Experimental("XEMU0006")]
public sealed record SaveRequest(string Uri)
{
    /// <summary>How.</summary>
    public SaveMode Mode { get; init; } = SaveMode.Stopped;

    /// <summary>Each page at a fixed offset of the file; needs a seekable target. False: a sequential stream, or multifd packets with <see cref="PageChannels"/>.</summary>
    public bool IsMappedRam { get; init; }

    /// <summary>Channels for pages besides the main one (QEMU's <c>multifd-channels</c>), 0 to 255; 0 sends pages through the main channel.</summary>
    public int PageChannels { get; init; }

    /// <summary>Page channels bypass the host's page cache.</summary>
    public bool IsDirect { get; init; }

    /// <summary>Most bytes a second while the guest runs, or 0 for no limit.</summary>
    public ulong MaxBytesPerSecond { get; init; }

    /// <summary>How long a live migration may stop the machine for, in milliseconds.</summary>
    public int DowntimeLimitMs { get; init; } = 300;

    /// <summary>A snapshot of this machine, a path, of which only the changes since are saved; or null for everything.</summary>
    public string? Parent { get; init; }

    /// <summary>Whether the machine runs on afterwards as before. False: it stays stopped, as the source of a migration to another machine does.</summary>
    public bool RunsOn { get; init; } = true;
}
