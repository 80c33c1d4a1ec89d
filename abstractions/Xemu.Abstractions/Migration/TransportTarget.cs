using System.Diagnostics.CodeAnalysis;

namespace Xemu.Abstractions.Migration;

/// <summary>What a migration goes to or comes from, as the user wrote it.</summary>
/// <param name="Uri">The address, as QEMU writes them: <c>file:PATH[,offset=N]</c>, <c>fd:NAME</c>, <c>unix:PATH</c>, <c>tcp:HOST:PORT</c>, <c>exec:COMMAND</c>, or a scheme of the transport's own.</param>
/// <param name="IsDirect">Page channels shall bypass the host's page cache (QEMU's <c>direct-io</c>).</param>
/// <param name="PageChannels">Channels for pages besides the main one, 0 to 255; 0 lets the main channel carry them.</param>
[Experimental("XEMU0006")]
public sealed record TransportTarget(string Uri, bool IsDirect = false, int PageChannels = 0);
