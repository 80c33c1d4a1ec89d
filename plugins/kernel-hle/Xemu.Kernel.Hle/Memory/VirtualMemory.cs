using System.Runtime.InteropServices;
using Xemu.Abstractions.State;

namespace Xemu.Kernel.Hle;

/// <summary>The addresses of the program: reserved ranges, and pages committed in them.</summary>
/// <remarks>What is committed stands in the page tables alone; the ranges are here. Ranges start at multiples of 64 KiB, as NtAllocateVirtualMemory gives them.</remarks>
internal sealed class VirtualMemory(GuestRam ram, PageTables tables, PhysicalPages pages) : IStateful
{
    private const uint Commit = 0x1000;
    private const uint Reserve = 0x2000;
    private const uint Decommit = 0x4000;
    private const uint Release = 0x8000;
    private const uint Reset_ = 0x0008_0000;
    private const uint TopDown = 0x0010_0000;
    private const uint NoZero = 0x0080_0000;
    private const uint AllocationGranularity = 0x1_0000;
    private const uint PageBytes = KernelLayout.PageBytes;
    private const int MostRegions = 8192;
    private const uint StateFree = 0x1_0000;
    private const uint TypePrivate = 0x2_0000;
    private const uint TypeImage = 0x100_0000;

    private readonly CommittedPages _committed = new(ram, tables, pages);

    [Derived("saved as 'regions'")]
    private readonly List<VirtualRegion> _regions = [];

    /// <summary>Bytes reserved.</summary>
    public uint ReservedBytes => (uint)_regions.Sum(static r => (long)(r.End - r.Start));

    /// <summary>Forgets all ranges; the page tables are not touched.</summary>
    public void Reset() => _regions.Clear();

    /// <summary>Serves NtAllocateVirtualMemory.</summary>
    public uint Allocate(ref uint address, uint zeroBits, ref uint size, uint type, uint protection)
    {
        if (zeroBits > 21)
        {
            return NtStatus.InvalidParameter3;
        }

        if ((type & ~(Commit | Reserve | TopDown | Reset_ | NoZero)) != 0 || (type & (Commit | Reserve | Reset_)) == 0 || ((type & Reset_) != 0 && type != Reset_))
        {
            return NtStatus.InvalidParameter5;
        }

        if (Protection.TryToEntry(protection) is not { } entry)
        {
            return NtStatus.InvalidPageProtection;
        }

        if (address >= KernelLayout.UserEnd)
        {
            return NtStatus.InvalidParameter2;
        }

        if (size == 0 || size > KernelLayout.UserEnd - address)
        {
            return NtStatus.InvalidParameter4;
        }

        uint start = address;
        uint end;
        if (address == 0 || (type & Reserve) != 0)
        {
            uint status = ReserveRange(ref start, size, zeroBits, (type & TopDown) != 0, protection, out end);
            if (status != NtStatus.Success)
            {
                return status;
            }
        }
        else
        {
            start = address & ~(PageBytes - 1);
            end = AlignUp(address + size, PageBytes);
            if (FindRegion(start) is not { } region || end > region.End)
            {
                return NtStatus.ConflictingAddresses;
            }
        }

        if ((type & Commit) != 0 && !_committed.TryCommit(start, end, entry, (type & NoZero) == 0))
        {
            if ((type & Reserve) != 0 || address == 0)
            {
                _regions.RemoveAll(r => r.Start == start);
            }

            return NtStatus.NoMemory;
        }

        address = start;
        size = end - start;
        return NtStatus.Success;
    }

    /// <summary>Serves NtFreeVirtualMemory.</summary>
    public uint Free(ref uint address, ref uint size, uint type)
    {
        if (type is not (Decommit or Release))
        {
            return NtStatus.InvalidParameter3;
        }

        if (address >= KernelLayout.UserEnd)
        {
            return NtStatus.InvalidParameter1;
        }

        if (size > KernelLayout.UserEnd - address)
        {
            return NtStatus.InvalidParameter2;
        }

        if (FindRegion(address) is not { } region)
        {
            return NtStatus.MemoryNotAllocated;
        }

        uint start = address & ~(PageBytes - 1);
        uint end = size == 0 ? region.End : AlignUp(address + size, PageBytes);
        if (size == 0 && start != region.Start)
        {
            return NtStatus.FreeVmNotAtBase;
        }

        if (end > region.End)
        {
            return NtStatus.UnableToFreeVm;
        }

        // Cutting a range out of the middle leaves two.
        if (type == Release && start > region.Start && end < region.End && _regions.Count >= MostRegions)
        {
            return NtStatus.NoMemory;
        }

        _committed.Uncommit(start, end);
        if (type == Release)
        {
            Cut(region, start, end);
        }

        address = start;
        size = end - start;
        return NtStatus.Success;
    }

    /// <summary>Serves NtProtectVirtualMemory.</summary>
    public uint Protect(ref uint address, ref uint size, ref uint protection)
    {
        if (Protection.TryToEntry(protection) is not { } entry)
        {
            return NtStatus.InvalidPageProtection;
        }

        if (address >= KernelLayout.UserEnd)
        {
            return NtStatus.InvalidParameter1;
        }

        if (size == 0 || size > KernelLayout.UserEnd - address)
        {
            return NtStatus.InvalidParameter2;
        }

        uint start = address & ~(PageBytes - 1);
        uint end = AlignUp(address + size, PageBytes);
        if (FindRegion(start) is not { } region || end > region.End)
        {
            return NtStatus.ConflictingAddresses;
        }

        for (uint page = start; page < end; page += PageBytes)
        {
            if (!CommittedPages.IsCommitted(tables.Read(page)))
            {
                return NtStatus.NotCommitted;
            }
        }

        protection = Protection.FromEntry(tables.Read(start));
        _committed.SetEntries(start, end, entry);
        address = start;
        size = end - start;
        return NtStatus.Success;
    }

    /// <summary>Serves NtQueryVirtualMemory: the seven words of MEMORY_BASIC_INFORMATION.</summary>
    /// <returns>Whether the address is one of the program's.</returns>
    public bool TryQuery(uint address, Span<uint> information)
    {
        information.Clear();
        if (address >= KernelLayout.UserEnd)
        {
            return false;
        }

        uint start = address & ~(PageBytes - 1);
        information[0] = start;
        if (FindRegion(address) is not { } region)
        {
            uint next = _regions.Where(r => r.Start > address).Select(static r => r.Start).DefaultIfEmpty(KernelLayout.UserEnd).Min();
            information[3] = next - start;
            information[4] = StateFree;
            information[5] = Protection.NoAccess;
            return true;
        }

        uint entry = tables.Read(start);
        uint end = start + PageBytes;
        while (end < region.End && Kind(tables.Read(end)) == Kind(entry))
        {
            end += PageBytes;
        }

        information[1] = region.Start;
        information[2] = region.Protection;
        information[3] = end - start;
        information[4] = CommittedPages.IsCommitted(entry) ? Commit : Reserve;
        information[5] = CommittedPages.IsCommitted(entry) ? Protection.FromEntry(entry) : 0;
        information[6] = region.IsImage ? TypeImage : TypePrivate;
        return true;
    }

    /// <summary>Reserves the range of the program's image.</summary>
    /// <returns>Whether there was room.</returns>
    public bool TryReserveImage(uint start, uint bytes)
    {
        uint end = AlignUp(start + bytes, PageBytes);
        if (end <= start || end > KernelLayout.UserEnd || Overlaps(start, end))
        {
            return false;
        }

        Insert(new VirtualRegion(start, end, Protection.ExecuteReadWrite, IsImage: true));
        return true;
    }

    /// <summary>Gives pages of the image a protection, and those that are not there zeroed memory.</summary>
    /// <returns>Whether there was room.</returns>
    public bool TryCommitImage(uint start, uint end, uint entry) => _committed.TryCommit(start, end, entry, zero: true, PageUse.Image);

    /// <summary>Gives pages of the image a protection, as far as they are there.</summary>
    public void ProtectImage(uint start, uint end, uint entry)
    {
        for (uint page = start; page < end; page += PageBytes)
        {
            if (CommittedPages.IsCommitted(tables.Read(page)))
            {
                _committed.SetEntries(page, page + PageBytes, entry);
            }
        }
    }

    /// <summary>Takes pages of the image back.</summary>
    public void UncommitImage(uint start, uint end) => _committed.Uncommit(start, end);

    /// <inheritdoc/>
    public void DescribeState(IStateVisitor state)
    {
        byte[] bytes = MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(Pack())).ToArray();
        state.Blob("regions", ref bytes, MostRegions * 16);
        if (state.IsLoading)
        {
            Unpack(MemoryMarshal.Cast<byte, uint>(bytes));
        }
    }

    private List<uint> Pack()
    {
        var words = new List<uint>(_regions.Count * 4);
        foreach (VirtualRegion region in _regions)
        {
            words.AddRange([region.Start, region.End, region.Protection, region.IsImage ? 1U : 0]);
        }

        return words;
    }

    private void Unpack(ReadOnlySpan<uint> words)
    {
        _regions.Clear();
        for (int i = 0; i + 3 < words.Length; i += 4)
        {
            var region = new VirtualRegion(words[i], words[i + 1], words[i + 2], words[i + 3] != 0);
            if (region.End <= region.Start || region.End > KernelLayout.UserEnd || (_regions.Count > 0 && region.Start < _regions[^1].End))
            {
                throw new StateException($"Field 'regions' holds 0x{region.Start:X8} to 0x{region.End:X8}, which is no range of a program or not in order; the snapshot is damaged.");
            }

            _regions.Add(region);
        }
    }

    private uint ReserveRange(ref uint start, uint size, uint zeroBits, bool topDown, uint protection, out uint end)
    {
        end = 0;
        if (_regions.Count >= MostRegions)
        {
            return NtStatus.NoMemory;
        }

        if (start == 0)
        {
            uint limit = zeroBits == 0 ? KernelLayout.UserEnd : Math.Min(KernelLayout.UserEnd, uint.MaxValue >> (int)zeroBits);
            uint bytes = AlignUp(size, PageBytes);
            if ((topDown ? FindTop(bytes, limit) : FindBottom(bytes, limit)) is not { } found)
            {
                return NtStatus.NoMemory;
            }

            start = found;
            end = found + bytes;
        }
        else
        {
            end = AlignUp(start + size, PageBytes);
            start &= ~(AllocationGranularity - 1);
            if (start < KernelLayout.UserBase || Overlaps(start, end))
            {
                return NtStatus.ConflictingAddresses;
            }
        }

        Insert(new VirtualRegion(start, end, protection, IsImage: false));
        return NtStatus.Success;
    }

    private uint? FindBottom(uint bytes, uint limit)
    {
        uint start = KernelLayout.UserBase;
        foreach (VirtualRegion region in _regions)
        {
            if (region.Start >= start && region.Start - start >= bytes)
            {
                break;
            }

            start = Math.Max(start, AlignUp(region.End, AllocationGranularity));
        }

        return start <= limit && bytes <= limit - start ? start : null;
    }

    private uint? FindTop(uint bytes, uint limit)
    {
        uint end = limit;
        for (int i = _regions.Count; i >= 0; i--)
        {
            uint floor = i == 0 ? KernelLayout.UserBase : _regions[i - 1].End;
            if (bytes <= end && ((end - bytes) & ~(AllocationGranularity - 1)) >= floor)
            {
                return (end - bytes) & ~(AllocationGranularity - 1);
            }

            end = i == 0 ? 0 : Math.Min(end, _regions[i - 1].Start);
        }

        return null;
    }

    private void Cut(VirtualRegion region, uint start, uint end)
    {
        _regions.Remove(region);
        if (start > region.Start)
        {
            Insert(region with { End = start });
        }

        if (end < region.End)
        {
            Insert(region with { Start = end });
        }
    }

    private void Insert(VirtualRegion region)
    {
        int index = _regions.FindIndex(r => r.Start > region.Start);
        _regions.Insert(index < 0 ? _regions.Count : index, region);
    }

    private VirtualRegion? FindRegion(uint address)
    {
        int index = _regions.FindIndex(r => address >= r.Start && address < r.End);
        return index < 0 ? null : _regions[index];
    }

    private bool Overlaps(uint start, uint end) => _regions.Exists(r => start < r.End && end > r.Start);

    private static uint Kind(uint entry) => CommittedPages.IsCommitted(entry) ? 1 + Protection.FromEntry(entry) : 0;

    private static uint AlignUp(uint value, uint alignment) => (value + alignment - 1) & ~(alignment - 1);
}
