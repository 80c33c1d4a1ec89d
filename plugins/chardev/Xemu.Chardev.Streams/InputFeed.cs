using Xemu.Abstractions;
using Xemu.Abstractions.Time;

namespace Xemu.Chardev.Streams;

/// <summary>Carries bytes from a reader's thread to the guest, through the input queue, with a bound on what is under way.</summary>
internal sealed class InputFeed : IDisposable
{
    private const int MostUnderWay = 64 * 1024;
    private const int MostAtOnce = 1024;

    private readonly IInputChannel _channel;
    private readonly object _gate = new();
    private InputDelivery? _receive;
    private int _underWay;
    private bool _closed;

    /// <summary>Opens the channel <c>ID/rx</c>.</summary>
    public InputFeed(IComponentContext context)
    {
        _channel = context.Inputs.OpenChannel(context.Id + "/rx", Deliver);
    }

    /// <summary>Whether anybody takes what comes in.</summary>
    public bool IsConnected => _receive is not null;

    /// <summary>Says where bytes go.</summary>
    public void Connect(InputDelivery receive) => _receive = receive;

    /// <summary>Posts bytes; any thread but the machine's. Waits while too much is under way.</summary>
    /// <returns>False when the feed has been disposed.</returns>
    public bool Post(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            ReadOnlySpan<byte> piece = data[..Math.Min(data.Length, MostAtOnce)];
            lock (_gate)
            {
                while (_underWay >= MostUnderWay && !_closed)
                {
                    _ = Monitor.Wait(_gate);
                }

                if (_closed)
                {
                    return false;
                }

                _underWay += piece.Length;
            }

            _channel.Post(piece);
            data = data[piece.Length..];
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
            Monitor.PulseAll(_gate);
        }

        _channel.Dispose();
    }

    private void Deliver(ReadOnlySpan<byte> payload)
    {
        lock (_gate)
        {
            // A recording that is replayed delivers what nobody posted.
            _underWay = Math.Max(_underWay - payload.Length, 0);
            Monitor.PulseAll(_gate);
        }

        _receive?.Invoke(payload);
    }
}
