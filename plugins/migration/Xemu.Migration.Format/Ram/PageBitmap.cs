using System.Numerics;
using System.Runtime.InteropServices;

namespace Xemu.Migration.Format;

/// <summary>Which pages of a block are in the file. Setting and clearing are atomic, so that page threads share one.</summary>
/// <remarks>In the file: words of 8 bytes, little-endian, least significant bit first. This machine's byte order has to be little-endian too.</remarks>
public sealed class PageBitmap
{
    private readonly ulong[] _words;

    /// <summary>Makes an empty bitmap.</summary>
    /// <param name="pages">Pages of the block.</param>
    public PageBitmap(ulong pages)
    {
        Pages = pages;
        _words = new ulong[BytesFor(pages) / 8];
    }

    /// <summary>Pages of the block.</summary>
    public ulong Pages { get; }

    /// <summary>The bitmap as it stands in the file.</summary>
    public Span<byte> Bytes => MemoryMarshal.AsBytes(_words.AsSpan());

    /// <summary>The bitmap's words.</summary>
    public ReadOnlySpan<ulong> Words => _words;

    /// <summary>Bytes of a bitmap.</summary>
    public static int BytesFor(ulong pages) => checked((int)((pages + 63) / 64 * 8));

    /// <summary>Whether a page is in the file.</summary>
    public bool this[ulong page] => (_words[page / 64] >> (int)(page % 64) & 1) != 0;

    /// <summary>Marks a page.</summary>
    public void Set(ulong page) => Interlocked.Or(ref _words[page / 64], 1UL << (int)(page % 64));

    /// <summary>Unmarks a page.</summary>
    public void Clear(ulong page) => Interlocked.And(ref _words[page / 64], ~(1UL << (int)(page % 64)));

    /// <summary>Pages marked.</summary>
    public ulong CountSet()
    {
        ulong count = 0;
        foreach (ulong word in _words)
        {
            count += (ulong)BitOperations.PopCount(word);
        }

        return count;
    }

    /// <summary>Finds the next run of marked pages.</summary>
    /// <param name="from">Where to begin.</param>
    /// <param name="first">Its first page.</param>
    /// <param name="count">Its pages, at most <paramref name="maxPages"/>.</param>
    /// <param name="maxPages">The longest run to give.</param>
    /// <returns>Whether there is one.</returns>
    public bool NextRun(ulong from, out ulong first, out ulong count, ulong maxPages = ulong.MaxValue)
    {
        first = NextSet(from);
        count = 0;
        while (first + count < Pages && count < maxPages && this[first + count])
        {
            count++;
        }

        return count != 0;
    }

    /// <summary>Whether bits behind the last page are set, which no writer does.</summary>
    public bool HasBitsBeyondPages => Pages % 64 != 0 && _words[^1] >> (int)(Pages % 64) != 0;

    private ulong NextSet(ulong page)
    {
        while (page < Pages)
        {
            ulong word = _words[page / 64] >> (int)(page % 64);
            if (word != 0)
            {
                return page + (ulong)BitOperations.TrailingZeroCount(word);
            }

            page = (page / 64 + 1) * 64;
        }

        return Pages;
    }
}
