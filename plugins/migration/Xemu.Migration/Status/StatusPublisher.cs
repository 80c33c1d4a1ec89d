using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Xemu.Abstractions.Migration;

namespace Xemu.Migration;

/// <summary>Holds the status and tells observers: each change of phase at once, progress ten times a second at most. Any thread.</summary>
/// <remarks>
/// Observers hear every change in the order in which it was made, one at a time. A thread that makes a change while another one is telling leaves it to that one:
/// nobody holds a lock while an observer runs, and what an observer heard last is what is so.
/// </remarks>
internal sealed class StatusPublisher(ILogger log) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly ManualResetEventSlim _ended = new(initialState: true);
    private readonly Queue<MigrationStatus> _untold = new();
    private MigrationStatus _status = new();
    private bool _isTelling;
    private Action<MigrationStatus>[] _observers = [];

    public MigrationStatus Current
    {
        get
        {
            lock (_gate)
            {
                return _status;
            }
        }
    }

    public IDisposable Subscribe(Action<MigrationStatus> observer)
    {
        lock (_gate)
        {
            _observers = [.. _observers, observer];
        }

        return new Subscription(() => Remove(observer));
    }

    /// <summary>Begins a migration unless one is under way.</summary>
    /// <exception cref="MigrationException">One is.</exception>
    public void Begin(string uri, bool isIncoming)
    {
        lock (_gate)
        {
            if (!_status.HasEnded)
            {
                string what = _status.IsIncoming ? "restore from" : "save to";
                throw new MigrationException($"A {what} '{_status.Uri}' is under way; wait for its end or cancel it first.");
            }

            _status = new MigrationStatus { Number = _status.Number + 1, Phase = MigrationPhase.Setup, Uri = uri, IsIncoming = isIncoming };
            _untold.Enqueue(_status);
            _ended.Reset();
        }

        Tell();
    }

    /// <summary>Changes the status and tells everyone.</summary>
    public void Update(Func<MigrationStatus, MigrationStatus> change)
    {
        lock (_gate)
        {
            MigrationStatus before = _status;
            _status = change(before);
            if (ReferenceEquals(before, _status))
            {
                return;
            }

            _untold.Enqueue(_status);
        }

        Tell();
    }

    /// <summary>Changes the status and tells nobody: passes may be many a second, and the next progress has it.</summary>
    public void Note(Func<MigrationStatus, MigrationStatus> change)
    {
        lock (_gate)
        {
            _status = change(_status);
        }
    }

    public MigrationStatus WaitForEnd(CancellationToken cancellation)
    {
        _ended.Wait(cancellation);
        return Current;
    }

    public void Dispose() => _ended.Dispose();

    private void Tell()
    {
        MigrationStatus? told = null;
        while (TryNext(told, out MigrationStatus? status, out Action<MigrationStatus>[] observers))
        {
            foreach (Action<MigrationStatus> observer in observers)
            {
                try
                {
                    observer(status);
                }
                catch (Exception e) when (e is not OutOfMemoryException)
                {
                    // An observer whose peer is gone must not take the migration with it.
                    MigrationLog.ObserverFailed(log, e);
                }
            }

            told = status;
        }
    }

    /// <summary>The next status to tell, unless another thread, or a caller of this one, is at it.</summary>
    /// <param name="told">What this thread has told everyone, or null when it comes first.</param>
    /// <param name="status">What to tell.</param>
    /// <param name="observers">Whom.</param>
    private bool TryNext(MigrationStatus? told, [NotNullWhen(true)] out MigrationStatus? status, out Action<MigrationStatus>[] observers)
    {
        lock (_gate)
        {
            (status, observers) = (null, _observers);
            if (told is null && _isTelling)
            {
                return false;
            }

            if (ReferenceEquals(told, _status) && told.HasEnded)
            {
                _ended.Set();
            }

            return _isTelling = _untold.TryDequeue(out status);
        }
    }

    private void Remove(Action<MigrationStatus> observer)
    {
        lock (_gate)
        {
            _observers = [.. _observers.Where(other => other != observer)];
        }
    }

    private sealed class Subscription(Action remove) : IDisposable
    {
        private Action? _remove = remove;

        public void Dispose() => Interlocked.Exchange(ref _remove, null)?.Invoke();
    }
}
