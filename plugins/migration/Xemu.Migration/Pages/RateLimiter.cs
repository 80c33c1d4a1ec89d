using System.Diagnostics;

namespace Xemu.Migration;

/// <summary>Holds workers back so that all of them together stay below a number of bytes a second. Any thread.</summary>
internal sealed class RateLimiter(ulong bytesPerSecond)
{
    private readonly Lock _gate = new();
    private readonly double _ticksPerByte = bytesPerSecond == 0 ? 0 : Stopwatch.Frequency / (double)bytesPerSecond;
    private double _freeAt;
    private volatile bool _off;

    /// <summary>Lets everything through from now on: the machine stands still and waits.</summary>
    public void TurnOff() => _off = true;

    /// <summary>Waits until the bytes that went have had their time.</summary>
    public void Pass(int bytes, CancellationToken cancellation)
    {
        if (_ticksPerByte == 0 || _off)
        {
            return;
        }

        double until;
        lock (_gate)
        {
            // A worker that was idle saves nothing up beyond a tenth of a second.
            double now = Stopwatch.GetTimestamp();
            _freeAt = Math.Max(_freeAt, now - (Stopwatch.Frequency / 10.0)) + (bytes * _ticksPerByte);
            until = _freeAt;
        }

        while (!_off && until - Stopwatch.GetTimestamp() is > 0 and double ticks)
        {
            double milliseconds = Math.Min(ticks * 1000.0 / Stopwatch.Frequency, 50);
            _ = cancellation.WaitHandle.WaitOne((int)Math.Ceiling(milliseconds));
            cancellation.ThrowIfCancellationRequested();
        }
    }
}
