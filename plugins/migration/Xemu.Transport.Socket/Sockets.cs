using System.Net;
using System.Net.Sockets;
using Xemu.Abstractions.Migration;
using Xemu.Transport.Posix;
using NetSocket = System.Net.Sockets.Socket;

namespace Xemu.Transport.Socket;

/// <summary>What connecting and listening share.</summary>
internal static class Sockets
{
    /// <summary>Asked for on unix sockets, as far as the host allows; TCP grows its buffers by itself, and asking would end that.</summary>
    private const int UnixBuffer = 4 << 20;

    public static NetSocket CreateUnix() => new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    public static NetSocket CreateTcp(IPAddress address) => new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);

    public static IPAddress[] Resolve(SocketAddress address, CancellationToken cancellation)
    {
        try
        {
            return IPAddress.TryParse(address.Host, out IPAddress? number)
                ? [number]
                : Dns.GetHostAddressesAsync(address.Host, cancellation).GetAwaiter().GetResult();
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            throw new MigrationException($"Host '{address.Host}' of '{address.Uri}' is not known; check the name or write a number.", exception);
        }
    }

    /// <summary>Prepares a connected socket and takes its descriptor over.</summary>
    public static Descriptor TakeOver(NetSocket socket)
    {
        using (socket)
        {
            if (socket.AddressFamily == AddressFamily.Unix)
            {
                socket.SendBufferSize = UnixBuffer;
                socket.ReceiveBufferSize = UnixBuffer;
            }
            else
            {
                socket.NoDelay = true;
            }

            return Descriptor.TryDuplicate((int)socket.Handle, out int errno) ?? throw Errno.Exception("Duplicating a socket", errno);
        }
    }

    /// <summary>The host's words for why a call failed.</summary>
    public static string Reason(SocketException exception) => Errno.Text(exception.NativeErrorCode);
}
