using Microsoft.Extensions.Logging;
using Xemu.Abstractions;
using Xemu.Abstractions.Migration;
using Xemu.Transport.Posix;

namespace Xemu.Transport.Socket;

/// <summary>Sockets: the writer connects, the reader listens. <c>unix:PATH</c>, <c>tcp:HOST:PORT</c>.</summary>
internal sealed class SocketTransport(ILogger log) : IComponent, IMigrationTransport
{
    public bool Accepts(TransportTarget target) => SocketAddress.Accepts(target.Uri);

    public IMigrationStream OpenWrite(TransportTarget target, CancellationToken cancellation)
    {
        var connector = new Connector(Check(target, cancellation));
        SocketStream stream = new(target.Uri, connector, null, isWriting: true, connector.Connect(cancellation));
        try
        {
            stream.OpenPageChannels(target.PageChannels, cancellation);
            return stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    public IMigrationStream OpenRead(TransportTarget target, CancellationToken cancellation)
    {
        SocketAddress address = Check(target, cancellation);
        var listener = new Listener(address, log, cancellation);
        try
        {
            return new SocketStream(target.Uri, null, listener, isWriting: false, listener.Accept(cancellation));
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        // Streams are their users'.
    }

    private static SocketAddress Check(TransportTarget target, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        LinuxHost.Require(target.Uri);
        return target.IsDirect
            ? throw new MigrationException($"'{target.Uri}' is a socket and has no direct I/O; leave direct I/O off or use a file.")
            : SocketAddress.Parse(target.Uri);
    }
}
