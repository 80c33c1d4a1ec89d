using System.Numerics;

namespace Xemu.Migration;

/// <summary>Bits of pages, lowest bit first.</summary>
internal static class PageBits
{
    /// <summary>Finds the next run of equal set bits.</summary>
    /// <param name="bits">The bitmap.</param>
    /// <param name="from">Where to look from.</param>
    /// <param name="end">One past the last page.</param>
    /// <param name="first">The run's first page.</param>
    /// <returns>The run's length, 0 when no bit is set.</returns>
    public static int NextRun(ReadOnlySpan<ulong> bits, ulong from, ulong end, out ulong first)
    {
        first = Next(bits, from, end, invert: 0);
        return first >= end ? 0 : (int)Math.Min(int.MaxValue, Next(bits, first, end, ulong.MaxValue) - first);
    }

    public static bool IsSet(ReadOnlySpan<ulong> bits, ulong page) => (bits[(int)(page / 64)] >> (int)(page % 64) & 1) != 0;

    public static ulong Count(ReadOnlySpan<ulong> bits)
    {
        ulong count = 0;
        foreach (ulong word in bits)
        {
            count += (ulong)BitOperations.PopCount(word);
        }

        return count;
    }

    public static void Or(Span<ulong> into, ReadOnlySpan<ulong> from)
    {
        for (int i = 0; i < into.Length; i++)
        {
            into[i] |= from[i];
        }
    }

    /// <summary>Sets a range of bits.</summary>
    public static void SetRange(Span<ulong> bits, ulong first, ulong count)
    {
        for (ulong page = first; page < first + count;)
        {
            int offset = (int)(page % 64);
            ulong take = Math.Min(64 - (ulong)offset, first + count - page);
            bits[(int)(page / 64)] |= (take == 64 ? ulong.MaxValue : (1UL << (int)take) - 1) << offset;
            page += take;
        }
    }

    private static ulong Next(ReadOnlySpan<ulong> bits, ulong from, ulong end, ulong invert)
    {
        for (ulong word = from / 64; word * 64 < end; word++)
        {
            ulong value = bits[(int)word] ^ invert;
            value = word == from / 64 ? value & (ulong.MaxValue << (int)(from % 64)) : value;
            if (value != 0)
            {
                return Math.Min(end, (word * 64) + (ulong)BitOperations.TrailingZeroCount(value));
            }
        }

        return end;
    }
}
