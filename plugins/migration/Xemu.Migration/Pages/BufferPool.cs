namespace Xemu.Migration;

/// <summary>A fixed number of buffers at page boundaries. Any thread.</summary>
internal sealed class BufferPool : IDisposable
{
    private readonly object _gate = new();
    private readonly NativeBuffer[] _all;
    private readonly NativeBuffer[] _free;
    private int _freeCount;
    private bool _closed;

    public BufferPool(int count, int lengthBytes)
    {
        _all = [.. Enumerable.Range(0, count).Select(_ => new NativeBuffer(lengthBytes))];
        _free = [.. _all];
        _freeCount = count;
    }

    /// <summary>Gives a buffer; waits for one.</summary>
    /// <returns>Null once the pool is closed.</returns>
    public NativeBuffer? Rent()
    {
        lock (_gate)
        {
            while (_freeCount == 0 && !_closed)
            {
                _ = Monitor.Wait(_gate);
            }

            return _closed ? null : _free[--_freeCount];
        }
    }

    public void Return(NativeBuffer buffer)
    {
        lock (_gate)
        {
            _free[_freeCount++] = buffer;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Lets everyone who waits go without a buffer.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }
    }

    public void Dispose()
    {
        Close();
        foreach (NativeBuffer buffer in _all)
        {
            buffer.Dispose();
        }
    }
}
