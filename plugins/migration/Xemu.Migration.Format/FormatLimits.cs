namespace Xemu.Migration.Format;

/// <summary>What a file may claim at most. A snapshot within these is read in bounded memory; one beyond them is refused.</summary>
public static class FormatLimits
{
    /// <summary>Most bytes in a name: QEMU's tools read its length as a signed byte.</summary>
    public const int NameBytes = 127;

    /// <summary>Most bytes of the description that is read.</summary>
    public const int DescriptionBytes = 16 << 20;

    /// <summary>Most bytes of the description that is written: QEMU's script looks at the last 10 MiB of a file.</summary>
    public const int WrittenDescriptionBytes = 10_000_000;

    /// <summary>Most levels of structs in structs.</summary>
    public const int StructDepth = 24;

    /// <summary>Most bytes of one device section.</summary>
    public const int SectionBytes = 64 << 20;

    /// <summary>Most bytes of all device sections together.</summary>
    public const long AllSectionsBytes = 256L << 20;

    /// <summary>Most device sections.</summary>
    public const int Sections = 4096;

    /// <summary>Most RAM blocks.</summary>
    public const int RamBlocks = 1024;

    /// <summary>Most bytes of RAM, all blocks together.</summary>
    public const ulong RamBytes = 1UL << 40;

    /// <summary>Most capabilities in the configuration section.</summary>
    public const int Capabilities = 64;

    /// <summary>Bytes of a page in the files that this library writes.</summary>
    public const int PageSize = 4096;

    /// <summary>Bytes to which the page region of a block is aligned. Source: QEMU docs/devel/migration/mapped-ram.rst.</summary>
    public const int RegionAlignment = 1 << 20;

    /// <summary>Bytes of RAM that share one checksum.</summary>
    public const int ChunkBytes = 1 << 20;
}
