namespace Xemu.Migration.Format;

/// <summary>The low bits of a record of the <c>ram</c> stream. Source: QEMU migration/ram.c, RAM_SAVE_FLAG_*.</summary>
[Flags]
public enum RamStreamFlags
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>A page of zeros; a byte 0 follows.</summary>
    Zero = 0x02,

    /// <summary>The address is the size of all blocks; the list of blocks follows.</summary>
    MemorySize = 0x04,

    /// <summary>A page follows.</summary>
    Page = 0x08,

    /// <summary>The end of this section's records.</summary>
    EndOfSection = 0x10,

    /// <summary>The block is that of the record before.</summary>
    Continue = 0x20,

    /// <summary>XBZRLE delta; not read.</summary>
    Xbzrle = 0x40,

    /// <summary>Hook of a transport; not read.</summary>
    Hook = 0x80,

    /// <summary>Compressed page of old versions; not read.</summary>
    CompressPage = 0x100,

    /// <summary>Page channels meet here.</summary>
    MultifdFlush = 0x200,
}
