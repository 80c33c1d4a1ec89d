using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Xemu.Abstractions;

namespace Xemu.Monitor.Qmp;

/// <summary>Where a monitor listens: <c>unix:PATH</c>, or <c>tcp:127.0.0.1:PORT</c>.</summary>
internal sealed record ListenAddress(EndPoint EndPoint, string? Path)
{
    private const int LongestPath = 107;

    /// <summary>Words that QEMU's command lines carry and that are so here anyway.</summary>
    private static readonly string[] Idle = ["server", "server=on", "nowait", "wait=off"];

    /// <summary>Reads an address.</summary>
    /// <param name="text">As the user wrote it; a relative path starts at the working folder.</param>
    /// <exception cref="ComponentException">It is none, or one that everybody on the network could reach.</exception>
    public static ListenAddress Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] words = text.Split(',');
        if (words.Skip(1).FirstOrDefault(static w => !Idle.Contains(w)) is { } strange)
        {
            throw new ComponentException($"Monitor address '{text}' has the word '{strange}'; a monitor always listens and never waits, so leave it out.");
        }

        string address = words[0];
        if (address.StartsWith("tcp:", StringComparison.Ordinal))
        {
            return ParseTcp(address);
        }

        string path = address.StartsWith("unix:", StringComparison.Ordinal) ? address[5..] : address;
        if (path.Length == 0 || (path.Contains(':', StringComparison.Ordinal) && !path.Contains('/', StringComparison.Ordinal)))
        {
            throw new ComponentException($"Monitor address '{text}' is none; write unix:PATH or tcp:127.0.0.1:PORT.");
        }

        path = System.IO.Path.GetFullPath(path);
        return Encoding.UTF8.GetByteCount(path) <= LongestPath
            ? new ListenAddress(new UnixDomainSocketEndPoint(path), path)
            : throw new ComponentException($"Socket path '{path}' is longer than {LongestPath} bytes; choose a shorter one.");
    }

    private static ListenAddress ParseTcp(string text)
    {
        string rest = text["tcp:".Length..];
        int colon = rest.LastIndexOf(':');
        if (colon < 0 || !ushort.TryParse(rest.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
        {
            throw new ComponentException($"Monitor address '{text}' lacks a port; write tcp:127.0.0.1:PORT, with port 0 for any that is free.");
        }

        string host = rest[..colon].Trim('[', ']');
        IPAddress? address = host == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(host, out IPAddress? parsed) ? parsed : null;
        if (address is null || !IPAddress.IsLoopback(address))
        {
            throw new ComponentException(
                $"Monitor address '{text}' is refused: whoever reaches a monitor commands this process, so TCP is for 127.0.0.1, [::1] and localhost only; use those, or unix:PATH.");
        }

        return new ListenAddress(new IPEndPoint(address, port), null);
    }
}
