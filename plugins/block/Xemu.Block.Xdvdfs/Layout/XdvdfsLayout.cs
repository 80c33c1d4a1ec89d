using System.Buffers.Binary;

namespace Xemu.Block.Xdvdfs;

/// <summary>A volume that holds what a host folder holds: the directories are made and kept, files only named.</summary>
internal sealed class XdvdfsLayout
{
    /// <summary>Images are whole multiples of this, as disc tools make them.</summary>
    private const ulong ImageUnit = 0x1_0000;

    private readonly List<LayoutExtent> _extents = [];

    private XdvdfsLayout(string folder) => Folder = folder;

    /// <summary>The folder, without links.</summary>
    public string Folder { get; }

    /// <summary>Size of the volume.</summary>
    public ulong SizeBytes { get; private set; }

    /// <summary>What lies in it, from its start on; zeros between.</summary>
    public IReadOnlyList<LayoutExtent> Extents => _extents;

    /// <summary>Lays out a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="limits">How much it may hold.</param>
    /// <exception cref="LayoutException">It cannot be put on a disc.</exception>
    public static XdvdfsLayout Create(string folder, LayoutLimits limits)
    {
        try
        {
            string? root = Directory.Exists(folder) ? HostPaths.Resolve(Path.GetFullPath(folder)) : null;
            var layout = new XdvdfsLayout(root ?? throw new LayoutException($"Folder '{folder}' does not exist; check the path."));
            var scan = new FolderScan(root, limits);
            HostEntry tree = scan.Run();
            layout.Place(tree, limits);
            layout.Write(tree, scan.Newest);
            return layout;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Security.SecurityException)
        {
            throw new LayoutException($"Folder '{folder}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Finds the first extent that ends after a byte.</summary>
    /// <returns>Its index; the number of extents when there is none.</returns>
    public int IndexOf(ulong place)
    {
        int low = 0;
        int high = _extents.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = _extents[middle].End > place ? (low, middle) : (middle + 1, high);
        }

        return low;
    }

    /// <summary>Directories first, so that a drive need not seek for names.</summary>
    private void Place(HostEntry tree, LayoutLimits limits)
    {
        ulong sector = XdvdfsFormat.DescriptorSector + 1;
        foreach (HostEntry folder in Walk(tree).Where(static e => e.Children is not null))
        {
            folder.Table = new DirectoryTable(folder.Path, folder.Children!);
            PlaceAt(folder, ref sector, limits);
        }

        foreach (HostEntry file in Walk(tree).Where(static e => e.Children is null))
        {
            PlaceAt(file, ref sector, limits);
        }

        SizeBytes = ((sector * XdvdfsFormat.SectorBytes) + ImageUnit - 1) / ImageUnit * ImageUnit;
    }

    private void PlaceAt(HostEntry entry, ref ulong sector, LayoutLimits limits)
    {
        entry.StartSector = (uint)sector;
        sector += ((ulong)entry.SizeBytes + XdvdfsFormat.SectorBytes - 1) / XdvdfsFormat.SectorBytes;
        if (sector * XdvdfsFormat.SectorBytes > limits.MaxBytes || sector > uint.MaxValue)
        {
            throw new LayoutException($"Folder '{Folder}' holds more than the {limits.MaxBytes} bytes that a disc may have; name a folder with a program in it.");
        }
    }

    private void Write(HostEntry tree, DateTime time)
    {
        Add(XdvdfsFormat.DescriptorSector, Descriptor(tree, time), null, XdvdfsFormat.SectorBytes);
        foreach (HostEntry folder in Walk(tree).Where(static e => e.Table is not null))
        {
            Add(folder.StartSector, folder.Table!.ToBytes(), null, folder.SizeBytes);
        }

        foreach (HostEntry file in Walk(tree).Where(static e => e.Table is null && e.FileBytes > 0))
        {
            Add(file.StartSector, null, file.Path, file.FileBytes);
        }
    }

    private void Add(uint sector, byte[]? bytes, string? path, ulong length) =>
        _extents.Add(new LayoutExtent((ulong)sector * XdvdfsFormat.SectorBytes, length, bytes, path));

    private static byte[] Descriptor(HostEntry root, DateTime time)
    {
        byte[] sector = new byte[XdvdfsFormat.SectorBytes];
        XdvdfsFormat.Magic.CopyTo(sector);
        BinaryPrimitives.WriteUInt32LittleEndian(sector.AsSpan(XdvdfsFormat.RootSector), root.StartSector);
        BinaryPrimitives.WriteUInt32LittleEndian(sector.AsSpan(XdvdfsFormat.RootBytes), root.SizeBytes);
        BinaryPrimitives.WriteInt64LittleEndian(sector.AsSpan(XdvdfsFormat.Time), time.ToFileTimeUtc());
        XdvdfsFormat.Magic.CopyTo(sector.AsSpan(XdvdfsFormat.SecondMagic));
        return sector;
    }

    private static IEnumerable<HostEntry> Walk(HostEntry root)
    {
        var open = new Stack<HostEntry>();
        open.Push(root);
        while (open.TryPop(out HostEntry? entry))
        {
            yield return entry;
            foreach (HostEntry child in Enumerable.Reverse(entry.Children ?? []))
            {
                open.Push(child);
            }
        }
    }
}
