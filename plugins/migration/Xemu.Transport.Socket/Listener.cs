using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Xemu.Abstractions.Migration;
using Xemu.Transport.Posix;
using NetSocket = System.Net.Sockets.Socket;

namespace Xemu.Transport.Socket;

/// <summary>Listens for a writer.</summary>
internal sealed class Listener : IDisposable
{
    private const int Backlog = 256;

    private readonly SocketAddress _address;
    private readonly NetSocket _socket;
    private FileStatus? _made;

    public Listener(SocketAddress address, ILogger log, CancellationToken cancellation)
    {
        _address = address;
        IPAddress? host = address.Path is null ? Sockets.Resolve(address, cancellation)[0] : null;
        _socket = host is null ? Sockets.CreateUnix() : Sockets.CreateTcp(host);
        try
        {
            SocketLog.Listening(log, host is null ? ListenUnix(address.Path!) : ListenTcp(host));
        }
        catch (SocketException exception)
        {
            Dispose();
            throw new MigrationException($"Nothing can listen at '{address.Uri}': {Sockets.Reason(exception)}; choose an address of this machine that is free.", exception);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Waits for a connection.</summary>
    public Descriptor Accept(CancellationToken cancellation)
    {
        try
        {
            return Sockets.TakeOver(_socket.AcceptAsync(cancellation).AsTask().GetAwaiter().GetResult());
        }
        catch (SocketException exception)
        {
            throw new MigrationException($"No connection came at '{_address.Uri}': {Sockets.Reason(exception)}; try again.", exception);
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        if (_made is { } made && Look(_address.Path!) is { } there && there.IsSameFile(made))
        {
            _ = Libc.unlink(_address.Path!);
        }

        _made = null;
    }

    private string ListenTcp(IPAddress host)
    {
        // .NET sets SO_REUSEADDR by itself: a port in TIME_WAIT can be taken.
        _socket.Bind(new IPEndPoint(host, _address.Port));
        _socket.Listen(Backlog);
        var bound = (IPEndPoint)_socket.LocalEndPoint!;
        return string.Create(CultureInfo.InvariantCulture, $"tcp:{bound}");
    }

    /// <summary>Binds under a temporary name and renames: what is seen under the name is private and listens.</summary>
    private string ListenUnix(string path)
    {
        RefuseTaken(path);
        string folder = Path.GetDirectoryName(path)!;
        string temporary = Path.Combine(folder, "." + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4)));
        if (System.Text.Encoding.UTF8.GetByteCount(temporary) > SocketAddress.LongestPath)
        {
            throw new MigrationException($"Folder '{folder}' is too long for a socket; choose a shorter path.");
        }

        _socket.Bind(new UnixDomainSocketEndPoint(temporary));
        try
        {
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(temporary, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            _socket.Listen(Backlog);
            FileStatus made = Look(temporary)!.Value;
            if (Libc.rename(temporary, path) != 0)
            {
                throw new MigrationException($"Socket '{path}' cannot be made: {Errno.Text(Errno.Last)}; choose another path.");
            }

            _made = made;
            return "unix:" + path;
        }
        catch
        {
            _ = Libc.unlink(temporary);
            throw;
        }
    }

    /// <summary>A socket that a killed process left is replaced; one that is alive, and any other file, is refused.</summary>
    private void RefuseTaken(string path)
    {
        if (Look(path) is not { } there)
        {
            return;
        }

        if (!there.IsSocket)
        {
            throw new MigrationException($"'{path}' exists and is {there.Kind}, no socket; choose another path.");
        }

        if (IsAlive(path))
        {
            throw new MigrationException($"Somebody listens at '{_address.Uri}' already; choose another path.");
        }
    }

    /// <summary>Whether a process has the socket open. The probe is of another kind than the socket, so that nobody who waits there takes it for a writer.</summary>
    private static bool IsAlive(string path)
    {
        using var probe = new NetSocket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return false;
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ProtocolType)
        {
            // "Protocol wrong type for socket": there is one, and somebody has it.
        }

        return true;
    }

    private static FileStatus? Look(string path) =>
        Libc.statx(Libc.AtFdCwd, path, Libc.AtNoFollow, FileStatus.BasicMask, out FileStatus status) == 0 ? status : null;
}
