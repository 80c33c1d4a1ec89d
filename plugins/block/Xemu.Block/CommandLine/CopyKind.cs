namespace Xemu.Block;

/// <summary>What stands where something is to be copied to.</summary>
internal enum CopyKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A file, or a link to anything.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,
}
