namespace Xemu.Block;

/// <summary>Reads bits, the highest of a byte first; zeros past the end.</summary>
internal ref struct BitReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private ulong _held;
    private int _count;
    private int _next;

    /// <summary>Whether more was read than there is.</summary>
    public readonly bool IsPastEnd => _next - (_count / 8) > _bytes.Length;

    /// <summary>Whole bytes that were used.</summary>
    public readonly int UsedBytes => _next - (_count / 8);

    /// <summary>Looks at up to 32 bits.</summary>
    public uint Peek(int count)
    {
        if (count == 0)
        {
            return 0;
        }

        while (_count < count)
        {
            _held = (_held << 8) | (_next < _bytes.Length ? _bytes[_next] : 0u);
            _next++;
            _count += 8;
        }

        return (uint)((_held >> (_count - count)) & ((1UL << count) - 1));
    }

    /// <summary>Takes up to 32 bits.</summary>
    public uint Read(int count)
    {
        uint value = Peek(count);
        _count -= count;
        return value;
    }

    /// <summary>Drops bits that were looked at.</summary>
    public void Skip(int count) => _count -= count;

    /// <summary>Drops what is left of a byte.</summary>
    public void Align() => _count -= _count % 8;
}
