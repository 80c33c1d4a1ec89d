namespace Xemu.Block.Xdvdfs;

/// <summary>A file or directory of a volume: numbers only, so that it can be kept in a snapshot and used with the same disc later.</summary>
/// <param name="Name">The name as it stands on the disc, Latin-1; empty for the root. Whoever writes files by it checks it first.</param>
/// <param name="Attributes">As FAT's; bit 4 is a directory.</param>
/// <param name="SizeBytes">Size of the file, or of the directory's table.</param>
/// <param name="StartSector">First sector, from the volume's start.</param>
internal readonly record struct XdvdfsNode(string Name, byte Attributes, uint SizeBytes, uint StartSector)
{
    /// <summary>Whether it is a directory.</summary>
    public bool IsDirectory => (Attributes & XdvdfsFormat.DirectoryAttribute) != 0;
}
