namespace Xemu.Kernel.Hle;

/// <summary>A mounted volume, as the I/O manager uses it. Results are status codes of the kernel; nothing that a guest or a broken volume does throws.</summary>
internal interface IFileSystem
{
    /// <summary>The name that programs are told: <c>FATX</c>, <c>XDVDFS</c>.</summary>
    string Name { get; }

    /// <summary>Most characters of a name.</summary>
    int LongestName { get; }

    /// <summary>Most characters of a path on the volume, backslashes counted.</summary>
    int LongestPath { get; }

    /// <summary>Whether it takes no writes.</summary>
    bool IsReadOnly { get; }

    /// <summary>Size of a cluster in bytes.</summary>
    uint ClusterBytes { get; }

    /// <summary>Size of a sector in bytes.</summary>
    uint SectorBytes { get; }

    /// <summary>Number of clusters.</summary>
    uint TotalClusters { get; }

    /// <summary>Number of free clusters.</summary>
    uint FreeClusters { get; }

    /// <summary>The volume's id.</summary>
    uint VolumeId { get; }

    /// <summary>Where the volume starts in its device, in bytes.</summary>
    ulong StartBytes { get; }

    /// <summary>When the volume was made, in 100 ns since 1601.</summary>
    long Created { get; }

    /// <summary>The root folder.</summary>
    FileNode Root { get; }

    /// <summary>Whether a file may have a name.</summary>
    bool IsValidName(string name);

    /// <summary>Finds a name in a folder.</summary>
    uint Child(FileNode directory, string name, out FileNode node);

    /// <summary>Gives a folder's entries one by one.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="position">0, or what <paramref name="next"/> was.</param>
    /// <param name="node">The entry.</param>
    /// <param name="next">Where to go on.</param>
    /// <returns>NoMoreFiles at the end.</returns>
    uint List(FileNode directory, int position, out FileNode node, out int next);

    /// <summary>Reads a node again.</summary>
    uint Refresh(ref FileNode node);

    /// <summary>Reads from a file; EndOfFile from its end on.</summary>
    uint Read(FileNode node, ulong offset, Span<byte> destination, out int count);

    /// <summary>Writes to a file, which grows as it must.</summary>
    uint Write(ref FileNode node, ulong offset, ReadOnlySpan<byte> source, long now);

    /// <summary>Sets a file's size.</summary>
    uint SetSize(ref FileNode node, ulong size, long now);

    /// <summary>Makes a file or folder.</summary>
    uint Create(FileNode parent, string name, uint attributes, long now, out FileNode node);

    /// <summary>Deletes a file, or a folder that is empty.</summary>
    uint Delete(FileNode node);

    /// <summary>Renames or moves.</summary>
    uint Rename(ref FileNode node, FileNode parent, string name);

    /// <summary>Sets attributes and times; null ones stay.</summary>
    uint SetInformation(ref FileNode node, uint? attributes, long? created, long? modified, long? accessed);

    /// <summary>Puts everything on stable storage.</summary>
    uint Flush();

    /// <summary>Drops what is remembered of the medium.</summary>
    void Invalidate();
}
