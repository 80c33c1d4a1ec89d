using Xemu.Abstractions.State;

namespace Xemu.Kernel.Hle;

/// <summary>Ranges of system addresses with pages behind them: pool, stacks, MmAllocateSystemMemory, MmMapIoSpace.</summary>
/// <remarks>A byte a page says whether the address is taken, and whether it ends an allocation.</remarks>
internal sealed class SystemMemory : IStateful
{
    private const byte Taken = 1;
    private const byte End = 2;

    /// <summary>Without a page: the guard below a stack.</summary>
    private const byte Hole = 4;

    private readonly uint _base;
    private readonly byte[] _map;
    private readonly PageTables _tables;
    private readonly PhysicalPages _pages;

    public SystemMemory(uint start, uint end, PageTables tables, PhysicalPages pages)
    {
        _base = start;
        _map = new byte[(end - start) / KernelLayout.PageBytes];
        _tables = tables;
        _pages = pages;
    }

    /// <summary>Frees every address.</summary>
    public void Reset() => Array.Clear(_map);

    /// <summary>Takes addresses and gives them pages.</summary>
    /// <param name="bytes">Size in bytes, rounded up to pages; not 0.</param>
    /// <param name="entryBits">Bits of the page table entries.</param>
    /// <param name="use">What the pages are for.</param>
    /// <param name="guard">Whether a page below stays without memory.</param>
    /// <returns>The first address, or 0 when there is no room.</returns>
    public uint Allocate(uint bytes, uint entryBits, PageUse use, bool guard = false)
    {
        uint count = (uint)(((ulong)bytes + KernelLayout.PageBytes - 1) / KernelLayout.PageBytes);
        uint holes = guard ? 1U : 0;
        if (count == 0 || count > _pages.FreeCount || FindHole(count + holes) is not { } first)
        {
            return 0;
        }

        uint address = AddressOf(first + holes);
        for (uint i = 0; i < count; i++)
        {
            if (!TryBack(address + (i * KernelLayout.PageBytes), entryBits, use))
            {
                Unback(address, i);
                return 0;
            }
        }

        Mark(first, holes, count);
        return address;
    }

    /// <summary>Takes addresses for registers or memory that is there already.</summary>
    /// <returns>The first address, or 0 when there is no room.</returns>
    public uint Map(uint physical, uint bytes, uint entryBits)
    {
        uint offset = physical % KernelLayout.PageBytes;
        uint count = (uint)(((ulong)bytes + offset + KernelLayout.PageBytes - 1) / KernelLayout.PageBytes);
        if (count == 0 || FindHole(count) is not { } first)
        {
            return 0;
        }

        for (uint i = 0; i < count; i++)
        {
            if (!_tables.TryWrite(AddressOf(first + i), ((physical - offset) + (i * KernelLayout.PageBytes)) | entryBits))
            {
                return 0;
            }
        }

        Mark(first, 0, count);
        return AddressOf(first) + offset;
    }

    /// <summary>Length in bytes of the allocation that starts at an address, or 0.</summary>
    public uint LengthAt(uint address)
    {
        if (IndexOf(address) is not { } first || (_map[first] & (Taken | Hole)) != Taken || (first > 0 && (_map[first - 1] & (Taken | End | Hole)) == Taken))
        {
            return 0;
        }

        uint last = first;
        while (last + 1 < _map.Length && (_map[last] & End) == 0)
        {
            last++;
        }

        return (last - first + 1) * KernelLayout.PageBytes;
    }

    /// <summary>Gives an allocation back.</summary>
    /// <param name="address">Its first address.</param>
    /// <param name="ownsPages">Whether its pages are freed; those of a mapping are not.</param>
    /// <returns>Its length in bytes, or 0 when there is none.</returns>
    public uint Free(uint address, bool ownsPages = true)
    {
        uint bytes = LengthAt(address);
        for (uint i = 0; i < bytes; i += KernelLayout.PageBytes)
        {
            if (ownsPages)
            {
                _pages.Return(_tables.Read(address + i) / KernelLayout.PageBytes);
            }

            _ = _tables.TryWrite(address + i, 0);
            _map[IndexOf(address + i)!.Value] = 0;
        }

        if (bytes != 0 && IndexOf(address - KernelLayout.PageBytes) is { } below && (_map[below] & Hole) != 0)
        {
            _map[below] = 0;
        }

        return bytes;
    }

    /// <inheritdoc/>
    public void DescribeState(IStateVisitor state) => state.Bytes("map", _map);

    private bool TryBack(uint address, uint entryBits, PageUse use)
    {
        if (_pages.TryTake(use) is not { } page)
        {
            return false;
        }

        if (_tables.TryWrite(address, (page * KernelLayout.PageBytes) | entryBits))
        {
            return true;
        }

        _pages.Return(page);
        return false;
    }

    private void Unback(uint address, uint count)
    {
        for (uint i = 0; i < count; i++)
        {
            uint place = address + (i * KernelLayout.PageBytes);
            _pages.Return(_tables.Read(place) / KernelLayout.PageBytes);
            _ = _tables.TryWrite(place, 0);
        }
    }

    private void Mark(uint first, uint holes, uint count)
    {
        _map.AsSpan((int)first, (int)holes).Fill(Taken | Hole | End);
        _map.AsSpan((int)(first + holes), (int)count).Fill(Taken);
        _map[first + holes + count - 1] |= End;
    }

    private uint? FindHole(uint count)
    {
        uint run = 0;
        for (uint i = 0; i < _map.Length; i++)
        {
            run = _map[i] == 0 ? run + 1 : 0;
            if (run == count)
            {
                return i - count + 1;
            }
        }

        return null;
    }

    private uint AddressOf(uint index) => _base + (index * KernelLayout.PageBytes);

    private uint? IndexOf(uint address)
    {
        uint offset = address - _base;
        return address >= _base && offset % KernelLayout.PageBytes == 0 && offset / KernelLayout.PageBytes < _map.Length ? offset / KernelLayout.PageBytes : null;
    }
}
