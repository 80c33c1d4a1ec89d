using System.Runtime.ExceptionServices;
using Xemu.Abstractions;
using Xemu.Abstractions.State;

namespace Xemu.Monitor.Qmp;

/// <summary>Runs things on the machine thread and waits for them on another. What they throw comes out here and never on the machine thread.</summary>
internal sealed class MachineCalls(IMachineControl machine, IMachineState state)
{
    /// <summary>Runs something between two instructions.</summary>
    /// <param name="action">What to do.</param>
    /// <param name="cancellation">Gives up waiting; what has not begun then is never done.</param>
    public T Run<T>(Func<T> action, CancellationToken cancellation) => Wait(machine.Post, action, cancellation);

    /// <summary>Runs something between two instructions.</summary>
    public void Run(Action action, CancellationToken cancellation) => _ = Run(() => Do(action), cancellation);

    /// <summary>Runs something with the machine standing still and every component quiet.</summary>
    public T RunStopped<T>(Func<T> action, CancellationToken cancellation) => Wait(state.PostStopped, action, cancellation);

    /// <summary>Runs something with the machine standing still and every component quiet.</summary>
    public void RunStopped(Action action, CancellationToken cancellation) => _ = RunStopped(() => Do(action), cancellation);

    private static bool Do(Action action)
    {
        action();
        return true;
    }

    private static T Wait<T>(Action<Action> post, Func<T> action, CancellationToken cancellation)
    {
        const int Waiting = 0;
        const int Begun = 1;
        const int GivenUp = 2;
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        int phase = Waiting;
        cancellation.ThrowIfCancellationRequested();
        post(() =>
        {
            if (Interlocked.CompareExchange(ref phase, Begun, Waiting) != Waiting)
            {
                return;
            }

            try
            {
                done.SetResult(action());
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // A failing command must not end the machine; the one who waits deals with it.
                done.SetException(e);
            }
        });
        try
        {
            done.Task.Wait(cancellation);
        }
        catch (OperationCanceledException)
        {
            _ = Interlocked.CompareExchange(ref phase, GivenUp, Waiting);
            throw;
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerException!);
        }

        return done.Task.Result;
    }
}
