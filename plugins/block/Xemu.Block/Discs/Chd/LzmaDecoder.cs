namespace Xemu.Block;

/// <summary>Unpacks LZMA without a header, with the settings that CHD files use: 3 bits of literal context, none of literal position, 2 of position.</summary>
/// <remarks>Written from the LZMA specification (Igor Pavlov, public domain). The block is the dictionary.</remarks>
internal sealed class LzmaDecoder
{
    private const int LiteralContextBits = 3;
    private const int PositionStates = 4;
    private const int States = 12;
    private const int LiteralProbabilities = 0x300;
    private const int FirstLength = 2;
    private const ushort Even = 1024;

    /// <summary>States below this follow a literal.</summary>
    private const int FirstMatchState = 7;

    private readonly ushort[] _literals = new ushort[LiteralProbabilities << LiteralContextBits];
    private readonly ushort[] _isMatch = new ushort[States * PositionStates];
    private readonly ushort[] _isRepeat = new ushort[States];
    private readonly ushort[] _isRepeat0 = new ushort[States];
    private readonly ushort[] _isRepeat1 = new ushort[States];
    private readonly ushort[] _isRepeat2 = new ushort[States];
    private readonly ushort[] _isRepeat0Long = new ushort[States * PositionStates];
    private readonly LzmaLengths _lengths = new();
    private readonly LzmaLengths _repeatLengths = new();
    private readonly LzmaDistances _distances = new();

    /// <summary>Unpacks until a block is full.</summary>
    /// <returns>Whether it became full.</returns>
    public bool TryDecode(ReadOnlySpan<byte> packed, Span<byte> block)
    {
        if (packed.Length < LzmaRange.StartBytes || packed[0] != 0)
        {
            return false;
        }

        Reset();
        var range = new LzmaRange(packed);
        return Run(ref range, block) && !range.IsPastEnd;
    }

    private bool Run(ref LzmaRange range, Span<byte> block)
    {
        (int state, uint rep0, uint rep1, uint rep2, uint rep3) = (0, 0, 0, 0, 0);
        for (int at = 0; at < block.Length;)
        {
            int position = at & (PositionStates - 1);
            if (range.Bit(ref _isMatch[(state * PositionStates) + position]) == 0)
            {
                if (!TryLiteral(ref range, block, at, state, rep0))
                {
                    return false;
                }

                state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
                at++;
                continue;
            }

            int length;
            if (range.Bit(ref _isRepeat[state]) == 0)
            {
                (rep3, rep2, rep1) = (rep2, rep1, rep0);
                length = _lengths.Decode(ref range, position);
                rep0 = _distances.Decode(ref range, length);
                state = state < FirstMatchState ? 7 : 10;
                length += FirstLength;
            }
            else
            {
                bool isShort = PickRepeat(ref range, state, position, ref rep0, ref rep1, ref rep2, ref rep3);
                length = isShort ? 1 : _repeatLengths.Decode(ref range, position) + FirstLength;
                state = state < FirstMatchState ? (isShort ? 9 : 8) : 11;
            }

            if (rep0 >= (uint)at || length > block.Length - at || range.IsPastEnd)
            {
                return false;
            }

            Copy(block, at, (int)rep0 + 1, length);
            at += length;
        }

        return true;
    }

    private bool TryLiteral(ref LzmaRange range, Span<byte> block, int at, int state, uint rep0)
    {
        int before = at > 0 ? block[at - 1] : 0;
        Span<ushort> probabilities = _literals.AsSpan((before >> (8 - LiteralContextBits)) * LiteralProbabilities, LiteralProbabilities);
        int symbol = 1;
        if (state >= FirstMatchState)
        {
            if (rep0 >= (uint)at)
            {
                return false;
            }

            int match = block[at - (int)rep0 - 1];
            do
            {
                int matchBit = (match >> 7) & 1;
                match <<= 1;
                int bit = range.Bit(ref probabilities[((1 + matchBit) << 8) + symbol]);
                symbol = (symbol << 1) | bit;
                if (bit != matchBit)
                {
                    break;
                }
            }
            while (symbol < 0x100);
        }

        while (symbol < 0x100)
        {
            symbol = (symbol << 1) | range.Bit(ref probabilities[symbol]);
        }

        block[at] = (byte)symbol;
        return true;
    }

    /// <summary>Brings the distance that is used again to the front.</summary>
    /// <returns>Whether just one byte is repeated.</returns>
    private bool PickRepeat(ref LzmaRange range, int state, int position, ref uint rep0, ref uint rep1, ref uint rep2, ref uint rep3)
    {
        if (range.Bit(ref _isRepeat0[state]) == 0)
        {
            return range.Bit(ref _isRepeat0Long[(state * PositionStates) + position]) == 0;
        }

        if (range.Bit(ref _isRepeat1[state]) == 0)
        {
            (rep0, rep1) = (rep1, rep0);
        }
        else if (range.Bit(ref _isRepeat2[state]) == 0)
        {
            (rep0, rep1, rep2) = (rep2, rep0, rep1);
        }
        else
        {
            (rep0, rep1, rep2, rep3) = (rep3, rep0, rep1, rep2);
        }

        return false;
    }

    private static void Copy(Span<byte> block, int at, int distance, int length)
    {
        for (int i = at; i < at + length; i++)
        {
            block[i] = block[i - distance];
        }
    }

    private void Reset()
    {
        foreach (ushort[] probabilities in (ReadOnlySpan<ushort[]>)[_literals, _isMatch, _isRepeat, _isRepeat0, _isRepeat1, _isRepeat2, _isRepeat0Long])
        {
            Array.Fill(probabilities, Even);
        }

        _lengths.Reset();
        _repeatLengths.Reset();
        _distances.Reset();
    }
}
