namespace Xemu.Migration;

/// <summary>Counts what has gone. Any thread.</summary>
internal sealed class SaveProgress
{
    private long _normal;
    private long _zero;
    private long _bytes;
    private long _remaining;

    /// <summary>Pages that went with content.</summary>
    public long NormalPages => Volatile.Read(ref _normal);

    /// <summary>Pages that are zero and need no place.</summary>
    public long ZeroPages => Volatile.Read(ref _zero);

    /// <summary>Bytes through channels.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Pages of the present pass that have yet to go.</summary>
    public long RemainingPages => Math.Max(0, Volatile.Read(ref _remaining));

    /// <summary>A pass begins.</summary>
    public void Begin(ulong pages) => Volatile.Write(ref _remaining, (long)pages);

    /// <summary>A worker is done with a chunk.</summary>
    public void Add(int normal, int zero, int bytes)
    {
        _ = Interlocked.Add(ref _normal, normal);
        _ = Interlocked.Add(ref _zero, zero);
        _ = Interlocked.Add(ref _bytes, bytes);
        _ = Interlocked.Add(ref _remaining, -(normal + zero));
    }

    /// <summary>Pages turned out to be zero before a worker saw them.</summary>
    public void AddZero(int pages) => Add(0, pages, 0);

    /// <summary>Headers and device state went.</summary>
    public void AddBytes(long bytes) => _ = Interlocked.Add(ref _bytes, bytes);
}
