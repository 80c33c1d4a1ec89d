using Xemu.Abstractions.Migration;
using Xemu.Transport.Posix;

namespace Xemu.Transport.Socket;

/// <summary>Connections to one peer: the first is the main channel, the others carry pages.</summary>
internal sealed class SocketStream : ByteStream
{
    private readonly Connector? _connector;
    private readonly Listener? _listener;
    private readonly CancellationTokenSource _givenUp = new();
    private readonly Lock _gate = new();
    private readonly List<Descriptor> _descriptors = [];

    /// <summary>Makes the stream of its first connection.</summary>
    public SocketStream(string name, Connector? connector, Listener? listener, bool isWriting, Descriptor main)
        : base(name, isWriting, new TransportAbilities { IsMultiChannel = true, IsDuplex = true })
    {
        _connector = connector;
        _listener = listener;
        _descriptors.Add(main);
        SetMain(main, StreamKind.Socket);
    }

    public override void OpenPageChannels(int count, CancellationToken cancellation)
    {
        ThrowIfGone();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _givenUp.Token);
        while (PageChannels.Count < count)
        {
            try
            {
                Descriptor descriptor = _connector?.Connect(either.Token) ?? _listener!.Accept(either.Token);
                lock (_gate)
                {
                    _descriptors.Add(descriptor);
                }

                AddPageChannel(descriptor, StreamKind.Socket);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                throw new MigrationException($"The migration of '{Name}' was given up while channels were opened.");
            }
        }

        ThrowIfGone();
    }

    /// <summary>The peer sees the end of each channel; its answers can still be read.</summary>
    protected override void Finish() => Shutdown(Libc.ShutdownWrite);

    protected override void GiveUp()
    {
        _givenUp.Cancel();
        Shutdown(Libc.ShutdownBoth);
    }

    protected override void Release()
    {
        _listener?.Dispose();
        _givenUp.Dispose();
    }

    private void Shutdown(int how)
    {
        lock (_gate)
        {
            foreach (Descriptor descriptor in _descriptors.Where(static d => !d.IsClosed))
            {
                // A peer that is gone already makes this fail: nothing is lost by that.
                _ = Libc.shutdown(descriptor, how);
            }
        }
    }
}
