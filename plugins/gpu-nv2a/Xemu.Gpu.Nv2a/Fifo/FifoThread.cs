using System.Runtime.ExceptionServices;

namespace Xemu.Gpu.Nv2a;

/// <summary>The thread that executes commands while the processor goes on. It stands while guest time does.</summary>
internal sealed class FifoThread : IDisposable
{
    /// <summary>After which a semaphore is looked at again, in milliseconds: nobody tells when memory changes.</summary>
    private const int RetryMs = 1;

    private readonly FifoGate _gate;
    private readonly Func<FifoStop> _run;
    private readonly Action<ExceptionDispatchInfo> _failed;
    private readonly ManualResetEventSlim _work = new();
    private readonly ManualResetEventSlim _idle = new(true);
    private Thread? _thread;
    private volatile bool _isParked = true;
    private volatile bool _isEnding;

    /// <summary>A thread that is not running yet.</summary>
    /// <param name="gate">Held while it executes.</param>
    /// <param name="run">Executes commands, until something stops that.</param>
    /// <param name="failed">Told when memory was lost, which ends the machine; on that thread, once.</param>
    public FifoThread(FifoGate gate, Func<FifoStop> run, Action<ExceptionDispatchInfo> failed)
    {
        _gate = gate;
        _run = run;
        _failed = failed;
    }

    /// <summary>Whether the calling thread is this one.</summary>
    public bool IsCurrent => Environment.CurrentManagedThreadId == _thread?.ManagedThreadId;

    /// <summary>There may be something to do. Any thread.</summary>
    public void Signal()
    {
        _idle.Reset();
        _work.Set();
    }

    /// <summary>Waits until it has nothing to do, or for a millisecond: for a guest that does nothing but ask.</summary>
    public void AwaitIdle() => _ = _idle.Wait(RetryMs);

    /// <summary>Guest time passes: it may execute.</summary>
    public void Start()
    {
        _isParked = false;
        if (_thread is null)
        {
            _thread = new Thread(Loop) { Name = "nv2a-fifo", IsBackground = true };
            _thread.Start();
        }

        Signal();
    }

    /// <summary>Guest time stands: when this returns, nothing is executed any more.</summary>
    public void Park()
    {
        _isParked = true;
        using FifoGate.Scope scope = _gate.Enter();
    }

    public void Dispose()
    {
        if (_isEnding)
        {
            return;
        }

        _isEnding = true;

        // Commands in a circle would go on for ever.
        _isParked = true;
        Signal();
        _thread?.Join();
        _work.Dispose();
        _idle.Dispose();
    }

    private void Loop()
    {
        try
        {
            var stop = FifoStop.Idle;
            while (!_isEnding)
            {
                if (!_work.IsSet)
                {
                    _idle.Set();
                }

                _ = _work.Wait(stop == FifoStop.Waiting ? RetryMs : Timeout.Infinite);
                _work.Reset();
                do
                {
                    stop = Run();
                }
                while (stop is FifoStop.Spent or FifoStop.GaveWay);
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            _failed(ExceptionDispatchInfo.Capture(e));
        }
    }

    private FifoStop Run()
    {
        _gate.GiveWay();
        using FifoGate.Scope scope = _gate.Enter();
        return _isParked ? FifoStop.Idle : _run();
    }
}
