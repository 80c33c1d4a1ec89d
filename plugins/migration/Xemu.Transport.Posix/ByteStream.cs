using Xemu.Abstractions.Migration;

namespace Xemu.Transport.Posix;

/// <summary>A migration stream of bytes in order; derived classes say what further channels, the end and giving up are.</summary>
internal abstract class ByteStream(string name, bool isWriting, TransportAbilities abilities) : IMigrationStream
{
    private readonly Lock _gate = new();
    private readonly List<StreamChannel> _pageChannels = [];
    private StreamChannel? _main;
    private volatile State _state;

    private enum State
    {
        Open,
        Committing,
        Committed,
        Aborted,
        Disposed,
    }

    /// <summary>For messages.</summary>
    public string Name { get; } = name;

    /// <summary>Wakes the channels.</summary>
    public AbortSignal Signal { get; } = new();

    public TransportAbilities Abilities => abilities;

    public IMigrationChannel Main => _main!;

    public IReadOnlyList<IMigrationChannel> PageChannels => _pageChannels;

    public ulong? LengthBytes => null;

    /// <summary>Whether bytes go out by the main channel.</summary>
    protected bool IsWriting { get; } = isWriting;

    public virtual void OpenPageChannels(int count, CancellationToken cancellation)
    {
        ThrowIfGone();
        if (count > 0)
        {
            throw new MigrationException($"'{Name}' has one channel and cannot take {count} for pages; leave multifd off or use a file or a socket.");
        }
    }

    public void Flush() => ThrowIfGone();

    public void Commit()
    {
        lock (_gate)
        {
            Require(isWrite: true);
            _state = State.Committing;
        }

        try
        {
            Finish();
            lock (_gate)
            {
                ThrowIfGone();
                _state = State.Committed;
            }
        }
        catch (IOException)
        {
            Abort();
            throw;
        }
    }

    public void Abort()
    {
        lock (_gate)
        {
            if (_state is State.Aborted or State.Disposed or State.Committed)
            {
                return;
            }

            // Within the lock: whoever disposes waits until nothing here touches what goes then.
            _state = State.Aborted;
            Signal.Set();
            GiveUp();
        }
    }

    public void Dispose()
    {
        bool wasCommitted = _state == State.Committed;
        if (!wasCommitted)
        {
            Abort();
        }

        lock (_gate)
        {
            if (_state == State.Disposed)
            {
                return;
            }

            _state = State.Disposed;
        }

        Signal.Set();
        _pageChannels.ForEach(static c => c.Dispose());
        _main?.Dispose();
        Release();
        Signal.Dispose();
    }

    /// <summary>Checks that a channel may be used.</summary>
    internal void Require(bool isWrite)
    {
        ThrowIfGone();
        if (isWrite && _state == State.Committed)
        {
            throw new InvalidOperationException($"'{Name}' is committed.");
        }

        if (isWrite != IsWriting && !Abilities.IsDuplex)
        {
            throw new InvalidOperationException($"'{Name}' was opened for {(IsWriting ? "writing" : "reading")}.");
        }
    }

    /// <summary>There is nothing more to read.</summary>
    internal virtual EndOfStreamException Ended() => new($"'{Name}' ended before all was read: its writer is gone.");

    /// <summary>What is known about why the other end is gone: the end of a sentence.</summary>
    internal virtual string Report() => string.Empty;

    /// <summary>The first channel; belongs to the stream from now on.</summary>
    protected void SetMain(Descriptor descriptor, StreamKind kind) => _main = new StreamChannel(this, descriptor, kind);

    /// <summary>A further channel; belongs to the stream from now on.</summary>
    protected void AddPageChannel(Descriptor descriptor, StreamKind kind) => _pageChannels.Add(new StreamChannel(this, descriptor, kind));

    /// <summary>Everything was written.</summary>
    /// <exception cref="IOException">It did not arrive.</exception>
    protected abstract void Finish();

    /// <summary>The stream was given up; any thread, before anything is disposed of. Must not wait for other threads.</summary>
    protected virtual void GiveUp()
    {
    }

    /// <summary>The channels are closed; frees the rest.</summary>
    protected virtual void Release()
    {
    }

    /// <summary>Closes the main channel before the stream's end, so that the other side sees the end.</summary>
    protected void CloseMain() => _main?.Dispose();

    protected void ThrowIfGone()
    {
        if (_state == State.Aborted)
        {
            throw new IOException($"The migration of '{Name}' was given up.");
        }

        ObjectDisposedException.ThrowIf(_state == State.Disposed, this);
    }
}
