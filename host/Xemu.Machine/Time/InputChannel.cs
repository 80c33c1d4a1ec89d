using Xemu.Abstractions.Time;

namespace Xemu.Machine;

/// <summary>A channel of <see cref="InputQueue"/>.</summary>
internal sealed class InputChannel(InputQueue queue, string id, InputDelivery deliver) : IInputChannel
{
    private volatile bool _closed;

    public string Id { get; } = id;

    public bool IsReplaying { get; set; }

    public void Post(ReadOnlySpan<byte> payload)
    {
        if (!_closed)
        {
            queue.Post(this, payload);
        }
    }

    public void Dispose()
    {
        _closed = true;
        queue.Close(this);
    }

    internal void Deliver(byte[] payload)
    {
        if (!_closed)
        {
            deliver(payload);
        }
    }
}
