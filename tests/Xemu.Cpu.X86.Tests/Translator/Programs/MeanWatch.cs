using System.Diagnostics;

namespace Xemu.Cpu.X86.Tests;

/// <summary>Ends runs that do not come back: a guest whose handlers fault before their first instruction retires nothing, for as long as its stack lasts.</summary>
internal sealed class MeanWatch : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(10);

    private readonly Thread _thread;
    private readonly ManualResetEventSlim _end = new();
    private readonly Lock _lock = new();
    private X86.Interpreter? _running;
    private long _until;

    public MeanWatch()
    {
        _thread = new Thread(Watch) { IsBackground = true, Name = "watch" };
        _thread.Start();
    }

    /// <summary>Runs, at most for a time; ended with <see cref="Abstractions.Cpu.CpuExit.Requested"/> then.</summary>
    public Abstractions.Cpu.CpuExit Run(X86.Interpreter cpu, ulong until, TimeSpan most)
    {
        lock (_lock)
        {
            _running = cpu;
            _until = Stopwatch.GetTimestamp() + (long)(most.TotalSeconds * Stopwatch.Frequency);
        }

        try
        {
            return cpu.Run(until);
        }
        finally
        {
            lock (_lock)
            {
                _running = null;
            }
        }
    }

    public void Dispose()
    {
        _end.Set();
        _thread.Join();
        _end.Dispose();
    }

    private void Watch()
    {
        while (!_end.Wait(Period))
        {
            lock (_lock)
            {
                if (_running is not null && Stopwatch.GetTimestamp() > _until)
                {
                    _running.RequestExit();
                }
            }
        }
    }
}
