using System.Runtime.ExceptionServices;
using Xemu.Abstractions;
using Xemu.Abstractions.State;

namespace Xemu.Migration;

/// <summary>Brings work to the machine thread, also before and after the run, when no loop takes posted work and that thread stands in <see cref="Pump"/>.</summary>
internal sealed class MachineGate(IMachineState state, IMachineControl machine)
{
    private readonly object _gate = new();
    private readonly Queue<Work> _pending = new();
    private bool _isPumped;

    /// <summary>Keeps the machine from running.</summary>
    public IDisposable Hold() => state.Hold();

    /// <summary>Runs something on the machine thread while all is quiet, threads of components included, and waits for it.</summary>
    /// <exception cref="OperationCanceledException">It was not begun before the cancellation.</exception>
    public void RunStopped(Action action, CancellationToken cancellation)
    {
        var work = new Work(action);
        bool isPumped;
        lock (_gate)
        {
            _pending.Enqueue(work);
            isPumped = _isPumped;
            Monitor.PulseAll(_gate);
        }

        if (!isPumped)
        {
            state.PostStopped(RunPending);
        }

        work.Wait(cancellation);
    }

    /// <summary>Pauses the machine, which stands still when this returns and goes on standing still when holds are let go of.</summary>
    public void Pause() => RunStopped(machine.RequestPause, CancellationToken.None);

    /// <summary>On the machine thread, outside its run: carries out what comes until something has ended.</summary>
    public void Pump(Func<bool> hasEnded)
    {
        lock (_gate)
        {
            _isPumped = true;
        }

        while (!hasEnded())
        {
            RunPending();
            lock (_gate)
            {
                if (_pending.Count == 0 && !hasEnded())
                {
                    _ = Monitor.Wait(_gate, 50);
                }
            }
        }

        lock (_gate)
        {
            _isPumped = false;
        }
    }

    /// <summary>Makes <see cref="Pump"/> look whether it is over.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }
    }

    private void RunPending()
    {
        while (true)
        {
            Work? work;
            lock (_gate)
            {
                if (!_pending.TryDequeue(out work))
                {
                    return;
                }
            }

            work.TryRun();
        }
    }

    /// <summary>A piece of work: waiting, then begun or given up, then done.</summary>
    private sealed class Work(Action action)
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _begun;
        private ExceptionDispatchInfo? _failure;

        public void TryRun()
        {
            if (Interlocked.Exchange(ref _begun, 1) != 0)
            {
                return;
            }

            try
            {
                action();
            }
            catch (Exception e)
            {
                _failure = ExceptionDispatchInfo.Capture(e);
            }

            _done.SetResult();
        }

        public void Wait(CancellationToken cancellation)
        {
            try
            {
                _done.Task.Wait(cancellation);
            }
            catch (OperationCanceledException) when (Interlocked.Exchange(ref _begun, 1) != 0)
            {
                // It has begun on the machine thread and is short: what it changes must not be lost sight of.
                _done.Task.Wait(CancellationToken.None);
            }

            _failure?.Throw();
        }
    }
}
