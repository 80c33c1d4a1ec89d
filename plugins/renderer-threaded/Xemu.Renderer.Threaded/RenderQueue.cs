using System.Runtime.ExceptionServices;
using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;

namespace Xemu.Renderer.Threaded;

/// <summary>A ring of jobs and the thread that does them, in order. Each has a number, so that one can wait for it and for none that came later.</summary>
internal sealed class RenderQueue : IDisposable
{
    /// <summary>Most bytes of vertices and indices that wait, and most that jobs keep room for when they are done: a bound, not a working size.</summary>
    public const long MaxBytes = 64 << 20;

    private readonly RenderJob[] _jobs;
    private readonly Queue<RenderRequest> _requests = [];
    private readonly IRenderer _renderer;
    private readonly Lock _producers = new();

    /// <summary>For what follows; a monitor, as threads wait for what changes.</summary>
    private readonly object _gate = new();
    private Thread? _thread;
    private ExceptionDispatchInfo? _failure;
    private long _submitted;
    private long _done;
    private long _waitingBytes;
    private long _heldBytes;
    private long _waits;
    private bool _isReported;
    private bool _isHeld;
    private bool _isEnding;

    public RenderQueue(IRenderer renderer, int length)
    {
        _renderer = renderer;
        _jobs = new RenderJob[length];
    }

    /// <summary>Whether the calling thread is the one that draws.</summary>
    public bool IsOwnThread => Environment.CurrentManagedThreadId == _thread?.ManagedThreadId;

    /// <summary>The number of the last job that is done.</summary>
    public long Done => Volatile.Read(ref _done);

    /// <summary>Times that somebody had to wait.</summary>
    public long Waits => Interlocked.Read(ref _waits);

    /// <summary>Bytes that jobs keep room for.</summary>
    public long HeldBytes => Volatile.Read(ref _heldBytes);

    /// <summary>Queues a draw; waits for room. Any thread but the drawing one, as the others.</summary>
    /// <param name="call">The draw, copied.</param>
    /// <param name="pending">Told before anything is drawn.</param>
    public void Add(DrawCall call, PendingMemory pending)
    {
        long number;
        lock (_producers)
        {
            RenderJob job = Next();
            job.Take(call);
            pending.Add(call, _submitted + 1);
            number = Submit(job);
        }

        Hold(number);
    }

    /// <summary>Queues a clear.</summary>
    public void Add(in ClearCall call, PendingMemory pending)
    {
        long number;
        lock (_producers)
        {
            RenderJob job = Next();
            job.Take(in call);
            pending.Add(in call, _submitted + 1);
            number = Submit(job);
        }

        Hold(number);
    }

    /// <summary>Queues a copy.</summary>
    public void Add(in CopyCall call, IRamBlock memory, PendingMemory pending)
    {
        long number;
        lock (_producers)
        {
            RenderJob job = Next();
            job.Take(in call, memory);
            pending.Add(in call, _submitted + 1);
            number = Submit(job);
        }

        Hold(number);
    }

    /// <summary>Whether those who queue something wait for it from now on.</summary>
    public void SetHeld(bool isHeld)
    {
        lock (_producers)
        {
            _isHeld = isHeld;
        }
    }

    /// <summary>Does something on the drawing thread before the next job, and waits for it; at once when this is that thread. What it throws is kept as what a job throws is.</summary>
    public void Invoke(Action action)
    {
        var request = new RenderRequest(action);
        if (IsOwnThread)
        {
            action();
            return;
        }

        lock (_gate)
        {
            _requests.Enqueue(request);
            _thread ??= StartThread();
            Monitor.PulseAll(_gate);
            while (!request.IsDone)
            {
                Monitor.Wait(_gate);
            }
        }
    }

    /// <summary>Waits for everything that is queued by now.</summary>
    public void Drain() => Wait(long.MaxValue);

    /// <summary>Waits for a job, and for none that is not queued yet.</summary>
    /// <param name="number">Its number.</param>
    public void Wait(long number)
    {
        number = Math.Min(number, Volatile.Read(ref _submitted));
        if (number <= Done || IsOwnThread)
        {
            return;
        }

        Interlocked.Increment(ref _waits);
        lock (_gate)
        {
            while (_done < number)
            {
                Monitor.Wait(_gate);
            }
        }
    }

    /// <summary>Throws what the renderer threw, if it did.</summary>
    public void ThrowIfFailed()
    {
        if (Volatile.Read(ref _failure) is { } failure)
        {
            _isReported = true;
            failure.Throw();
        }
    }

    /// <summary>Forgets what the renderer threw; throws it if nobody was told.</summary>
    public void ForgetFailure()
    {
        ExceptionDispatchInfo? failure = _isReported ? null : _failure;
        _failure = null;
        _isReported = false;
        failure?.Throw();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isEnding = true;
            Monitor.PulseAll(_gate);
        }

        _thread?.Join();
    }

    /// <summary>The job to fill, which counts nothing meanwhile.</summary>
    private RenderJob Next()
    {
        ThrowIfFailed();
        lock (_gate)
        {
            while (_submitted - _done >= _jobs.Length || _waitingBytes > MaxBytes)
            {
                Monitor.Wait(_gate);
            }

            RenderJob job = _jobs[_submitted % _jobs.Length] ??= new RenderJob();
            _heldBytes -= job.HeldBytes;
            return job;
        }
    }

    private long Submit(RenderJob job)
    {
        lock (_gate)
        {
            _waitingBytes += job.WaitingBytes;
            _heldBytes += job.HeldBytes;
            _thread ??= StartThread();
            Monitor.PulseAll(_gate);
            return ++_submitted;
        }
    }

    private void Hold(long number)
    {
        if (Volatile.Read(ref _isHeld))
        {
            Wait(number);
        }
    }

    private Thread StartThread()
    {
        var thread = new Thread(Work) { Name = "renderer", IsBackground = true };
        thread.Start();
        return thread;
    }

    private void Work()
    {
        while (Await(out RenderRequest? request))
        {
            if (request is not null)
            {
                Run(request);
            }
            else
            {
                Run(_jobs[_done % _jobs.Length]);
            }
        }
    }

    /// <summary>Waits for something to do; requests come before jobs.</summary>
    /// <returns>False at the end.</returns>
    private bool Await(out RenderRequest? request)
    {
        lock (_gate)
        {
            while (!_requests.TryDequeue(out request) && _done == _submitted)
            {
                if (_isEnding)
                {
                    return false;
                }

                Monitor.Wait(_gate);
            }
        }

        return true;
    }

    private void Run(RenderRequest request)
    {
        Try(static r => r.Run(), request);
        lock (_gate)
        {
            request.IsDone = true;
            Monitor.PulseAll(_gate);
        }
    }

    private void Run(RenderJob job)
    {
        if (_failure is null)
        {
            Try(job.Run, _renderer);
        }

        lock (_gate)
        {
            _waitingBytes -= job.WaitingBytes;
            if (_heldBytes > MaxBytes)
            {
                _heldBytes -= job.HeldBytes;
                job.Trim();
            }

            _done++;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>What a renderer throws, against its contract or because guest memory is lost, goes to whoever next has it do something.</summary>
    private void Try<T>(Action<T> action, T argument)
    {
        try
        {
            action(argument);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            _failure ??= ExceptionDispatchInfo.Capture(e);
        }
    }
}
