using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Xemu.Migration;

/// <summary>Where a machine's monitor listens.</summary>
internal static class MonitorAddress
{
    private const string Unix = "unix:";
    private const string Tcp = "tcp:";
    private const string Folder = "xemu-platform";

    /// <summary>The folder where <c>--qmp</c> sockets are looked for when no address is given.</summary>
    public static string DefaultFolder => Path.Combine(Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } runtime ? runtime : Path.GetTempPath(), Folder);

    /// <summary>Connects.</summary>
    /// <param name="address"><c>unix:PATH</c> or <c>tcp:HOST:PORT</c>, or null for the only socket in the default folder.</param>
    /// <exception cref="IOException">Nobody is there.</exception>
    public static Socket Connect(string? address)
    {
        string text = address ?? FindDefault();
        EndPoint place = Parse(text);
        var socket = place is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(place);
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new IOException($"No machine's monitor answers at '{text}' ({e.SocketErrorCode}); {HowTo}", e);
        }
    }

    private static string HowTo => $"start the machine with 'run … --qmp unix:PATH' and name that address with --monitor, or choose a PATH in '{DefaultFolder}', where it is found.";

    private static string FindDefault()
    {
        string[] found = [];
        try
        {
            found = Directory.Exists(DefaultFolder) ? [.. Directory.EnumerateFiles(DefaultFolder).Order(StringComparer.Ordinal)] : [];
        }
        catch (UnauthorizedAccessException)
        {
            // Another user's: none of ours are there.
        }

        return found.Length switch
        {
            1 => Unix + found[0],
            0 => throw new IOException($"No machine with a monitor is found; {HowTo}"),
            _ => throw new IOException($"Several machines have a monitor; name one with --monitor: {string.Join(", ", found.Take(10).Select(static path => Unix + path))}."),
        };
    }

    private static EndPoint Parse(string text)
    {
        if (text.StartsWith(Unix, StringComparison.Ordinal) && text.Length > Unix.Length)
        {
            try
            {
                return new UnixDomainSocketEndPoint(Path.GetFullPath(text[Unix.Length..]));
            }
            catch (ArgumentException e)
            {
                throw new IOException($"Monitor address '{text}' cannot be: {e.Message}", e);
            }
        }

        int colon = text.LastIndexOf(':');
        if (text.StartsWith(Tcp, StringComparison.Ordinal) && colon > Tcp.Length
            && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and <= 65535)
        {
            string host = text[Tcp.Length..colon].Trim('[', ']');
            return IPAddress.TryParse(host, out IPAddress? number) ? new IPEndPoint(number, port) : new DnsEndPoint(host, port);
        }

        throw new IOException($"Monitor address '{text}' is not understood; write unix:PATH or tcp:HOST:PORT.");
    }
}
