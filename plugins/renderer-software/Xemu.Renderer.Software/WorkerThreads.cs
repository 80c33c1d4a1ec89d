namespace Xemu.Renderer.Software;

/// <summary>Threads that each do one action at a time, together with the caller.</summary>
internal sealed class WorkerThreads : IDisposable
{
    private readonly Helper[] _helpers;

    /// <summary>Makes helpers; their threads start with the first work.</summary>
    /// <param name="count">How many, 0 and up.</param>
    public WorkerThreads(int count) => _helpers = [.. Enumerable.Range(0, count).Select(static _ => new Helper())];

    /// <summary>Helpers and the caller.</summary>
    public int Count => _helpers.Length + 1;

    /// <summary>Has each action done, the first by the caller, and waits for all. What one throws is thrown here.</summary>
    /// <param name="actions">At most <see cref="Count"/>.</param>
    public void Run(ReadOnlySpan<Action> actions)
    {
        for (int i = 1; i < actions.Length; i++)
        {
            _helpers[i - 1].Begin(actions[i]);
        }

        try
        {
            actions[0]();
        }
        finally
        {
            for (int i = 1; i < actions.Length; i++)
            {
                _helpers[i - 1].Wait();
            }
        }

        for (int i = 1; i < actions.Length; i++)
        {
            _helpers[i - 1].Rethrow();
        }
    }

    public void Dispose()
    {
        foreach (Helper helper in _helpers)
        {
            helper.Dispose();
        }
    }

    private sealed class Helper : IDisposable
    {
        private readonly SemaphoreSlim _begin = new(0);
        private readonly SemaphoreSlim _done = new(0);
        private Thread? _thread;
        private Action? _action;
        private System.Runtime.ExceptionServices.ExceptionDispatchInfo? _failure;
        private bool _isEnding;

        public void Begin(Action action)
        {
            _action = action;
            if (_thread is null)
            {
                _thread = new Thread(Work) { Name = "renderer-worker", IsBackground = true };
                _thread.Start();
            }

            _begin.Release();
        }

        public void Wait() => _done.Wait();

        public void Rethrow()
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo? failure = _failure;
            _failure = null;
            failure?.Throw();
        }

        public void Dispose()
        {
            if (_isEnding)
            {
                return;
            }

            _isEnding = true;
            _begin.Release();
            _thread?.Join();
            _begin.Dispose();
            _done.Dispose();
        }

        private void Work()
        {
            while (true)
            {
                _begin.Wait();
                if (_isEnding)
                {
                    return;
                }

                try
                {
                    _action!();
                }
                catch (Exception e) when (e is not OutOfMemoryException)
                {
                    _failure = System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(e);
                }

                _done.Release();
            }
        }
    }
}
