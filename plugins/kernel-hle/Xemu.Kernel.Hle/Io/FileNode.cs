namespace Xemu.Kernel.Hle;

/// <summary>A file or folder of a volume: plain numbers and its name, so that it survives a snapshot.</summary>
/// <param name="Key">Tells the file on its volume; the root's is 0.</param>
/// <param name="Name">Its name.</param>
/// <param name="Attributes">FILE_ATTRIBUTE_…: 1 read-only, 2 hidden, 4 system, 0x10 directory, 0x20 archive.</param>
/// <param name="SizeBytes">Its size; 0 of a folder.</param>
/// <param name="Created">When it was made, in 100 ns since 1601, as the two that follow.</param>
/// <param name="Modified">When it was last written.</param>
/// <param name="Accessed">When it was last used.</param>
internal readonly record struct FileNode(ulong Key, string Name, uint Attributes, ulong SizeBytes, long Created, long Modified, long Accessed)
{
    /// <summary>FILE_ATTRIBUTE_DIRECTORY.</summary>
    public const uint DirectoryAttribute = 0x10;

    /// <summary>Whether it is a folder.</summary>
    public bool IsDirectory => (Attributes & DirectoryAttribute) != 0;
}
