namespace Xemu.Migration;

/// <summary>How fast the guest dirties pages: those of one collection over the time since the one before.</summary>
internal sealed class DirtyRate(TimeProvider time)
{
    private const double ShortestSeconds = 1e-3;

    private long _last = time.GetTimestamp();

    /// <summary>Everything up to now has been collected and does not count.</summary>
    public void Begin() => _last = time.GetTimestamp();

    /// <summary>Pages were collected just now.</summary>
    /// <returns>Pages a second since the collection before.</returns>
    public ulong Next(ulong pages)
    {
        long now = time.GetTimestamp();
        double seconds = Math.Max(time.GetElapsedTime(_last, now).TotalSeconds, ShortestSeconds);
        _last = now;
        return (ulong)(pages / seconds);
    }
}
