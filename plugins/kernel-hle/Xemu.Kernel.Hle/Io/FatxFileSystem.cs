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
        node = default;
        FatxStatus status = volume.Resolve(directory.Key, out FatxNode parent);
        if (status != FatxStatus.Ok)
        {
            return StatusOf(status);
        }

        status = volume.Child(parent, name, out FatxNode found);
        node = From(found);
        return StatusOf(status);
    }

    /// <inheritdoc/>
    public uint List(FileNode directory, int position, out FileNode node, out int next)
    {
        node = default;
        next = position;
        FatxStatus status = volume.Resolve(directory.Key, out FatxNode parent);
        if (status != FatxStatus.Ok)
        {
            return StatusOf(status);
        }

        status = volume.List(parent, position, out FatxNode found, out next);
        node = From(found);
        return status == FatxStatus.NotFound ? NtStatus.NoMoreFiles : StatusOf(status);
    }

    /// <inheritdoc/>
    public uint Refresh(ref FileNode node)
    {
        FatxStatus status = volume.Resolve(node.Key, out FatxNode found);
        if (status == FatxStatus.Ok)
        {
            node = From(found);
        }

        return StatusOf(status);
    }

    /// <inheritdoc/>
    public uint Read(FileNode node, ulong offset, Span<byte> destination, out int count)
    {
        count = 0;
        FatxStatus status = volume.Resolve(node.Key, out FatxNode file);
        return StatusOf(status == FatxStatus.Ok ? volume.Read(file, offset, destination, out count) : status);
    }

    /// <inheritdoc/>
    public uint Write(ref FileNode node, ulong offset, ReadOnlySpan<byte> source, long now)
    {
        FatxStatus status = volume.Resolve(node.Key, out FatxNode file);
        if (status == FatxStatus.Ok)
        {
            status = volume.Write(file, offset, source, out FatxNode updated, FatxTime.FromFileTime(now));
            node = status == FatxStatus.Ok ? From(updated) : node;
        }

        return StatusOf(status);
    }

    /// <inheritdoc/>
    public uint SetSize(ref FileNode node, ulong size, long now)
    {
        FatxStatus status = volume.Resolve(node.Key, out FatxNode file);
        if (status == FatxStatus.Ok)
        {
            status = volume.SetSize(file, size, out FatxNode updated, FatxTime.FromFileTime(now));
            node = status == FatxStatus.Ok ? From(updated) : node;
        }

        return StatusOf(status);
    }

    /// <inheritdoc/>
    public uint Create(FileNode parent, string name, uint attributes, long now, out FileNode node)
    {
        node = default;
        FatxStatus status = volume.Resolve(parent.Key, out FatxNode directory);
        if (status == FatxStatus.Ok)
        {
            FatxAttributes wanted = ((FatxAttributes)attributes & Kept) | ((attributes & FileNode.DirectoryAttribute) != 0 ? FatxAttributes.Directory : FatxAttributes.None);
            status = volume.Create(directory, name, wanted, FatxTime.FromFileTime(now), out FatxNode made);
            node = From(made);
        }

        return StatusOf(status);
    }

    /// <inheritdoc/>
    public uint Delete(FileNode node)
    {
        FatxStatus status = volume.Resolve(node.Key, out FatxNode file);
        return StatusOf(status == FatxStatus.Ok ? volume.Delete(file) : status);
    }

    /// <inheritdoc/>
    public uint Rename(ref FileNode node, FileNode parent, string name)
    {
        FatxStatus status = volume.Resolve(node.Key, out FatxNode file);
        if (status != FatxStatus.Ok)
        {
            return StatusOf(status);
        }

        status = volume.Resolve(parent.Key, out FatxNode directory);
        if (status == FatxStatus.Ok)
        {
            status = volume.Rename(file, directory, name, out FatxNode renamed);
            node = status == FatxStatus.Ok ? From(renamed) : node;
        }

        return StatusOf(status);
    }

    /// <inheritdoc/>
    public uint SetInformation(ref FileNode node, uint? attributes, long? created, long? modified, long? accessed)
    {
        FatxStatus status = volume.Resolve(node.Key, out FatxNode file);
        if (status == FatxStatus.Ok)
        {
            FatxAttributes? kept = attributes is { } wanted ? ((FatxAttributes)wanted & Kept) | (file.Attributes & FatxAttributes.Directory) : null;
            status = volume.SetInformation(file, kept, new FatxTimes(TimeOf(created), TimeOf(modified), TimeOf(accessed)), out FatxNode updated);
            node = status == FatxStatus.Ok ? From(updated) : node;
        }

        return StatusOf(status);
    }

    /// <inheritdoc/>
    public uint Flush() => StatusOf(volume.Flush());

    /// <inheritdoc/>
    public void Invalidate() => volume.Invalidate();

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
