namespace Xemu.Kernel.Hle;

/// <summary>Page protections as programs name them, and as page table entries have them.</summary>
/// <remarks>Source: nxdk lib/xboxkrnl/xboxkrnl.h (PAGE_…); the Pentium III has no bit against execution.</remarks>
internal static class Protection
{
    public const uint NoAccess = 0x01;
    public const uint ReadOnly = 0x02;
    public const uint ReadWrite = 0x04;
    public const uint Execute = 0x10;
    public const uint ExecuteRead = 0x20;
    public const uint ExecuteReadWrite = 0x40;
    public const uint Guard = 0x100;
    public const uint NoCache = 0x200;
    public const uint WriteCombine = 0x400;

    private const uint Access = 0xFF;

    /// <summary>Bits of a page table entry, or null when the protection is none.</summary>
    public static uint? TryToEntry(uint protection)
    {
        if ((protection & ~(Access | Guard | NoCache | WriteCombine)) != 0 || (protection & (NoCache | WriteCombine)) == (NoCache | WriteCombine))
        {
            return null;
        }

        uint cache = (protection & NoCache) != 0 ? PageTables.CacheDisable : (protection & WriteCombine) != 0 ? PageTables.WriteThrough : 0;
        uint? entry = (protection & Access) switch
        {
            NoAccess => cache == 0 && (protection & Guard) == 0 ? PageTables.Held : null,
            ReadOnly or Execute or ExecuteRead => PageTables.Present | cache,
            ReadWrite or ExecuteReadWrite => PageTables.Present | PageTables.Writable | cache,
            _ => null,
        };
        return entry is { } bits && (protection & Guard) != 0 ? (bits & ~PageTables.Present) | PageTables.Held | PageTables.Guard : entry;
    }

    /// <summary>The protection that a page table entry gives.</summary>
    public static uint FromEntry(uint entry)
    {
        bool isGuard = (entry & (PageTables.Present | PageTables.Guard)) == PageTables.Guard;
        if ((entry & PageTables.Present) == 0 && !isGuard)
        {
            return NoAccess;
        }

        uint access = ((entry & PageTables.Writable) != 0 ? ReadWrite : ReadOnly) | (isGuard ? Guard : 0);
        return access | ((entry & PageTables.CacheDisable) != 0 ? NoCache : (entry & PageTables.WriteThrough) != 0 ? WriteCombine : 0);
    }
}
