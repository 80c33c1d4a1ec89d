using System.Numerics;
using Xemu.Abstractions.Memory;

namespace Xemu.Migration;

/// <summary>A piece of up to 1 MiB of a block that one worker deals with; each worker has one and uses it again and again.</summary>
internal sealed class PageChunk
{
    /// <summary>Pages of a chunk: 1 MiB, the most that an alignment can be.</summary>
    public const int MaxPages = 256;

    /// <summary>Bytes of a chunk.</summary>
    public const int MaxBytes = MaxPages * IRamBlock.PageSize;

    private readonly ulong[] _selected = new ulong[MaxPages / 64];

    public RamRegion Region { get; private set; } = null!;

    /// <summary>The first page, a multiple of 16 at least.</summary>
    public ulong FirstPage { get; private set; }

    /// <summary>Pages of the block in the chunk, selected or not.</summary>
    public int Count { get; private set; }

    /// <summary>Host address of the first page: RAM itself, or a copy of it.</summary>
    public nint Address { get; private set; }

    /// <summary>What the source wants to have back, if anything.</summary>
    public object? Tag { get; set; }

    /// <summary>The source copied the pages on behalf of a writer.</summary>
    public bool IsAside { get; set; }

    /// <summary>A bit a page: which are to be dealt with.</summary>
    public Span<ulong> Selected => _selected;

    public int SelectedCount
    {
        get
        {
            int count = 0;
            foreach (ulong word in _selected)
            {
                count += BitOperations.PopCount(word);
            }

            return count;
        }
    }

    public void Set(RamRegion region, ulong firstPage, int count, nint address)
    {
        Region = region;
        FirstPage = firstPage;
        Count = count;
        Address = address;
        Tag = null;
        IsAside = false;
        _selected.AsSpan().Clear();
    }

    public bool IsSelected(int page) => (_selected[page / 64] >> (page % 64) & 1) != 0;

    public bool IsAnySelected(int first, int count)
    {
        bool any = false;
        for (int page = first; page < first + count; page++)
        {
            any |= IsSelected(page);
        }

        return any;
    }

    /// <summary>The pages now lie in a buffer, at the same places; the selection stays.</summary>
    public void MoveTo(NativeBuffer buffer)
    {
        Address = buffer.Address;
        Tag = buffer;
    }

    public void Select(int page) => _selected[page / 64] |= 1UL << (page % 64);

    /// <summary>Selects pages that a bitmap of the block has.</summary>
    public void Select(ReadOnlySpan<ulong> bitmap, int first, int count)
    {
        for (int page = first; page < first + count; page++)
        {
            ulong bit = PageBits.IsSet(bitmap, FirstPage + (ulong)page) ? 1UL : 0;
            _selected[page / 64] |= bit << (page % 64);
        }
    }

    public void SelectAll()
    {
        for (int page = 0; page < Count; page += 64)
        {
            int left = Count - page;
            _selected[page / 64] = left >= 64 ? ulong.MaxValue : (1UL << left) - 1;
        }
    }

    public ReadOnlySpan<byte> Page(int page) => MemorySpan.Of(Address + (page * IRamBlock.PageSize), IRamBlock.PageSize);

    public ReadOnlySpan<byte> PageRange(int first, int count) => MemorySpan.Of(Address + (first * IRamBlock.PageSize), count * IRamBlock.PageSize);
}
