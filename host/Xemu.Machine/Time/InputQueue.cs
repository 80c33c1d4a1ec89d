using System.Collections.Concurrent;
using Xemu.Abstractions.Time;

namespace Xemu.Machine;

/// <summary>Takes inputs from any thread and delivers them on the machine thread, stamped with guest time.</summary>
public sealed class InputQueue : IInputQueue
{
    private readonly ConcurrentQueue<(InputChannel Channel, byte[] Payload)> _pending = new();
    private readonly Dictionary<string, InputChannel> _channels = [];
    private readonly Queue<StampedInput> _replay = new();
    private readonly MachineClock _clock;

    internal InputQueue(MachineClock clock) => _clock = clock;

    /// <summary>Called on the machine thread with each input as it is delivered: what a recording keeps.</summary>
    public Action<StampedInput>? Recorder { get; set; }

    /// <summary>Called from any thread after a post; the run loop wakes up.</summary>
    internal Action? Posted { get; set; }

    internal ulong NextReplayNs => _replay.TryPeek(out StampedInput? next) ? next.TimeNs : ulong.MaxValue;

    internal bool HasPending => !IsHeld && !_pending.IsEmpty;

    /// <summary>Whether live posts wait for <see cref="TakeHeld"/>.</summary>
    internal bool IsHeld { get; set; }

    /// <inheritdoc/>
    public IInputChannel OpenChannel(string id, InputDelivery deliver)
    {
        var channel = new InputChannel(this, id, deliver);
        return _channels.TryAdd(id, channel)
            ? channel
            : throw new ArgumentException($"Input channel '{id}' exists already; each channel needs a name of its own.", nameof(id));
    }

    /// <summary>Replays recorded inputs, in order of time; live posts on the same channels are dropped from then on.</summary>
    /// <param name="inputs">What a recorder was given.</param>
    public void Replay(IEnumerable<StampedInput> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        foreach (StampedInput input in inputs.OrderBy(static i => i.TimeNs))
        {
            if (!_channels.TryGetValue(input.Channel, out InputChannel? channel))
            {
                throw new ArgumentException($"The recording has inputs for channel '{input.Channel}', which this machine lacks; replay it on the machine it was made with.", nameof(inputs));
            }

            channel.IsReplaying = true;
            _replay.Enqueue(input);
        }
    }

    /// <summary>Takes what was posted while it is held, stamped with the present time.</summary>
    internal List<StampedInput> TakeHeld()
    {
        var taken = new List<StampedInput>();
        while (_pending.TryDequeue(out (InputChannel Channel, byte[] Payload) input))
        {
            taken.Add(new StampedInput(_clock.NowNs, input.Channel.Id, input.Payload));
        }

        return taken;
    }

    /// <summary>Forgets what is left of a replay.</summary>
    internal void DropReplay() => _replay.Clear();

    internal void Post(InputChannel channel, ReadOnlySpan<byte> payload)
    {
        _pending.Enqueue((channel, payload.ToArray()));
        Posted?.Invoke();
    }

    internal void Close(InputChannel channel) => _channels.Remove(channel.Id);

    /// <summary>Delivers what is due. Machine thread, between two instructions.</summary>
    internal void Deliver()
    {
        while (_replay.TryPeek(out StampedInput? next) && next.TimeNs <= _clock.NowNs)
        {
            _ = _replay.Dequeue();
            Deliver(_channels[next.Channel], next.Payload);
        }

        while (!IsHeld && _pending.TryDequeue(out (InputChannel Channel, byte[] Payload) input))
        {
            if (!input.Channel.IsReplaying)
            {
                Deliver(input.Channel, input.Payload);
            }
        }
    }

    private void Deliver(InputChannel channel, byte[] payload)
    {
        Recorder?.Invoke(new StampedInput(_clock.NowNs, channel.Id, payload));
        channel.Deliver(payload);
    }
}
