namespace Xemu.Abstractions.Memory;

/// <summary>Maps pages of a RAM block at further addresses, where accesses do not look at <see cref="PageState"/>: it takes rights away when traps appear.</summary>
public interface IRamMappingHolder
{
    /// <summary>State bits were set on pages. When this returns, no access that they stop gets through the holder's mappings. Any thread, under the block's lock: no calls back.</summary>
    /// <param name="block">The block.</param>
    /// <param name="firstPage">The first page.</param>
    /// <param name="count">How many pages, those in between that did not change included.</param>
    /// <param name="bit">The bit.</param>
    void TrapsRaised(IRamAccess block, ulong firstPage, ulong count, PageState bit);
}
