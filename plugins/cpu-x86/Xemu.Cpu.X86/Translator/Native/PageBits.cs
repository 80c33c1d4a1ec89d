using System.Numerics;
using System.Runtime.InteropServices;

namespace Xemu.Cpu.X86;

/// <summary>A bit for each of 2^20 pages and one more, with the count of those set; native memory, touched where bits are.</summary>
internal sealed unsafe class PageBits : IDisposable
{
    private const uint Words = (1 << 14) + 1;

    private ulong* _bits = (ulong*)NativeMemory.AllocZeroed(Words, sizeof(ulong));

    // A bit for each word that has bits: large ranges are mostly empty.
    private ulong* _words = (ulong*)NativeMemory.AllocZeroed((Words + 63) / 64, sizeof(ulong));

    public int Count { get; private set; }

    public bool this[uint page] => ((_bits[page >> 6] >> (int)(page & 63)) & 1) != 0;

    public void Set(uint page, bool value)
    {
        ulong bit = 1ul << (int)(page & 63);
        ulong now = _bits[page >> 6];
        Store(page >> 6, value ? now | bit : now & ~bit);
    }

    public void Fill(uint page, uint count, bool value)
    {
        uint end = page + count;
        while (page < end)
        {
            uint word = page >> 6;
            if (!value && _bits[word] == 0)
            {
                page = Math.Max(page, NextWord(word, (end + 63) >> 6) << 6);
                if (page >= end)
                {
                    return;
                }

                word = page >> 6;
            }

            ulong mask = MaskFrom(page, end);
            Store(word, value ? _bits[word] | mask : _bits[word] & ~mask);
            page = (page | 63) + 1;
        }
    }

    /// <summary>The first page set from one on and below another; the latter when there is none.</summary>
    public uint First(uint page, uint end)
    {
        while (page < end)
        {
            ulong found = _bits[page >> 6] & MaskFrom(page, end);
            if (found != 0)
            {
                return (page & ~63u) + (uint)BitOperations.TrailingZeroCount(found);
            }

            page = NextWord((page >> 6) + 1, (end + 63) >> 6) << 6;
        }

        return end;
    }

    /// <summary>The last page set of a range that has one.</summary>
    public uint Last(uint page, uint end)
    {
        uint at = end - 1;
        while (true)
        {
            uint low = Math.Max(page, at & ~63u);
            ulong found = _bits[at >> 6] & MaskFrom(low, at + 1);
            if (found != 0)
            {
                return (at & ~63u) + 63 - (uint)BitOperations.LeadingZeroCount(found);
            }

            at = (PreviousWord((low >> 6) - 1) << 6) | 63;
        }
    }

    public void Dispose()
    {
        NativeMemory.Free(_bits);
        NativeMemory.Free(_words);
        _bits = null;
        _words = null;
    }

    /// <summary>The bits of the word of a page from it on and below another.</summary>
    private static ulong MaskFrom(uint page, uint end)
    {
        ulong mask = ulong.MaxValue << (int)(page & 63);
        uint left = end - (page & ~63u);
        return left >= 64 ? mask : mask & ((1ul << (int)left) - 1);
    }

    private void Store(uint word, ulong value)
    {
        Count += BitOperations.PopCount(value) - BitOperations.PopCount(_bits[word]);
        _bits[word] = value;
        ulong bit = 1ul << (int)(word & 63);
        _words[word >> 6] = value != 0 ? _words[word >> 6] | bit : _words[word >> 6] & ~bit;
    }

    /// <summary>The first word with bits from one on and below another; the latter when there is none.</summary>
    private uint NextWord(uint word, uint end)
    {
        while (word < end)
        {
            ulong found = _words[word >> 6] >> (int)(word & 63);
            if (found != 0)
            {
                return Math.Min(end, word + (uint)BitOperations.TrailingZeroCount(found));
            }

            word = (word | 63) + 1;
        }

        return end;
    }

    /// <summary>The last word with bits from one downwards; there is one.</summary>
    private uint PreviousWord(uint word)
    {
        while (true)
        {
            ulong found = _words[word >> 6] << (63 - (int)(word & 63));
            if (found != 0)
            {
                return word - (uint)BitOperations.LeadingZeroCount(found);
            }

            word = (word & ~63u) - 1;
        }
    }
}
