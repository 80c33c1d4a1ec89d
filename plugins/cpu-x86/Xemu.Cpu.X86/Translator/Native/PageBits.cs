using System.Numerics;

namespace Xemu.Cpu.X86;

/// <summary>A bit for each of 2^20 pages and one more, with the count of those set; native memory, touched where bits are.</summary>
internal sealed unsafe class PageBits : IDisposable
{
    private const uint Words = (1 << 14) + 1;
    private ulong* _bits = (ulong*)System.Runtime.InteropServices.NativeMemory.AllocZeroed(Words, sizeof(ulong));

    public int Count { get; private set; }

    public bool this[uint page] => ((_bits[page >> 6] >> (int)(page & 63)) & 1) != 0;

    public void Set(uint page, bool value)
    {
        ulong bit = 1ul << (int)(page & 63);
        ulong* word = _bits + (page >> 6);
        Count += (value ? 1 : 0) - ((*word & bit) != 0 ? 1 : 0);
        *word = value ? *word | bit : *word & ~bit;
    }

    public void Fill(uint page, uint count, bool value)
    {
        uint end = page + count;
        while (page < end)
        {
            ulong mask = MaskFrom(page, end);
            ulong* word = _bits + (page >> 6);
            ulong now = value ? *word | mask : *word & ~mask;
            if (now != *word)
            {
                Count += BitOperations.PopCount(now) - BitOperations.PopCount(*word);
                *word = now;
            }

            page = (page | 63) + 1;
        }
    }

    /// <summary>The first page set from one on and below another; the latter when there is none.</summary>
    public uint First(uint page, uint end)
    {
        while (Count != 0 && page < end)
        {
            ulong found = _bits[page >> 6] & MaskFrom(page, end);
            if (found != 0)
            {
                return (page & ~63u) + (uint)BitOperations.TrailingZeroCount(found);
            }

            page = (page | 63) + 1;
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

            at = low - 1;
        }
    }

    public void Dispose()
    {
        System.Runtime.InteropServices.NativeMemory.Free(_bits);
        _bits = null;
    }

    /// <summary>The bits of the word of a page from it on and below another.</summary>
    private static ulong MaskFrom(uint page, uint end)
    {
        ulong mask = ulong.MaxValue << (int)(page & 63);
        uint left = end - (page & ~63u);
        return left >= 64 ? mask : mask & ((1ul << (int)left) - 1);
    }
}
