namespace Xemu.Block;

/// <summary>The range decoder of LZMA.</summary>
internal ref struct LzmaRange
{
    /// <summary>Bytes that it begins with.</summary>
    public const int StartBytes = 5;

    private const int ProbabilityBits = 11;
    private const int MoveBits = 5;
    private const uint Smallest = 1 << 24;

    private readonly ReadOnlySpan<byte> _bytes;
    private int _next;
    private uint _range;
    private uint _code;

    /// <summary>Begins.</summary>
    /// <param name="bytes">At least <see cref="StartBytes"/>; the first one is 0.</param>
    public LzmaRange(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
        _range = uint.MaxValue;
        _next = 1;
        for (int i = 0; i < 4; i++)
        {
            _code = (_code << 8) | Next();
        }
    }

    /// <summary>Whether more was read than there is.</summary>
    public readonly bool IsPastEnd => _next > _bytes.Length;

    /// <summary>Reads a bit by its probability, and learns from it.</summary>
    public int Bit(ref ushort probability)
    {
        uint bound = (_range >> ProbabilityBits) * probability;
        int bit = _code < bound ? 0 : 1;
        if (bit == 0)
        {
            _range = bound;
            probability += (ushort)(((1 << ProbabilityBits) - probability) >> MoveBits);
        }
        else
        {
            _range -= bound;
            _code -= bound;
            probability -= (ushort)(probability >> MoveBits);
        }

        Normalize();
        return bit;
    }

    /// <summary>Reads bits that are as likely as not.</summary>
    public uint DirectBits(int count)
    {
        uint value = 0;
        for (; count > 0; count--)
        {
            _range >>= 1;
            uint bit = _code >= _range ? 1u : 0;
            _code -= bit * _range;
            Normalize();
            value = (value << 1) | bit;
        }

        return value;
    }

    /// <summary>Reads a number of some bits, the highest first.</summary>
    public int Tree(Span<ushort> probabilities, int bits)
    {
        int value = 1;
        for (int i = 0; i < bits; i++)
        {
            value = (value << 1) | Bit(ref probabilities[value]);
        }

        return value - (1 << bits);
    }

    /// <summary>Reads a number of some bits, the lowest first.</summary>
    public uint ReverseTree(Span<ushort> probabilities, int bits)
    {
        int place = 1;
        uint value = 0;
        for (int i = 0; i < bits; i++)
        {
            int bit = Bit(ref probabilities[place]);
            place = (place << 1) | bit;
            value |= (uint)bit << i;
        }

        return value;
    }

    private void Normalize()
    {
        if (_range < Smallest)
        {
            _range <<= 8;
            _code = (_code << 8) | Next();
        }
    }

    private uint Next()
    {
        uint value = _next < _bytes.Length ? _bytes[_next] : 0u;
        _next++;
        return value;
    }
}
