using Xemu.Abstractions.State;

namespace Xemu.Mcpx;

/// <summary>A queue of bytes with a fixed capacity.</summary>
internal sealed class ByteQueue(int capacity) : IStateful
{
    private readonly byte[] _bytes = new byte[capacity];

    /// <summary>Where the oldest byte is.</summary>
    private int _head;

    private int _count;

    public int Count => _count;

    public int Capacity => _bytes.Length;

    public bool TryEnqueue(byte value)
    {
        if (_count == _bytes.Length)
        {
            return false;
        }

        _bytes[(_head + _count) % _bytes.Length] = value;
        _count++;
        return true;
    }

    public bool TryDequeue(out byte value)
    {
        value = 0;
        if (_count == 0)
        {
            return false;
        }

        value = _bytes[_head];
        _head = (_head + 1) % _bytes.Length;
        _count--;
        return true;
    }

    public void Clear() => _head = _count = 0;

    public void DescribeState(IStateVisitor state)
    {
        byte[] content = new byte[_count];
        for (int i = 0; i < _count; i++)
        {
            content[i] = _bytes[(_head + i) % _bytes.Length];
        }

        state.Blob("content", ref content, _bytes.Length);
        if (state.IsLoading)
        {
            Clear();
            foreach (byte value in content)
            {
                TryEnqueue(value);
            }
        }
    }
}
