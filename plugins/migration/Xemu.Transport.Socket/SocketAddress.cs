using System.Globalization;
using System.Text;
using Xemu.Abstractions.Migration;

namespace Xemu.Transport.Socket;

/// <summary>An address <c>unix:PATH</c> or <c>tcp:HOST:PORT</c>.</summary>
/// <param name="Uri">As the user wrote it.</param>
/// <param name="Path">Absolute path of a unix socket, or null.</param>
/// <param name="Host">Host name or number without brackets.</param>
/// <param name="Port">TCP port.</param>
internal sealed record SocketAddress(string Uri, string? Path, string Host, int Port)
{
    /// <summary>sun_path less its end.</summary>
    public const int LongestPath = 107;

    private const string Unix = "unix:";
    private const string Tcp = "tcp:";

    public static bool Accepts(string uri) => uri.StartsWith(Unix, StringComparison.Ordinal) || uri.StartsWith(Tcp, StringComparison.Ordinal);

    public static SocketAddress Parse(string uri) => uri.StartsWith(Unix, StringComparison.Ordinal) ? ParseUnix(uri) : ParseTcp(uri);

    private static SocketAddress ParseUnix(string uri)
    {
        string path = uri[Unix.Length..];
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal))
        {
            throw new MigrationException($"Address '{uri}' names no socket; write unix:PATH.");
        }

        path = System.IO.Path.GetFullPath(path);
        return Encoding.UTF8.GetByteCount(path) <= LongestPath
            ? new SocketAddress(uri, path, string.Empty, 0)
            : throw new MigrationException($"Socket path '{path}' is longer than {LongestPath} bytes; choose a shorter one.");
    }

    private static SocketAddress ParseTcp(string uri)
    {
        string text = uri[Tcp.Length..];
        int colon = text.LastIndexOf(':');
        string host = colon < 0 ? string.Empty : text[..colon];
        if (host.StartsWith('[') && host.EndsWith(']'))
        {
            host = host[1..^1];
        }
        else if (host.Contains(':', StringComparison.Ordinal))
        {
            host = string.Empty;
        }

        if (host.Length == 0 || !int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int port) || port > 65535)
        {
            throw new MigrationException($"Address '{uri}' is not understood; write tcp:HOST:PORT, an IPv6 address in brackets, 0.0.0.0 to listen everywhere.");
        }

        return new SocketAddress(uri, null, host, port);
    }
}
