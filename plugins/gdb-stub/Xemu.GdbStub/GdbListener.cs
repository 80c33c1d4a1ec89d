using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Xemu.Abstractions;

namespace Xemu.GdbStub;

/// <summary>The listening socket of <c>tcp:ADDRESS:PORT</c> or <c>unix:PATH</c>.</summary>
internal sealed class GdbListener : IDisposable
{
    private readonly Socket _socket;
    private readonly string? _path;

    private GdbListener(Socket socket, string target, string? path)
    {
        _socket = socket;
        _path = path;
        Target = target;
    }

    /// <summary>What gdb's <c>target remote</c> takes.</summary>
    public string Target { get; }

    /// <summary>Opens the socket.</summary>
    /// <exception cref="ComponentException">The text is no address, or the socket cannot be had.</exception>
    public static GdbListener Open(string listen)
    {
        if (listen.StartsWith("unix:", StringComparison.Ordinal) && listen.Length > 5)
        {
            return OpenUnix(listen[5..]);
        }

        if (listen.StartsWith("tcp:", StringComparison.Ordinal) && TryParseTcp(listen[4..], out IPEndPoint? end))
        {
            return OpenTcp(end);
        }

        throw new ComponentException($"'{listen}' is nowhere to listen; write tcp:127.0.0.1:1234 or unix:/path.");
    }

    public Socket Accept()
    {
        Socket client = _socket.Accept();
        if (client.ProtocolType == ProtocolType.Tcp)
        {
            client.NoDelay = true;
        }

        return client;
    }

    public void Dispose()
    {
        _socket.Dispose();
        if (_path is not null)
        {
            File.Delete(_path);
        }
    }

    private static bool TryParseTcp(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IPEndPoint? end)
    {
        end = null;
        int colon = text.LastIndexOf(':');
        if (colon < 0 || !ushort.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
        {
            return false;
        }

        string host = text[..colon];
        if (!IPAddress.TryParse(host == "localhost" ? "127.0.0.1" : host, out IPAddress? address))
        {
            return false;
        }

        if (!IPAddress.IsLoopback(address))
        {
            throw new ComponentException($"'tcp:{text}' can be reached from other machines, and whoever attaches owns this one; listen at tcp:127.0.0.1:{port}, and reach it by ssh.");
        }

        end = new IPEndPoint(address, port);
        return true;
    }

    private static GdbListener OpenTcp(IPEndPoint end)
    {
        var socket = new Socket(end.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(end);
            socket.Listen(1);
            return new GdbListener(socket, socket.LocalEndPoint!.ToString()!, null);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new ComponentException($"gdb's socket tcp:{end} cannot be opened ({e.Message}); choose another port.", e);
        }
    }

    private static GdbListener OpenUnix(string path)
    {
        RemoveStale(path);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            // Nobody can connect between Bind and Listen, so the mode is right before anybody does.
            socket.Bind(new UnixDomainSocketEndPoint(path));
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            socket.Listen(1);
            return new GdbListener(socket, path, path);
        }
        catch (Exception e) when (e is SocketException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            socket.Dispose();
            throw new ComponentException($"gdb's socket unix:{path} cannot be opened ({e.Message}); choose another path.", e);
        }
    }

    /// <summary>Takes away the socket that a killed process has left; anything else stays.</summary>
    private static void RemoveStale(string path)
    {
        if (!File.Exists(path))
        {
            return;
        }

        try
        {
            using FileStream file = File.OpenRead(path);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new ComponentException($"gdb's socket unix:{path} would replace a file of somebody else; choose another path.", e);
        }
        catch (IOException)
        {
            // A socket cannot be opened as a file.
            using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                probe.Connect(new UnixDomainSocketEndPoint(path));
            }
            catch (Exception e) when (e is SocketException or ArgumentException)
            {
                File.Delete(path);
                return;
            }

            throw new ComponentException($"gdb's socket unix:{path} is in use by another process; choose another path.");
        }

        throw new ComponentException($"gdb's socket unix:{path} would replace a file; choose another path.");
    }
}
