namespace Xemu.Block.Fatx;

/// <summary>An entry of a volume: where it stands, and what it said when it was read.</summary>
/// <param name="DirectoryCluster">First cluster of the folder that holds the entry; 0 for the root, which no folder holds.</param>
/// <param name="Index">Number of the entry in that folder.</param>
/// <param name="Name">Its name, a character for each byte; empty for the root.</param>
/// <param name="Attributes">Its attributes.</param>
/// <param name="FirstCluster">Its first cluster; 0 for a file without one.</param>
/// <param name="Size">Size in bytes; 0 for a folder.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Modified">When it was last written.</param>
/// <param name="Accessed">When it was last used.</param>
/// <remarks>
/// The place alone tells which entry is meant; every operation reads the entry again, so a node may be old. An entry keeps its place as long as it exists and is not moved
/// to another folder. After it was deleted the place may get another entry: who keeps nodes must not delete what is still open.
/// </remarks>
internal readonly record struct FatxNode(
    uint DirectoryCluster,
    uint Index,
    string Name,
    FatxAttributes Attributes,
    uint FirstCluster,
    uint Size,
    FatxTime Created,
    FatxTime Modified,
    FatxTime Accessed)
{
    /// <summary>Whether it is a folder.</summary>
    public bool IsDirectory => (Attributes & FatxAttributes.Directory) != 0;

    /// <summary>Whether it is the volume's root.</summary>
    public bool IsRoot => DirectoryCluster == 0;

    /// <summary>The place as a number, which <see cref="FatxVolume.Resolve"/> takes; it means the same after a snapshot was restored.</summary>
    public ulong ToKey() => ((ulong)DirectoryCluster << 32) | Index;
}
