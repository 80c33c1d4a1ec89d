using Xemu.Abstractions.State;

namespace Xemu.Kernel.Hle;

/// <summary>Which pages of RAM are used, and for what.</summary>
/// <remarks>
/// The last 32 pages are not handed out: 16 of the GPU's instance memory and 16 of the console's page frame database (xboxdevwiki "Memory").
/// Contiguous memory is taken from the top down, as programs know it; single pages from the bottom up, so that the two meet late.
/// </remarks>
internal sealed class PhysicalPages : IStateful
{
    /// <summary>Pages of the GPU's instance memory.</summary>
    public const uint InstancePages = 16;

    /// <summary>Pages behind it.</summary>
    public const uint PaddingPages = 16;

    private const byte EndFlag = 1;
    private const byte PersistFlag = 2;

    private readonly byte[] _use;
    private readonly byte[] _flags;
    private uint _next;
    private uint _free;

    public PhysicalPages(uint ramBytes)
    {
        _use = new byte[ramBytes / KernelLayout.PageBytes];
        _flags = new byte[_use.Length];
    }

    /// <summary>Number of pages.</summary>
    public uint Count => (uint)_use.Length;

    /// <summary>Number of free pages.</summary>
    public uint FreeCount => _free;

    /// <summary>First page of the GPU's instance memory.</summary>
    public uint InstanceStart => Count - InstancePages - PaddingPages;

    /// <summary>Frees everything but what is reserved.</summary>
    /// <param name="keepsPersistent">Whether contiguous pages that a program has marked stay: a quick reboot.</param>
    public void Reset(bool keepsPersistent)
    {
        for (uint page = 0; page < Count; page++)
        {
            if (!keepsPersistent || !IsPersistent(page))
            {
                _use[page] = (byte)PageUse.Free;
                _flags[page] = 0;
                continue;
            }

            // Where only a part of an allocation was marked, its last page is another one now.
            _flags[page] |= IsPersistent(page + 1) ? (byte)0 : EndFlag;
        }

        _next = 0;
        uint kernelEnd = (BootTables.IdentityTables + BootTables.IdentityTablesBytes(Count * KernelLayout.PageBytes) + KernelLayout.PageBytes - 1) / KernelLayout.PageBytes;
        _use.AsSpan(0, (int)kernelEnd).Fill((byte)PageUse.Reserved);
        _use.AsSpan((int)InstanceStart).Fill((byte)PageUse.Reserved);
        _free = CountOf(PageUse.Free);
    }

    /// <summary>Whether a page stays over a quick reboot.</summary>
    public bool IsPersistent(uint page) => page < Count && (PageUse)_use[page] == PageUse.Contiguous && (_flags[page] & PersistFlag) != 0;

    /// <summary>What a page is used for.</summary>
    public PageUse this[uint page] => (PageUse)_use[page];

    /// <summary>How many pages have a use.</summary>
    public uint CountOf(PageUse use) => (uint)_use.AsSpan().Count((byte)use);

    /// <summary>Takes a page.</summary>
    /// <returns>Its number, or null when RAM is full.</returns>
    public uint? TryTake(PageUse use)
    {
        for (uint i = 0; i < Count; i++)
        {
            uint page = (_next + i) % Count;
            if (_use[page] == (byte)PageUse.Free)
            {
                _use[page] = (byte)use;
                _next = page + 1;
                _free--;
                return page;
            }
        }

        return null;
    }

    /// <summary>Gives a page back.</summary>
    public void Return(uint page)
    {
        if (page < Count && (PageUse)_use[page] is not (PageUse.Free or PageUse.Reserved))
        {
            _use[page] = (byte)PageUse.Free;
            _flags[page] = 0;
            _next = Math.Min(_next, page);
            _free++;
        }
    }

    /// <summary>Takes neighbouring pages, the highest that fit.</summary>
    /// <param name="count">How many, 1 and up.</param>
    /// <param name="lowest">Lowest page allowed.</param>
    /// <param name="highest">Highest page allowed.</param>
    /// <param name="alignment">Alignment in pages, a power of two.</param>
    /// <returns>The first page, or null.</returns>
    public uint? TryTakeContiguous(uint count, uint lowest, uint highest, uint alignment)
    {
        highest = Math.Min(highest, InstanceStart - 1);
        if (count > highest + 1 || lowest > highest + 1 - count)
        {
            return null;
        }

        for (uint start = (highest + 1 - count) & ~(alignment - 1); start >= lowest; start -= alignment)
        {
            if (!_use.AsSpan((int)start, (int)count).ContainsAnyExcept((byte)PageUse.Free))
            {
                _use.AsSpan((int)start, (int)count).Fill((byte)PageUse.Contiguous);
                _flags[start + count - 1] = EndFlag;
                _free -= count;
                return start;
            }

            if (start < alignment)
            {
                break;
            }
        }

        return null;
    }

    /// <summary>Length of the contiguous allocation that starts at a page, or 0.</summary>
    public uint ContiguousLength(uint start)
    {
        if (start >= Count || _use[start] != (byte)PageUse.Contiguous || (start > 0 && _use[start - 1] == (byte)PageUse.Contiguous && (_flags[start - 1] & EndFlag) == 0))
        {
            return 0;
        }

        uint page = start;
        while (page + 1 < Count && (_flags[page] & EndFlag) == 0 && _use[page + 1] == (byte)PageUse.Contiguous)
        {
            page++;
        }

        return page - start + 1;
    }

    /// <summary>Gives a contiguous allocation back.</summary>
    /// <returns>Its length in pages, or 0 when there is none.</returns>
    public uint ReturnContiguous(uint start)
    {
        uint count = ContiguousLength(start);
        for (uint page = start; page < start + count; page++)
        {
            Return(page);
        }

        return count;
    }

    /// <summary>Notes that a program wants pages kept over a quick reboot, or no longer.</summary>
    public void SetPersistent(uint start, uint count, bool persists)
    {
        for (uint page = start; page < Math.Min(start + count, Count); page++)
        {
            _flags[page] = (byte)(persists ? _flags[page] | PersistFlag : _flags[page] & ~PersistFlag);
        }
    }

    /// <summary>Frees pages of the GPU's instance memory that nobody claims.</summary>
    /// <param name="keptPages">How many at its end stay.</param>
    public void TrimInstance(uint keptPages)
    {
        for (uint page = InstanceStart; page < InstanceStart + InstancePages - Math.Min(keptPages, InstancePages); page++)
        {
            if (_use[page] == (byte)PageUse.Reserved)
            {
                _use[page] = (byte)PageUse.Free;
                _free++;
            }
        }
    }

    /// <inheritdoc/>
    public void DescribeState(IStateVisitor state)
    {
        state.Bytes("use", _use);
        state.Bytes("flags", _flags);
        state.Field("next", ref _next);
        state.Field("free", ref _free);
    }
}
