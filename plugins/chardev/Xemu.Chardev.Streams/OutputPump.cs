namespace Xemu.Chardev.Streams;

/// <summary>Carries bytes from the machine thread to a sink that may block, on a thread of its own.</summary>
/// <remarks>Bytes leave with the next end of line, or a few milliseconds later. Disposing writes what is left.</remarks>
internal sealed class OutputPump : IDisposable
{
    private const int GatherMs = 4;
    private const int RoomMs = 100;
    private const int FarewellMs = 5000;

    private readonly string _name;
    private readonly IByteSink _sink;
    private readonly ByteRing _ring;
    private readonly bool _waitsForRoom;
    private readonly object _gate = new();
    private Thread? _thread;
    private bool _hasLine;
    private bool _closing;
    private long _dropped;

    /// <summary>Makes a pump; its thread starts with the first byte.</summary>
    /// <param name="name">Name of the thread.</param>
    /// <param name="sink">Where bytes go.</param>
    /// <param name="capacity">Most bytes that wait.</param>
    /// <param name="waitsForRoom">A full queue holds the writer up, a tenth of a second at most, before the oldest bytes go.</param>
    public OutputPump(string name, IByteSink sink, int capacity, bool waitsForRoom)
    {
        _name = name;
        _sink = sink;
        _ring = new ByteRing(capacity);
        _waitsForRoom = waitsForRoom;
    }

    /// <summary>Bytes that went for want of room or of a peer.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Takes bytes.</summary>
    public void Write(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
        {
            return;
        }

        lock (_gate)
        {
            if (_closing)
            {
                return;
            }

            if (_waitsForRoom && _ring.Free < data.Length)
            {
                _ = Monitor.Wait(_gate, RoomMs);
            }

            _ = Interlocked.Add(ref _dropped, _ring.Write(data));
            bool endsLine = data.Contains((byte)'\n');
            if (_thread is null)
            {
                _thread = new Thread(Run) { Name = _name, IsBackground = true };
                _thread.Start();
            }

            // A line that is under way needs no second wake-up: the thread looks again by itself.
            if (endsLine || _ring.Count == data.Length)
            {
                _hasLine |= endsLine;
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>The sink's readiness changed.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Thread? thread;
        lock (_gate)
        {
            _closing = true;
            thread = _thread;
            Monitor.PulseAll(_gate);
        }

        _ = thread?.Join(FarewellMs);
    }

    private void Run()
    {
        var piece = new byte[16 * 1024];
        while (Take(piece) is int count and > 0)
        {
            try
            {
                _sink.Write(piece.AsSpan(0, count));
            }
            catch (IOException)
            {
                // The peer is gone; a sink for one peer says so by being no longer ready, or keeps failing here.
                _ = Interlocked.Add(ref _dropped, count);
            }
        }
    }

    private int Take(byte[] piece)
    {
        lock (_gate)
        {
            while (_ring.Count == 0 || !_sink.IsReady)
            {
                if (_closing)
                {
                    return 0;
                }

                _ = Monitor.Wait(_gate);
            }

            if (!_hasLine && !_closing && _ring.Count < piece.Length)
            {
                _ = Monitor.Wait(_gate, GatherMs);
            }

            _hasLine = false;
            int count = _ring.Read(piece);
            Monitor.PulseAll(_gate);
            return count;
        }
    }
}
