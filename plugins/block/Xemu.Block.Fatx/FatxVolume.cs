using Xemu.Abstractions.Media;

namespace Xemu.Block.Fatx;

/// <summary>A FATX volume on a part of a medium. Machine thread only, as the medium.</summary>
/// <remarks>
/// Nothing of it is state: every write goes to the medium at once and in an order that leaves, whenever it is cut off, clusters at worst that nobody uses. What is kept in memory can be
/// dropped at any time and changes no result. Operations that change a volume are in <c>FatxVolume.Write.cs</c>.
/// </remarks>
internal sealed partial class FatxVolume
{
    private readonly FatxWindow _window;
    private readonly FatxGeometry _geometry;
    private readonly FatxCache _cache;
    private readonly FatxTable _table;
    private readonly FatxChains _chains;
    private readonly FatxFolder _folder;

    private FatxVolume(FatxWindow window, FatxGeometry geometry)
    {
        _window = window;
        _geometry = geometry;
        _cache = new FatxCache(window);
        _table = new FatxTable(window, _cache, geometry);
        _chains = new FatxChains(_table, geometry);
        _folder = new FatxFolder(window, _cache, _table, _chains, geometry);
    }

    /// <summary>Size of a cluster in bytes.</summary>
    public uint ClusterBytes => _geometry.ClusterBytes;

    /// <summary>Number of clusters.</summary>
    public uint TotalClusters => _geometry.ClusterCount;

    /// <summary>Number of free clusters; 0 when the table cannot be read. The first call after a mount reads all of the table.</summary>
    public uint FreeClusters => _table.CountFree(out uint count) == FatxStatus.Ok ? count : 0;

    /// <summary>The volume's id.</summary>
    public uint VolumeId => _geometry.VolumeId;

    /// <summary>The volume's name; often empty.</summary>
    public string VolumeName => _geometry.VolumeName;

    /// <summary>Whether writes are refused.</summary>
    public bool IsReadOnly => _window.IsReadOnly;

    /// <summary>The root folder.</summary>
    public FatxNode Root => new(0, 0, string.Empty, FatxAttributes.Directory, _geometry.RootCluster, 0, default, default, default);

    /// <summary>Where things lie.</summary>
    internal FatxGeometry Geometry => _geometry;

    /// <summary>The allocation table.</summary>
    internal FatxTable Table => _table;

    /// <summary>The folders' entries.</summary>
    internal FatxFolder Folder => _folder;

    /// <summary>The chains of clusters.</summary>
    internal FatxChains Chains => _chains;

    /// <summary>Opens a volume.</summary>
    /// <param name="device">The medium.</param>
    /// <param name="offset">Where the volume starts in bytes, a multiple of 512.</param>
    /// <param name="size">Its size in bytes, a multiple of 512, within the medium.</param>
    /// <param name="volume">The volume, or null.</param>
    /// <returns><see cref="FatxStatus.NotFound"/> when it is not formatted, <see cref="FatxStatus.Corrupt"/> when its header makes no sense or the place is not on the medium.</returns>
    public static FatxStatus TryMount(IBlockDevice device, ulong offset, ulong size, out FatxVolume? volume)
    {
        volume = null;
        if (offset % FatxWindow.SectorBytes != 0 || size % FatxWindow.SectorBytes != 0 || offset > device.SizeBytes || size > device.SizeBytes - offset)
        {
            return FatxStatus.Corrupt;
        }

        var window = new FatxWindow(device, offset, size);
        Span<byte> header = stackalloc byte[FatxWindow.SectorBytes];
        if (window.Read(0, header) is not FatxStatus.Ok and var unread)
        {
            return unread;
        }

        FatxStatus status = FatxGeometry.TryParse(header, size, out FatxGeometry? geometry);
        volume = status == FatxStatus.Ok ? new FatxVolume(window, geometry!) : null;
        return status;
    }

    /// <summary>Finds an entry by its path from the root; an empty path is the root.</summary>
    /// <returns><see cref="FatxStatus.PathNotFound"/> when a folder on the way is missing or is a file, <see cref="FatxStatus.NotFound"/> when the last name is missing.</returns>
    public FatxStatus Find(ReadOnlySpan<string> path, out FatxNode node)
    {
        node = Root;
        for (int i = 0; i < path.Length; i++)
        {
            FatxStatus status = Child(node, path[i], out FatxNode child);
            if (status != FatxStatus.Ok)
            {
                bool isOnTheWay = status is FatxStatus.NotDirectory || (status is FatxStatus.NotFound && i < path.Length - 1);
                return isOnTheWay ? FatxStatus.PathNotFound : status;
            }

            node = child;
        }

        return FatxStatus.Ok;
    }

    /// <summary>Finds an entry of a folder by name; letters A to Z are the same in both cases.</summary>
    public FatxStatus Child(FatxNode directory, string name, out FatxNode node)
    {
        node = default;
        if (OpenDirectory(directory, out uint cluster) is not FatxStatus.Ok and var failed)
        {
            return failed;
        }

        uint index = 0;
        FatxStatus status = _folder.Seek(cluster, ref index, name, out ReadOnlySpan<byte> entry);
        node = status == FatxStatus.Ok ? FatxEntry.Decode(entry, cluster, index) : default;
        return status;
    }

    /// <summary>Gives a folder's entries, one a call.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="position">0, or what the call before gave as <paramref name="next"/>: it stays good while entries come and go, and across a snapshot.</param>
    /// <param name="node">The entry.</param>
    /// <param name="next">Where to go on.</param>
    /// <returns><see cref="FatxStatus.NotFound"/> at the end.</returns>
    public FatxStatus List(FatxNode directory, int position, out FatxNode node, out int next)
    {
        node = default;
        next = position;
        if (OpenDirectory(directory, out uint cluster) is not FatxStatus.Ok and var failed)
        {
            return failed;
        }

        uint index = (uint)Math.Clamp(position, 0, (int)FatxGeometry.MaxEntries);
        FatxStatus status = _folder.Seek(cluster, ref index, null, out ReadOnlySpan<byte> entry);
        if (status == FatxStatus.Ok)
        {
            node = FatxEntry.Decode(entry, cluster, index);
            next = (int)index + 1;
        }

        return status;
    }

    /// <summary>Reads an entry again by its key.</summary>
    /// <returns><see cref="FatxStatus.NotFound"/> when none stands there any more.</returns>
    public FatxStatus Resolve(ulong key, out FatxNode node)
    {
        node = Root;
        uint directory = (uint)(key >> 32);
        if (directory == 0)
        {
            return (uint)key == 0 ? FatxStatus.Ok : FatxStatus.NotFound;
        }

        FatxStatus status = _folder.Get(directory, (uint)key, out ReadOnlySpan<byte> entry);
        if (status == FatxStatus.Ok && FatxEntry.Kind(entry) == FatxEntryKind.Live)
        {
            node = FatxEntry.Decode(entry, directory, (uint)key);
            return status;
        }

        return status is FatxStatus.Ok or FatxStatus.EndOfFile ? FatxStatus.NotFound : status;
    }

    /// <summary>Reads from a file.</summary>
    /// <param name="node">The file.</param>
    /// <param name="offset">Where to begin.</param>
    /// <param name="destination">Where to put it.</param>
    /// <param name="count">How many bytes were there.</param>
    /// <returns><see cref="FatxStatus.EndOfFile"/> from the end on, also for an empty destination there.</returns>
    public FatxStatus Read(FatxNode node, ulong offset, Span<byte> destination, out int count)
    {
        count = 0;
        if (OpenFile(node, out FatxNode file) is not FatxStatus.Ok and var failed)
        {
            return failed;
        }

        if (offset >= file.Size)
        {
            return FatxStatus.EndOfFile;
        }

        Span<byte> wanted = destination[..(int)Math.Min((ulong)destination.Length, file.Size - offset)];
        while (count < wanted.Length)
        {
            Span<byte> rest = wanted[count..];
            if (FindRun(file.FirstCluster, offset, rest.Length, out ulong at, out int length) is not FatxStatus.Ok and var broken)
            {
                return broken;
            }

            if (_window.Read(at, rest[..length]) is not FatxStatus.Ok and var unread)
            {
                return unread;
            }

            count += length;
            offset += (ulong)length;
        }

        return FatxStatus.Ok;
    }

    /// <summary>Puts what was written on stable storage.</summary>
    public FatxStatus Flush() => _window.Flush();

    /// <summary>Drops everything that is kept in memory; called after the medium changed underneath, by a restored snapshot or by writes past the volume. After formatting, mount again.</summary>
    public void Invalidate()
    {
        _cache.Clear();
        _table.Clear();
        _chains.Clear();
    }

    /// <summary>Finds where a file's bytes lie.</summary>
    /// <param name="first">The file's first cluster.</param>
    /// <param name="offset">Where in the file.</param>
    /// <param name="wanted">How many bytes, at least 1.</param>
    /// <param name="at">Where on the volume.</param>
    /// <param name="length">How many of them lie there one behind the other.</param>
    private FatxStatus FindRun(uint first, ulong offset, int wanted, out ulong at, out int length)
    {
        at = 0;
        length = 0;
        uint index = (uint)(offset / ClusterBytes);
        uint within = (uint)(offset % ClusterBytes);
        if (_chains.Locate(first, index, out uint cluster) is not FatxStatus.Ok and var broken)
        {
            return broken == FatxStatus.EndOfFile ? FatxStatus.Corrupt : broken;
        }

        at = _geometry.OffsetOf(cluster) + within;
        ulong run = ClusterBytes - within;
        while (run < (ulong)wanted)
        {
            index++;
            if (_chains.Locate(first, index, out uint next) != FatxStatus.Ok || next != cluster + 1)
            {
                break;
            }

            cluster = next;
            run += ClusterBytes;
        }

        length = (int)Math.Min(run, (ulong)wanted);
        return FatxStatus.Ok;
    }

    private FatxStatus OpenDirectory(in FatxNode node, out uint cluster)
    {
        FatxStatus status = Resolve(node.ToKey(), out FatxNode now);
        cluster = now.FirstCluster;
        return status == FatxStatus.Ok && !now.IsDirectory ? FatxStatus.NotDirectory : status;
    }

    private FatxStatus OpenFile(in FatxNode node, out FatxNode file)
    {
        FatxStatus status = Resolve(node.ToKey(), out file);
        return status == FatxStatus.Ok && file.IsDirectory ? FatxStatus.IsDirectory : status;
    }
}
