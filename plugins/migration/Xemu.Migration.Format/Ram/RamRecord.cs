namespace Xemu.Migration.Format;

/// <summary>One record of the <c>ram</c> stream.</summary>
/// <param name="Flags">What it is.</param>
/// <param name="Address">Offset in the block; the size of all blocks for <see cref="RamStreamFlags.MemorySize"/>.</param>
/// <param name="NameLength">Bytes of the block's name, 0 with <see cref="RamStreamFlags.Continue"/>. The name stands at <see cref="RamStream.NameAt"/> of the record.</param>
/// <param name="HeaderBytes">Bytes of the record before the page's own.</param>
public readonly record struct RamRecord(RamStreamFlags Flags, ulong Address, int NameLength, int HeaderBytes)
{
    /// <summary>Whether a page follows the header.</summary>
    public bool HasPage => (Flags & RamStreamFlags.Page) != 0;
}
