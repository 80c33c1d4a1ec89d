namespace Xemu.Block;

/// <summary>Reads the lengths of LZMA's matches.</summary>
internal sealed class LzmaLengths
{
    private const int PositionStates = 4;
    private const int ShortBits = 3;
    private const int LongBits = 8;
    private const ushort Even = 1024;

    private readonly ushort[] _choice = new ushort[2];
    private readonly ushort[] _low = new ushort[PositionStates << ShortBits];
    private readonly ushort[] _middle = new ushort[PositionStates << ShortBits];
    private readonly ushort[] _high = new ushort[1 << LongBits];

    /// <summary>Forgets what was learnt.</summary>
    public void Reset()
    {
        Array.Fill(_choice, Even);
        Array.Fill(_low, Even);
        Array.Fill(_middle, Even);
        Array.Fill(_high, Even);
    }

    /// <summary>Reads one, less the shortest.</summary>
    public int Decode(ref LzmaRange range, int position)
    {
        if (range.Bit(ref _choice[0]) == 0)
        {
            return range.Tree(_low.AsSpan(position << ShortBits, 1 << ShortBits), ShortBits);
        }

        return range.Bit(ref _choice[1]) == 0
            ? (1 << ShortBits) + range.Tree(_middle.AsSpan(position << ShortBits, 1 << ShortBits), ShortBits)
            : (2 << ShortBits) + range.Tree(_high, LongBits);
    }
}
