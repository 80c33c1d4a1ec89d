namespace Xemu.Block.Fatx;

/// <summary>Attributes of an entry: those of FAT.</summary>
/// <remarks>Source: Xbox Linux, "Differences between Xbox FATX and MS-DOS FAT".</remarks>
[Flags]
internal enum FatxAttributes : byte
{
    /// <summary>A plain file.</summary>
    None = 0,

    /// <summary>Not to be written; the volume leaves it to its user to heed this.</summary>
    ReadOnly = 0x01,

    /// <summary>Hidden.</summary>
    Hidden = 0x02,

    /// <summary>Of the system.</summary>
    System = 0x04,

    /// <summary>A folder.</summary>
    Directory = 0x10,

    /// <summary>Changed since it was last archived.</summary>
    Archive = 0x20,
}
