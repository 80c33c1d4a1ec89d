using Xemu.Block.Xdvdfs;

namespace Xemu.Kernel.Hle;

/// <summary>The disc's game partition.</summary>
internal sealed class XdvdfsFileSystem(XdvdfsVolume volume) : IFileSystem
{
    private const uint Sector = 2048;

    /// <inheritdoc/>
    public string Name => "XDVDFS";

    /// <inheritdoc/>
    public int LongestName => XdvdfsFormat.MaxNameBytes;

    /// <inheritdoc/>
    /// <remarks>What launch data holds (nxdk lib/xboxkrnl/xboxkrnl.h, LAUNCH_DATA_PAGE). That the console ends there: unverified.</remarks>
    public int LongestPath => 520;

    /// <inheritdoc/>
    public bool IsReadOnly => true;

    /// <inheritdoc/>
    public uint ClusterBytes => Sector;

    /// <inheritdoc/>
    public uint SectorBytes => Sector;

    /// <inheritdoc/>
    public uint TotalClusters => (uint)(volume.SizeBytes / Sector);

    /// <inheritdoc/>
    public uint FreeClusters => 0;

    /// <inheritdoc/>
    public uint VolumeId => (uint)volume.Time;

    /// <inheritdoc/>
    public ulong StartBytes => volume.Offset;

    /// <inheritdoc/>
    public long Created => volume.Time;

    /// <inheritdoc/>
    public FileNode Root => From(volume.Root);

    /// <inheritdoc/>
    public bool IsValidName(string name) => name.Length is > 0 and <= XdvdfsFormat.MaxNameBytes && !name.AsSpan().ContainsAny('*', '?', '/');

    /// <inheritdoc/>
    public uint Child(FileNode directory, string name, out FileNode node)
    {
        node = default;
        if (!directory.IsDirectory)
        {
            return NtStatus.NotADirectory;
        }

        // The volume walks paths from its root: a folder's entries are found by listing them.
        int position = 0;
        uint status;
        while ((status = List(directory, position, out FileNode entry, out int next)) == NtStatus.Success)
        {
            if (string.Equals(entry.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                node = entry;
                return NtStatus.Success;
            }

            position = next;
        }

        return status == NtStatus.NoMoreFiles ? NtStatus.ObjectNameNotFound : status;
    }

    /// <inheritdoc/>
    public uint List(FileNode directory, int position, out FileNode node, out int next)
    {
        XdvdfsStatus status = volume.List(NodeOf(directory), position, out XdvdfsNode found, out next);
        node = status == XdvdfsStatus.Done ? From(found) : default;
        return StatusOf(status);
    }

    /// <inheritdoc/>
    public uint Refresh(ref FileNode node) => NtStatus.Success;

    /// <inheritdoc/>
    public uint Read(FileNode node, ulong offset, Span<byte> destination, out int count) => StatusOf(volume.Read(NodeOf(node), offset, destination, out count));

    /// <inheritdoc/>
    public uint Write(ref FileNode node, ulong offset, ReadOnlySpan<byte> source, long now) => NtStatus.MediaWriteProtected;

    /// <inheritdoc/>
    public uint SetSize(ref FileNode node, ulong size, long now) => NtStatus.MediaWriteProtected;

    /// <inheritdoc/>
    public uint Create(FileNode parent, string name, uint attributes, long now, out FileNode node)
    {
        node = default;
        return NtStatus.MediaWriteProtected;
    }

    /// <inheritdoc/>
    public uint Delete(FileNode node) => NtStatus.MediaWriteProtected;

    /// <inheritdoc/>
    public uint Rename(ref FileNode node, FileNode parent, string name) => NtStatus.MediaWriteProtected;

    /// <inheritdoc/>
    public uint SetInformation(ref FileNode node, uint? attributes, long? created, long? modified, long? accessed) => NtStatus.MediaWriteProtected;

    /// <inheritdoc/>
    public uint Flush() => NtStatus.Success;

    /// <inheritdoc/>
    public void Invalidate()
    {
    }

    private FileNode From(XdvdfsNode node) => new(
        ((ulong)node.StartSector << 32) | node.SizeBytes, node.Name, node.Attributes | 1U, node.IsDirectory ? 0 : node.SizeBytes, volume.Time, volume.Time, volume.Time);

    private static XdvdfsNode NodeOf(FileNode node) => new(node.Name, (byte)node.Attributes, (uint)node.Key, (uint)(node.Key >> 32));

    private static uint StatusOf(XdvdfsStatus status) => status switch
    {
        XdvdfsStatus.Done => NtStatus.Success,
        XdvdfsStatus.NotFound => NtStatus.ObjectNameNotFound,
        XdvdfsStatus.NotADirectory => NtStatus.NotADirectory,
        XdvdfsStatus.IsADirectory => NtStatus.FileIsADirectory,
        XdvdfsStatus.NoMoreEntries => NtStatus.NoMoreFiles,
        XdvdfsStatus.EndOfFile => NtStatus.EndOfFile,
        XdvdfsStatus.Damaged => NtStatus.FileCorrupt,
        _ => NtStatus.IoDeviceError,
    };
}
