using Xemu.Abstractions.Memory;

namespace Xemu.Machine;

/// <summary>One client's dirty bitmap; guarded by the block's lock.</summary>
internal sealed class DirtyTracker : IDirtyTracker
{
    private readonly RamBlock _block;
    private readonly ulong[] _dirty;

    public DirtyTracker(RamBlock block, string client)
    {
        _block = block;
        Client = client;
        _dirty = new ulong[(block.PageCount + 63) / 64];
        Array.Fill(_dirty, ulong.MaxValue);
    }

    public string Client { get; }

    public bool IsDirty(ulong offset, ulong length)
    {
        ulong last = length == 0 ? 0 : Math.Min(_block.PageCount - 1, (offset + length - 1) / IRamBlock.PageSize);
        for (ulong page = offset / IRamBlock.PageSize; length != 0 && page <= last; page++)
        {
            if ((Volatile.Read(ref _dirty[page / 64]) >> (int)(page % 64) & 1) != 0)
            {
                return true;
            }
        }

        return false;
    }

    public int Collect(ulong firstPage, Span<ulong> bitmap) => _block.CollectDirty(this, firstPage, bitmap);

    public void Dispose() => _block.Release(this);

    internal void Mark(ulong page) => _dirty[page / 64] |= 1UL << (int)(page % 64);

    /// <summary>Takes the dirty bits of 64 pages; those past the end of the block are never set in the answer.</summary>
    /// <param name="firstPage">The first page.</param>
    internal ulong Take(ulong firstPage)
    {
        int shift = (int)(firstPage % 64);
        ulong low = TakeWord(firstPage / 64, ulong.MaxValue << shift) >> shift;
        ulong high = shift == 0 || (firstPage / 64) + 1 >= (ulong)_dirty.Length ? 0 : TakeWord((firstPage / 64) + 1, ~(ulong.MaxValue << shift)) << (64 - shift);
        return low | high;
    }

    private ulong TakeWord(ulong word, ulong mask)
    {
        ulong left = _block.PageCount - (word * 64);
        ulong taken = _dirty[word] & mask & (left >= 64 ? ulong.MaxValue : (1UL << (int)left) - 1);
        _dirty[word] &= ~taken;
        return taken;
    }
}
