using System.Net;
using System.Net.Sockets;
using Xemu.Abstractions.Migration;
using Xemu.Transport.Posix;
using NetSocket = System.Net.Sockets.Socket;

namespace Xemu.Transport.Socket;

/// <summary>Connects to a reader that listens.</summary>
internal sealed class Connector(SocketAddress address)
{
    private EndPoint? _found;

    /// <summary>Makes a connection; further ones go to the same place as the first.</summary>
    public Descriptor Connect(CancellationToken cancellation)
    {
        if (_found is not null)
        {
            return Connect(_found, cancellation);
        }

        EndPoint[] places = address.Path is { } path
            ? [new UnixDomainSocketEndPoint(path)]
            : [.. Sockets.Resolve(address, cancellation).Select(a => new IPEndPoint(a, address.Port))];
        for (int i = 0; ; i++)
        {
            try
            {
                Descriptor descriptor = Connect(places[i], cancellation);
                _found = places[i];
                return descriptor;
            }
            catch (MigrationException) when (i + 1 < places.Length)
            {
                // A name stands for several numbers: the next may answer.
            }
        }
    }

    private Descriptor Connect(EndPoint place, CancellationToken cancellation)
    {
        NetSocket socket = place is IPEndPoint ip ? Sockets.CreateTcp(ip.Address) : Sockets.CreateUnix();
        try
        {
            socket.ConnectAsync(place, cancellation).AsTask().GetAwaiter().GetResult();
            return Sockets.TakeOver(socket);
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            throw new MigrationException($"Nobody takes a migration at '{address.Uri}': {Sockets.Reason(exception)}; start the receiving machine first (it listens there).", exception);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
