using System.Diagnostics;

namespace Xemu.Frontend.Views;

/// <summary>How often something happens in a second of host time, over the last half second or so. One thread.</summary>
internal sealed class RateMeter
{
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(500);

    private long _lastTimestamp = Stopwatch.GetTimestamp();
    private long _lastCount;

    public double PerSecond { get; private set; }

    /// <summary>Says how often it has happened so far.</summary>
    public void Update(long count)
    {
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_lastTimestamp);
        if (elapsed >= Window)
        {
            PerSecond = (count - _lastCount) / elapsed.TotalSeconds;
            _lastCount = count;
            _lastTimestamp = Stopwatch.GetTimestamp();
        }
    }
}
