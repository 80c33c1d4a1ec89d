using Xemu.Abstractions.Memory;

namespace Xemu.Machine;

/// <summary>Trapped pages of a RAM block; guarded by the block's lock. A page is set in <see cref="_set"/>, or taken when only its state byte still traps.</summary>
internal sealed class PageTrap(RamBlock block, PageState bit, IPageTrapHandler handler) : IPageTrap
{
    private readonly ulong[] _set = new ulong[(block.PageCount + 63) / 64];
    private ulong _remaining;

    public PageState Bit { get; } = bit;

    public IPageTrapHandler Handler { get; } = handler;

    public ulong Remaining => Volatile.Read(ref _remaining);

    public void Set(ulong firstPage, ReadOnlySpan<ulong> bitmap)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(firstPage % 64, 0UL);
        lock (block.Gate)
        {
            for (int i = 0; i < bitmap.Length; i++)
            {
                ulong word = firstPage + ((ulong)i * 64);
                if (bitmap[i] == 0 || word >= block.PageCount)
                {
                    continue;
                }

                ulong kept = block.PageCount - word >= 64 ? bitmap[i] : bitmap[i] & ((1UL << (int)(block.PageCount - word)) - 1);
                ulong added = kept & ~_set[word / 64];
                _set[word / 64] |= added;
                _remaining += (ulong)System.Numerics.BitOperations.PopCount(added);
                block.Mark(word, added, Bit);
            }
        }
    }

    public int Take(ulong fromPage, int maxPages, out ulong firstPage)
    {
        lock (block.Gate)
        {
            firstPage = NextSet(fromPage);
            int count = 0;
            while (count < maxPages && firstPage + (ulong)count < block.PageCount && IsSet(firstPage + (ulong)count))
            {
                _set[(firstPage + (ulong)count) / 64] &= ~(1UL << (int)((firstPage + (ulong)count) % 64));
                count++;
            }

            return count;
        }
    }

    public void Clear(ulong firstPage, int count)
    {
        lock (block.Gate)
        {
            block.Unmark(firstPage, count, Bit);
            _remaining -= (ulong)count;
        }
    }

    public void GiveBack(ulong firstPage, int count)
    {
        lock (block.Gate)
        {
            for (ulong page = firstPage; page < firstPage + (ulong)count; page++)
            {
                _set[page / 64] |= 1UL << (int)(page % 64);
            }
        }
    }

    public void Dispose() => block.Release(this);

    /// <summary>Deals with the page for an access, or waits until somebody else has.</summary>
    internal void Resolve(ulong page)
    {
        var spin = default(SpinWait);
        while (block.Has(page, Bit))
        {
            if (!TryTake(page))
            {
                spin.SpinOnce();
                continue;
            }

            try
            {
                Handler.Resolve(page);
            }
            catch
            {
                GiveBack(page, 1);
                throw;
            }

            Clear(page, 1);
        }
    }

    private bool TryTake(ulong page)
    {
        lock (block.Gate)
        {
            bool was = IsSet(page);
            _set[page / 64] &= ~(1UL << (int)(page % 64));
            return was;
        }
    }

    private bool IsSet(ulong page) => (_set[page / 64] >> (int)(page % 64) & 1) != 0;

    private ulong NextSet(ulong page)
    {
        for (ulong word = page / 64; word < (ulong)_set.Length; word++)
        {
            ulong bits = word == page / 64 ? _set[word] & (ulong.MaxValue << (int)(page % 64)) : _set[word];
            if (bits != 0)
            {
                return (word * 64) + (ulong)System.Numerics.BitOperations.TrailingZeroCount(bits);
            }
        }

        return block.PageCount;
    }
}
