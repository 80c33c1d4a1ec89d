using System.Runtime.ExceptionServices;
using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;

namespace Xemu.Renderer.Threaded;

/// <summary>A ring of jobs and the thread that does them, in order.</summary>
internal sealed class RenderQueue : IDisposable
{
    /// <summary>Most bytes of vertices that wait: a bound, not a working size.</summary>
    private const long MaxVertexBytes = 64 << 20;

    private readonly RenderJob[] _jobs;
    private readonly IRenderer _renderer;
    private readonly Lock _producers = new();
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _work = new(0);
    private readonly ManualResetEventSlim _idle = new(true);
    private readonly ManualResetEventSlim _room = new(true);
    private Thread? _thread;
    private ExceptionDispatchInfo? _failure;
    private int _first;
    private int _count;
    private long _vertexBytes;
    private bool _isEnding;

    public RenderQueue(IRenderer renderer, int length)
    {
        _renderer = renderer;
        _jobs = new RenderJob[length];
    }

    /// <summary>Whether the calling thread is the one that draws.</summary>
    public bool IsOwnThread => Environment.CurrentManagedThreadId == _thread?.ManagedThreadId;

    /// <summary>Queues a draw; waits for room. Any thread but the drawing one, as the others.</summary>
    /// <param name="call">The draw, copied.</param>
    /// <param name="pending">Told before anything is drawn.</param>
    public void Add(DrawCall call, PendingMemory pending)
    {
        lock (_producers)
        {
            RenderJob job = Next();
            job.Take(call);
            pending.Add(call);
            Submit(job);
        }
    }

    /// <summary>Queues a clear.</summary>
    public void Add(in ClearCall call, PendingMemory pending)
    {
        lock (_producers)
        {
            RenderJob job = Next();
            job.Take(in call);
            pending.Add(in call);
            Submit(job);
        }
    }

    /// <summary>Queues a copy.</summary>
    public void Add(in CopyCall call, IRamBlock memory, PendingMemory pending)
    {
        lock (_producers)
        {
            RenderJob job = Next();
            job.Take(in call, memory);
            pending.Add(in call);
            Submit(job);
        }
    }

    /// <summary>Does something on the drawing thread, behind all that waits, and waits for it; at once when this is that thread.</summary>
    public void Invoke(Action action)
    {
        if (IsOwnThread)
        {
            action();
            return;
        }

        lock (_producers)
        {
            RenderJob job = Next();
            job.Take(action);
            Submit(job);
        }

        Drain();
    }

    /// <summary>Waits until everything is drawn.</summary>
    public void Drain()
    {
        _idle.Wait();
        _failure?.Throw();
    }

    public void Dispose()
    {
        if (_isEnding)
        {
            return;
        }

        _idle.Wait();
        _isEnding = true;
        if (_thread is not null)
        {
            _work.Release();
            _thread.Join();
        }

        _work.Dispose();
        _idle.Dispose();
        _room.Dispose();
    }

    private RenderJob Next()
    {
        while (true)
        {
            lock (_gate)
            {
                if (_count < _jobs.Length && _vertexBytes <= MaxVertexBytes)
                {
                    return _jobs[(_first + _count) % _jobs.Length] ??= new RenderJob();
                }

                _room.Reset();
            }

            _room.Wait();
        }
    }

    private void Submit(RenderJob job)
    {
        lock (_gate)
        {
            _count++;
            _vertexBytes += job.VertexBytes;
            _idle.Reset();
            _thread ??= StartThread();
        }

        _work.Release();
    }

    private Thread StartThread()
    {
        var thread = new Thread(Work) { Name = "renderer", IsBackground = true };
        thread.Start();
        return thread;
    }

    private void Work()
    {
        while (true)
        {
            _work.Wait();
            if (_isEnding)
            {
                return;
            }

            RenderJob job = _jobs[_first];
            Run(job);
            lock (_gate)
            {
                _first = (_first + 1) % _jobs.Length;
                _count--;
                _vertexBytes -= job.VertexBytes;
                _room.Set();
                if (_count == 0)
                {
                    _idle.Set();
                }
            }
        }
    }

    /// <summary>What a renderer throws, against its contract or because guest memory is lost, goes to the machine thread.</summary>
    private void Run(RenderJob job)
    {
        try
        {
            if (_failure is null)
            {
                job.Run(_renderer);
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            _failure = ExceptionDispatchInfo.Capture(e);
        }
    }
}
