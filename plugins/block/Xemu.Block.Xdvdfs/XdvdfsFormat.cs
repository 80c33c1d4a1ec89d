namespace Xemu.Block.Xdvdfs;

/// <summary>What lies where on a disc. Source: xboxdevwiki "XDVDFS".</summary>
internal static class XdvdfsFormat
{
    /// <summary>Bytes a sector.</summary>
    public const int SectorBytes = 2048;

    /// <summary>The volume's descriptor, in sectors from its start.</summary>
    public const int DescriptorSector = 32;

    /// <summary>Where the descriptor repeats its magic.</summary>
    public const int SecondMagic = 0x7EC;

    /// <summary>Sector of the root directory.</summary>
    public const int RootSector = 0x14;

    /// <summary>Bytes of the root directory.</summary>
    public const int RootBytes = 0x18;

    /// <summary>When the disc was made, as Windows counts.</summary>
    public const int Time = 0x1C;

    /// <summary>A directory entry without its name.</summary>
    public const int EntryBytes = 14;

    /// <summary>The links of an entry count in units of this, in 16 bits.</summary>
    public const int LinkUnit = 4;

    /// <summary>All of a directory that links can reach, and the longest entry there.</summary>
    public const int MaxDirectoryBytes = (0xFFFF * LinkUnit) + EntryBytes + MaxNameBytes;

    /// <summary>The longest name.</summary>
    public const int MaxNameBytes = 255;

    /// <summary>In place of the first link: the rest of the sector holds no entry.</summary>
    public const ushort Padding = 0xFFFF;

    /// <summary>What fills directories.</summary>
    public const byte PaddingByte = 0xFF;

    /// <summary>The attribute of a directory; the others are those of FAT.</summary>
    public const byte DirectoryAttribute = 0x10;

    /// <summary>The attribute that disc tools give files.</summary>
    public const byte ArchiveAttribute = 0x20;

    /// <summary>Both ends of the descriptor.</summary>
    public static ReadOnlySpan<byte> Magic => "MICROSOFT*XBOX*MEDIA"u8;

    /// <summary>Where volumes begin: images of the game partition alone; then whole discs by their kind (extract-xiso knows the same: Xbox, and the later console's discs).</summary>
    public static ReadOnlySpan<uint> VolumeOffsets => [0, 0x1830_0000, 0x0FD9_0000, 0x0208_0000];
}
