using Xemu.Block.Fatx;

namespace Xemu.Kernel.Hle;

/// <summary>A partition of the hard disk.</summary>
internal sealed class FatxFileSystem(FatxVolume volume) : IFileSystem
{
    /// <summary>Attributes that the disk keeps.</summary>
    private const FatxAttributes Kept = FatxAttributes.ReadOnly | FatxAttributes.Hidden | FatxAttributes.System | FatxAttributes.Archive;

    /// <inheritdoc/>
    public string Name => "FATX";

    /// <inheritdoc/>
    public int LongestName => FatxName.MaxLength;

    /// <inheritdoc/>
    /// <remarks>Source: fatxplorer.eaton-works.com, "FATX File System Limitations Reference".</remarks>
    public int LongestPath => 250;

    /// <inheritdoc/>
    public bool IsReadOnly => volume.IsReadOnly;

    /// <inheritdoc/>
    public uint ClusterBytes => volume.ClusterBytes;

    /// <inheritdoc/>
    public uint SectorBytes => 512;

    /// <inheritdoc/>
    public uint TotalClusters => volume.TotalClusters;

    /// <inheritdoc/>
    public uint FreeClusters => volume.FreeClusters;

    /// <inheritdoc/>
    public uint VolumeId => volume.VolumeId;

    /// <inheritdoc/>
    public ulong StartBytes => 0;

    /// <inheritdoc/>
    public long Created => 0;

    /// <inheritdoc/>
    public FileNode Root => From(volume.Root);

    /// <inheritdoc/>
    public bool IsValidName(string name) => FatxName.IsValid(name);

    /// <inheritdoc/>
    public uint Child(FileNode directory, string name, out FileNode node)
    {
        FatxStatus status = volume.Child(NodeOf(directory), name, out FatxNode found);
        node = From(found);
        return StatusOf(status);
    }

    /// <inheritdoc/>
    public uint List(FileNode directory, int position, out FileNode node, out int next)
    {
        FatxStatus status = volume.List(NodeOf(directory), position, out FatxNode found, out next);
        node = From(found);
        return status == FatxStatus.NotFound ? NtStatus.NoMoreFiles : StatusOf(status);
    }

    /// <inheritdoc/>
    public uint Refresh(ref FileNode node)
    {
        FatxStatus status = volume.Resolve(node.Key, out FatxNode found);
        return Update(status, found, ref node);
    }

    /// <inheritdoc/>
    public uint Read(FileNode node, ulong offset, Span<byte> destination, out int count) => StatusOf(volume.Read(NodeOf(node), offset, destination, out count));

    /// <inheritdoc/>
    public uint Write(ref FileNode node, ulong offset, ReadOnlySpan<byte> source, long now)
    {
        FatxStatus status = volume.Write(NodeOf(node), offset, source, out FatxNode updated, FatxTime.FromFileTime(now));
        return Update(status, updated, ref node);
    }

    /// <inheritdoc/>
    public uint SetSize(ref FileNode node, ulong size, long now)
    {
        FatxStatus status = volume.SetSize(NodeOf(node), size, out FatxNode updated, FatxTime.FromFileTime(now));
        return Update(status, updated, ref node);
    }

    /// <inheritdoc/>
    public uint Create(FileNode parent, string name, uint attributes, long now, out FileNode node)
    {
        FatxAttributes wanted = ((FatxAttributes)attributes & Kept) | ((attributes & FileNode.DirectoryAttribute) != 0 ? FatxAttributes.Directory : FatxAttributes.None);
        FatxStatus status = volume.Create(NodeOf(parent), name, wanted, FatxTime.FromFileTime(now), out FatxNode made);
        node = From(made);
        return StatusOf(status);
    }

    /// <inheritdoc/>
    public uint Delete(FileNode node) => StatusOf(volume.Delete(NodeOf(node)));

    /// <inheritdoc/>
    public uint Rename(ref FileNode node, FileNode parent, string name)
    {
        FatxStatus status = volume.Rename(NodeOf(node), NodeOf(parent), name, out FatxNode renamed);
        return Update(status, renamed, ref node);
    }

    /// <inheritdoc/>
    public uint SetInformation(ref FileNode node, uint? attributes, long? created, long? modified, long? accessed)
    {
        FatxAttributes? kept = attributes is { } wanted ? (FatxAttributes)wanted & Kept : null;
        FatxStatus status = volume.SetInformation(NodeOf(node), kept, new FatxTimes(TimeOf(created), TimeOf(modified), TimeOf(accessed)), out FatxNode updated);
        return Update(status, updated, ref node);
    }

    /// <inheritdoc/>
    public uint Flush() => StatusOf(volume.Flush());

    /// <inheritdoc/>
    public void Invalidate() => volume.Invalidate();

    private static uint Update(FatxStatus status, FatxNode now, ref FileNode node)
    {
        node = status == FatxStatus.Ok ? From(now) : node;
        return StatusOf(status);
    }

    /// <summary>The place alone says which entry is meant: the volume reads the rest again.</summary>
    private static FatxNode NodeOf(FileNode node) => new((uint)(node.Key >> 32), (uint)node.Key, string.Empty, FatxAttributes.None, 0, 0, default, default, default);

    private static FatxTime? TimeOf(long? time) => time is { } value ? FatxTime.FromFileTime(value) : null;

    private static FileNode From(FatxNode node) => new(
        node.ToKey(), node.Name ?? string.Empty, (uint)node.Attributes, node.Size, node.Created.ToFileTime(), node.Modified.ToFileTime(), node.Accessed.ToFileTime());

    private static uint StatusOf(FatxStatus status) => status switch
    {
        FatxStatus.Ok => NtStatus.Success,
        FatxStatus.NotFound => NtStatus.ObjectNameNotFound,
        FatxStatus.PathNotFound => NtStatus.ObjectPathNotFound,
        FatxStatus.Exists => NtStatus.ObjectNameCollision,
        FatxStatus.NoSpace => NtStatus.DiskFull,
        FatxStatus.NotEmpty => NtStatus.DirectoryNotEmpty,
        FatxStatus.InvalidName => NtStatus.ObjectNameInvalid,
        FatxStatus.IsDirectory => NtStatus.FileIsADirectory,
        FatxStatus.NotDirectory => NtStatus.NotADirectory,
        FatxStatus.EndOfFile => NtStatus.EndOfFile,
        FatxStatus.ReadOnly => NtStatus.MediaWriteProtected,
        FatxStatus.Corrupt => NtStatus.FileCorrupt,
        _ => NtStatus.IoDeviceError,
    };
}
