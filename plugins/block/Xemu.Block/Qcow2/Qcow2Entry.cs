namespace Xemu.Block;

/// <summary>Bits of L1 and L2 entries.</summary>
/// <remarks>
/// Source: QEMU docs/interop/qcow2.txt.
/// <code>
/// 63     copied: the refcount of what is pointed to is exactly one
/// 62     compressed (L2 only)
/// 55..9  host offset, cluster-aligned
/// 0      reads as zero (L2, version 3)
/// </code>
/// </remarks>
internal static class Qcow2Entry
{
    /// <summary>The refcount is exactly one.</summary>
    public const ulong Copied = 1UL << 63;

    /// <summary>A compressed cluster.</summary>
    public const ulong Compressed = 1UL << 62;

    /// <summary>The cluster reads as zero whatever its offset.</summary>
    public const ulong Zero = 1;

    /// <summary>The host offset.</summary>
    public const ulong OffsetMask = 0x00FF_FFFF_FFFF_FE00;

    /// <summary>Whether an entry, not compressed, has reserved bits set or an offset that is not aligned.</summary>
    public static bool IsMalformed(ulong entry, int clusterBits, bool allowZero)
    {
        ulong reserved = ~(Copied | OffsetMask | (allowZero ? Zero : 0));
        return (entry & reserved) != 0 || (entry & OffsetMask & ((1UL << clusterBits) - 1)) != 0;
    }

    /// <summary>Where the data of a compressed cluster lies: first byte, and bytes up to the end of its last sector.</summary>
    public static (ulong Offset, int Length) CompressedRange(ulong entry, int clusterBits)
    {
        int shift = 62 - (clusterBits - 8);
        ulong offset = entry & ((1UL << shift) - 1);
        ulong sectors = ((entry & (Compressed - 1)) >> shift) + 1;
        return (offset, (int)((sectors * 512) - (offset & 511)));
    }
}
