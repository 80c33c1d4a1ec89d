namespace Xemu.Chardev.Streams;

/// <summary>A bounded queue of bytes. Not synchronised.</summary>
internal sealed class ByteRing(int capacity)
{
    private byte[] _buffer = new byte[Math.Min(capacity, 4096)];
    private int _head;

    public int Capacity { get; } = capacity;

    public int Count { get; private set; }

    public int Free => Capacity - Count;

    /// <summary>Adds bytes; the oldest go when there is no room.</summary>
    /// <returns>How many went.</returns>
    public int Write(ReadOnlySpan<byte> data)
    {
        int dropped = Math.Max(data.Length - Capacity, 0);
        data = data[dropped..];
        int overflow = Math.Max(Count + data.Length - Capacity, 0);
        Skip(overflow);
        Grow(Count + data.Length);
        int tail = (_head + Count) % _buffer.Length;
        int first = Math.Min(data.Length, _buffer.Length - tail);
        data[..first].CopyTo(_buffer.AsSpan(tail));
        data[first..].CopyTo(_buffer);
        Count += data.Length;
        return dropped + overflow;
    }

    /// <summary>Takes the oldest bytes.</summary>
    /// <returns>How many.</returns>
    public int Read(Span<byte> destination)
    {
        int count = Math.Min(destination.Length, Count);
        int first = Math.Min(count, _buffer.Length - _head);
        _buffer.AsSpan(_head, first).CopyTo(destination);
        _buffer.AsSpan(0, count - first).CopyTo(destination[first..]);
        Skip(count);
        return count;
    }

    private void Skip(int count)
    {
        _head = (_head + count) % _buffer.Length;
        Count -= count;
    }

    private void Grow(int needed)
    {
        if (needed <= _buffer.Length)
        {
            return;
        }

        var larger = new byte[(int)Math.Min(Math.Max((long)needed, _buffer.Length * 2L), Capacity)];
        int count = Count;
        _ = Read(larger);
        _buffer = larger;
        _head = 0;
        Count = count;
    }
}
