using System.Net.Sockets;
using Xemu.Abstractions;

namespace Xemu.Monitor.Qmp;

/// <summary>The listening socket; a unix socket's file is made for its owner alone and removed at the end.</summary>
internal sealed class Listener : IDisposable
{
    private readonly Socket _socket;
    private readonly string? _path;

    private Listener(Socket socket, string? path)
    {
        _socket = socket;
        _path = path;
    }

    /// <summary>Whether clients come through a unix socket and can hand descriptors over.</summary>
    public bool IsUnix => _path is not null;

    /// <summary>The address as clients write it.</summary>
    public string Display => _path is not null ? $"unix:{_path}" : $"tcp:{_socket.LocalEndPoint}";

    /// <summary>Opens an address.</summary>
    /// <exception cref="ComponentException">It cannot be had.</exception>
    public static Listener Open(ListenAddress address)
    {
        bool isUnix = address.Path is not null;
        var socket = new Socket(address.EndPoint.AddressFamily, SocketType.Stream, isUnix ? ProtocolType.Unspecified : ProtocolType.Tcp);
        try
        {
            if (address.Path is { } path)
            {
                RemoveStale(path);
            }
            else
            {
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, optionValue: true);
            }

            socket.Bind(address.EndPoint);
            if (isUnix && !OperatingSystem.IsWindows())
            {
                // Nobody can connect before Listen.
                File.SetUnixFileMode(address.Path!, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            socket.Listen(8);
            return new Listener(socket, address.Path);
        }
        catch (Exception e) when (e is SocketException or IOException or UnauthorizedAccessException)
        {
            socket.Dispose();
            string wayOut = isUnix ? "choose a path in a folder that exists and is yours" : "choose another port";
            throw new ComponentException($"The monitor cannot listen at '{address.Path ?? address.EndPoint.ToString()}' ({e.Message}); {wayOut}.", e);
        }
        catch (ComponentException)
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Waits for a client; null once the listener is closed.</summary>
    public Socket? Accept()
    {
        while (true)
        {
            try
            {
                return _socket.Accept();
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionAborted or SocketError.Interrupted)
            {
                // The client left before it was taken. A closed listener says so the next time.
                if (_socket.SafeHandle.IsClosed)
                {
                    return null;
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return null;
            }
        }
    }

    /// <summary>Stops listening, which ends a waiting <see cref="Accept"/>, and removes the file.</summary>
    public void Dispose()
    {
        _socket.Dispose();
        if (_path is not null)
        {
            File.Delete(_path);
        }
    }

    /// <summary>Removes the socket that a killed process left; refuses one that is alive, and any other file.</summary>
    private static void RemoveStale(string path)
    {
        if (Directory.Exists(path))
        {
            throw new ComponentException($"'{path}' is a folder and cannot be the monitor's socket; choose another path.");
        }

        if (!File.Exists(path))
        {
            return;
        }

        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException) when (IsSocket(path))
        {
            File.Delete(path);
            return;
        }
        catch (SocketException)
        {
            throw new ComponentException($"'{path}' exists and is no socket; choose another path for the monitor.");
        }

        throw new ComponentException($"Socket '{path}' is in use by another process; choose another path for the monitor.");
    }

    private static bool IsSocket(string path)
    {
        // .NET tells sockets from files by nothing but this: a socket cannot be opened.
        try
        {
            using FileStream file = File.OpenRead(path);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }
}
