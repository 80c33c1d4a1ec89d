namespace Xemu.Block;

/// <summary>A Huffman code, as CHD files hold it: the lengths of the codes, from which the codes follow, the longest counting from zero.</summary>
internal sealed class HuffmanCode
{
    private readonly int _maxBits;

    /// <summary>For each value of the next bits: the symbol and the length of its code; 0 where no code fits.</summary>
    private readonly ushort[] _lookup;

    private HuffmanCode(int maxBits, ReadOnlySpan<byte> lengths, ushort[]? lookup = null)
    {
        _maxBits = maxBits;
        _lookup = lookup ?? new ushort[1 << maxBits];
        _lookup.AsSpan().Clear();
        Build(lengths);
    }

    /// <summary>Reads lengths that are written plain, repeated ones by their number: the form of the map.</summary>
    /// <exception cref="ChdDamageException">They make no code.</exception>
    public static HuffmanCode ReadPlain(ref BitReader bits, int symbols, int maxBits)
    {
        const int Escape = 1;
        const int LengthBits = 4;
        byte[] lengths = new byte[symbols];
        for (int i = 0; i < symbols;)
        {
            int length = (int)bits.Read(LengthBits);
            int count = 1;
            if (length == Escape)
            {
                length = (int)bits.Read(LengthBits);
                count = length == Escape ? 1 : (int)bits.Read(LengthBits) + 3;
            }

            Fill(lengths, ref i, count, length);
        }

        return new HuffmanCode(maxBits, lengths);
    }

    /// <summary>Reads lengths that have a Huffman code themselves: the form of hunks.</summary>
    /// <param name="bits">Where they stand.</param>
    /// <param name="symbols">Number of symbols.</param>
    /// <param name="maxBits">Length of the longest code.</param>
    /// <param name="lookup">Memory for the code, two to the power <paramref name="maxBits"/> long: each hunk has a code of its own.</param>
    /// <exception cref="ChdDamageException">They make no code.</exception>
    public static HuffmanCode ReadPacked(ref BitReader bits, int symbols, int maxBits, ushort[] lookup)
    {
        HuffmanCode code = ReadLengthCode(ref bits);
        int repeatBits = 32 - int.LeadingZeroCount(symbols - 9);
        byte[] lengths = new byte[symbols];
        int last = 0;
        for (int i = 0; i < symbols;)
        {
            int value = code.Decode(ref bits);
            int count = 1;
            if (value == 0)
            {
                count = (int)bits.Read(3) + 2;
                count += count == 9 ? (int)bits.Read(repeatBits) : 0;
            }
            else
            {
                last = value - 1;
            }

            Fill(lengths, ref i, count, last);
        }

        return new HuffmanCode(maxBits, lengths, lookup);
    }

    /// <summary>Reads a symbol.</summary>
    /// <exception cref="ChdDamageException">The bits are none, or at their end.</exception>
    public int Decode(ref BitReader bits)
    {
        ushort entry = _lookup[bits.Peek(_maxBits)];
        bits.Skip(entry & 0x1F);
        return entry != 0 && !bits.IsPastEnd ? entry >> 5 : throw new ChdDamageException("a Huffman code that is none");
    }

    private static HuffmanCode ReadLengthCode(ref BitReader bits)
    {
        const int Symbols = 24;
        Span<byte> lengths = stackalloc byte[Symbols];
        lengths.Clear();
        lengths[0] = (byte)bits.Read(3);
        int first = (int)bits.Read(3) + 1;
        for (int i = first; i < Symbols; i++)
        {
            int length = (int)bits.Read(3);
            if (length == 7)
            {
                break;
            }

            lengths[i] = (byte)length;
        }

        return new HuffmanCode(6, lengths);
    }

    private static void Fill(Span<byte> lengths, ref int index, int count, int length)
    {
        int end = Math.Min(index + count, lengths.Length);
        lengths[index..end].Fill((byte)length);
        index = end;
    }

    private void Build(ReadOnlySpan<byte> lengths)
    {
        Span<int> next = stackalloc int[33];
        FirstCodes(lengths, next);
        for (int symbol = 0; symbol < lengths.Length; symbol++)
        {
            int length = lengths[symbol];
            if (length > 0)
            {
                int shift = _maxBits - length;
                _lookup.AsSpan(next[length]++ << shift, 1 << shift).Fill((ushort)((symbol << 5) | length));
            }
        }
    }

    /// <summary>Codes of one length follow each other, the longest begin with zero, and each length begins where the longer one ends.</summary>
    private void FirstCodes(ReadOnlySpan<byte> lengths, Span<int> first)
    {
        first.Clear();
        foreach (byte length in lengths)
        {
            first[Math.Min((int)length, 32)]++;
        }

        if (lengths.Length > 0 && lengths.ContainsAnyExceptInRange((byte)0, (byte)_maxBits))
        {
            throw new ChdDamageException("a Huffman code that is too long");
        }

        int start = 0;
        for (int length = _maxBits; length > 0; length--)
        {
            int count = first[length];
            if (start + count > 1 << length || ((start + count) % 2 != 0 && length > 1))
            {
                throw new ChdDamageException("lengths that make no Huffman code");
            }

            first[length] = start;
            start = (start + count) / 2;
        }
    }
}
