using System.Diagnostics;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.Migration;

namespace Xemu.Migration;

/// <summary>Turns counts into status, ten times a second, on a timer of its own.</summary>
internal sealed class ProgressReporter : IDisposable
{
    private const int PeriodMs = 100;
    private const int WindowSamples = 10;

    private readonly StatusPublisher _publisher;
    private readonly SaveProgress _progress;
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly (long Ticks, long Bytes, long Remaining)[] _samples = new (long, long, long)[WindowSamples];
    private readonly Timer _timer;
    private readonly ManualResetEvent _timerGone = new(initialState: false);
    private int _sampleCount;

    public ProgressReporter(StatusPublisher publisher, SaveProgress progress)
    {
        _publisher = publisher;
        _progress = progress;
        _timer = new Timer(_ => Report(), null, PeriodMs, PeriodMs);
    }

    public double ElapsedMs => Stopwatch.GetElapsedTime(_started).TotalMilliseconds;

    /// <summary>Puts the counts into a status.</summary>
    public MigrationStatus Fill(MigrationStatus status)
    {
        double rate = Rate(out double? expectedMs);
        return status with
        {
            RemainingBytes = (ulong)_progress.RemainingPages * IRamBlock.PageSize,
            TransferredBytes = (ulong)_progress.Bytes,
            NormalPages = (ulong)_progress.NormalPages,
            ZeroPages = (ulong)_progress.ZeroPages,
            BytesPerSecond = rate,
            ElapsedMs = ElapsedMs,
            ExpectedMs = status.HasEnded ? null : expectedMs,
        };
    }

    public void Dispose()
    {
        if (_timer.Dispose(_timerGone))
        {
            _ = _timerGone.WaitOne();
        }

        _timerGone.Dispose();
    }

    private void Report()
    {
        int at = _sampleCount++ % WindowSamples;
        _samples[at] = (Stopwatch.GetTimestamp(), _progress.Bytes, _progress.RemainingPages);
        _publisher.Update(status => status.HasEnded ? status : Fill(status));
    }

    /// <summary>Bytes per second over the last second; at first, and at the end of a short migration, over all of it.</summary>
    private double Rate(out double? expectedMs)
    {
        (long ticks, long bytes, long remaining) = _sampleCount < WindowSamples ? (_started, 0, -1) : _samples[_sampleCount % WindowSamples];
        double seconds = Math.Max(Stopwatch.GetElapsedTime(ticks).TotalSeconds, 1e-3);
        double pages = remaining - _progress.RemainingPages;
        expectedMs = pages > 0 ? _progress.RemainingPages / pages * seconds * 1000 : null;
        return (_progress.Bytes - bytes) / seconds;
    }
}
