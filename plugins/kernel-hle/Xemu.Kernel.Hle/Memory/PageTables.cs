using Xemu.Abstractions.State;

namespace Xemu.Kernel.Hle;

/// <summary>Reads and writes the guest's page tables, which lie in guest RAM, and makes page tables when they are first needed.</summary>
/// <remarks>
/// Entries are the processor's; where Present is 0 the rest is ours: a committed page that may not be touched keeps its frame under <see cref="Held"/>.
/// Changing an entry that was present sets <see cref="NeedsFlush"/>: the trap code then drops the processor's translations.
/// </remarks>
internal sealed class PageTables(GuestRam ram, PhysicalPages pages) : IStateful
{
    public const uint Present = 0x001;
    public const uint Writable = 0x002;
    public const uint WriteThrough = 0x008;
    public const uint CacheDisable = 0x010;

    /// <summary>Last page of an allocation (the console's GuardOrEndOfAllocation).</summary>
    public const uint End = 0x200;

    /// <summary>A page that raises an exception when it is first touched; not present until then.</summary>
    public const uint Guard = 0x400;

    /// <summary>A committed page that is not present.</summary>
    public const uint Held = 0x800;

    private const uint LargePage = 0x080;
    private const uint FrameMask = 0xFFFF_F000;
    private const uint TableBits = 0x003;

    private bool _needsFlush;

    /// <summary>Whether translations that the processor may hold have changed.</summary>
    public bool NeedsFlush
    {
        get => _needsFlush;
        set => _needsFlush = value;
    }

    /// <summary>The entry of an address; 0 where there is no table. Of a large page: its directory entry with the frame of the address.</summary>
    public uint Read(uint address)
    {
        uint directory = ram.Read32(DirectoryPlace(address));
        if ((directory & Present) == 0)
        {
            return 0;
        }

        if ((directory & LargePage) != 0)
        {
            return (directory & 0xFFF & ~LargePage) | (((directory & 0xFFC0_0000) | (address & 0x003F_FFFF)) & FrameMask);
        }

        uint table = directory & FrameMask;
        return table < ram.SizeBytes ? ram.Read32(table + TableOffset(address)) : 0;
    }

    /// <summary>Writes the entry of an address.</summary>
    /// <returns>Whether there was room for its table.</returns>
    public bool TryWrite(uint address, uint entry)
    {
        uint directory = ram.Read32(DirectoryPlace(address));
        if ((directory & Present) == 0)
        {
            if (entry == 0)
            {
                return true;
            }

            if (pages.TryTake(address >= KernelLayout.IdentityBase ? PageUse.SystemPageTable : PageUse.VirtualPageTable) is not { } page)
            {
                return false;
            }

            directory = (page * KernelLayout.PageBytes) | TableBits;
            ram.Fill(page * KernelLayout.PageBytes, KernelLayout.PageBytes, 0);
            ram.Write32(DirectoryPlace(address), directory);
        }

        uint place = (directory & FrameMask) + TableOffset(address);
        if ((directory & LargePage) != 0 || place >= ram.SizeBytes)
        {
            return false;
        }

        NeedsFlush |= (ram.Read32(place) & Present) != 0;
        ram.Write32(place, entry);
        return true;
    }

    /// <summary>Makes a guard page a page like others, when it is touched.</summary>
    /// <returns>Whether it was one.</returns>
    public bool TryTripGuard(uint address)
    {
        uint entry = Read(address);
        return (entry & (Present | Held | Guard)) == (Held | Guard) && TryWrite(address, (entry & ~(Held | Guard)) | Present);
    }

    /// <inheritdoc/>
    public void DescribeState(IStateVisitor state) => state.Field("needs-flush", ref _needsFlush);

    private static uint DirectoryPlace(uint address) => KernelLayout.PageDirectory + ((address >> 22) * 4);

    private static uint TableOffset(uint address) => ((address >> 12) & 0x3FF) * 4;
}
