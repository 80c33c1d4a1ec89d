using Xemu.Abstractions.Memory;
using Xemu.Abstractions.Migration;

namespace Xemu.Migration;

/// <summary>Turns counts into status, ten times a second at most, on a timer of its own.</summary>
internal sealed class ProgressReporter : IDisposable
{
    private const int WindowSamples = 10;

    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Window = WindowSamples * Period;

    private readonly StatusPublisher _publisher;
    private readonly SaveProgress _progress;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly Lock _gate = new();
    private readonly (long Ticks, long Bytes, long Remaining)[] _samples = new (long, long, long)[WindowSamples];
    private readonly ITimer _timer;
    private int _sampleCount;

    public ProgressReporter(StatusPublisher publisher, SaveProgress progress, TimeProvider time)
    {
        _publisher = publisher;
        _progress = progress;
        _time = time;
        _started = time.GetTimestamp();
        _timer = time.CreateTimer(_ => Report(), null, Period, Period);
    }

    public double ElapsedMs => _time.GetElapsedTime(_started).TotalMilliseconds;

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

    /// <summary>Ends the reports; none is under way when this returns.</summary>
    public void Dispose() => _timer.DisposeAsync().AsTask().Wait();

    private void Report()
    {
        lock (_gate)
        {
            int at = _sampleCount % WindowSamples;
            long now = _time.GetTimestamp();
            if (_sampleCount >= WindowSamples && _time.GetElapsedTime(_samples[at].Ticks, now) < Window)
            {
                // A busy host's timer catches up on the ticks that came late.
                return;
            }

            _samples[at] = (now, _progress.Bytes, _progress.RemainingPages);
            _sampleCount++;
        }

        _publisher.Update(status => status.HasEnded ? status : Fill(status));
    }

    /// <summary>Bytes per second over the last second; at first, and at the end of a short migration, over all of it.</summary>
    private double Rate(out double? expectedMs)
    {
        long ticks, bytes, remaining;
        lock (_gate)
        {
            (ticks, bytes, remaining) = _sampleCount < WindowSamples ? (_started, 0, -1) : _samples[_sampleCount % WindowSamples];
        }

        double seconds = Math.Max(_time.GetElapsedTime(ticks).TotalSeconds, 1e-3);
        double pages = remaining - _progress.RemainingPages;
        expectedMs = pages > 0 ? _progress.RemainingPages / pages * seconds * 1000 : null;
        return (_progress.Bytes - bytes) / seconds;
    }
}
