namespace Xemu.Block.Fatx;

/// <summary>What stands at a place of a folder.</summary>
internal enum FatxEntryKind
{
    /// <summary>A file or folder.</summary>
    Live,

    /// <summary>A deleted entry: the place is free.</summary>
    Deleted,

    /// <summary>Nothing, and nothing after it.</summary>
    End,

    /// <summary>An entry whose name cannot be one; it is passed over.</summary>
    Unreadable,
}
