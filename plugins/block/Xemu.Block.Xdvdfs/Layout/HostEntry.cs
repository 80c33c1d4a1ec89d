namespace Xemu.Block.Xdvdfs;

/// <summary>A file or folder of the host that is put on a disc.</summary>
internal sealed class HostEntry
{
    /// <summary>The name on the disc.</summary>
    public required string Name { get; init; }

    /// <summary>The path on the host, without links.</summary>
    public required string Path { get; init; }

    /// <summary>The file's length when it was looked at; 0 for a folder.</summary>
    public required uint FileBytes { get; init; }

    /// <summary>What is in the folder, sorted by name; null for a file.</summary>
    public List<HostEntry>? Children { get; init; }

    /// <summary>Where it is put.</summary>
    public uint StartSector { get; set; }

    /// <summary>The folder's table; null for a file.</summary>
    public DirectoryTable? Table { get; set; }

    /// <summary>Its size on the disc.</summary>
    public uint SizeBytes => Table is null ? FileBytes : (uint)Table.SizeBytes;
}
