using System.Runtime.ExceptionServices;

namespace Xemu.Migration;

/// <summary>Runs one piece of work on several threads and waits for all of them; the caller's thread is the first.</summary>
internal static class WorkerGroup
{
    /// <summary>Runs it.</summary>
    /// <param name="name">Name of the threads, for debuggers.</param>
    /// <param name="count">How many.</param>
    /// <param name="abort">Called once when one fails, so that the others do not wait for channels for long.</param>
    /// <param name="work">The work: number of the worker, and what tells it to stop.</param>
    /// <param name="cancellation">Stops all.</param>
    public static void Run(string name, int count, Action abort, Action<int, CancellationToken> work, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        ExceptionDispatchInfo? failure = null;
        void Guarded(int worker)
        {
            try
            {
                work(worker, stop.Token);
            }
            catch (Exception e)
            {
                // Cancelled workers follow the one that failed: the first exception says what happened.
                if (Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(e), null) is null)
                {
                    stop.Cancel();
                    abort();
                }
            }
        }

        var threads = new Thread[count - 1];
        for (int i = 0; i < threads.Length; i++)
        {
            int worker = i + 1;
            threads[i] = new Thread(() => Guarded(worker)) { IsBackground = true, Name = $"{name}-{worker}" };
            threads[i].Start();
        }

        Guarded(0);
        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        cancellation.ThrowIfCancellationRequested();
        failure?.Throw();
    }
}
