using System.Buffers.Binary;
using Xemu.Abstractions.Media;

namespace Xemu.Block.Xdvdfs;

/// <summary>The file system of a disc, read-only. It keeps no state: what it remembers are directories that it can read again. One thread at a time.</summary>
/// <remarks>The disc may be hostile: nothing throws or hangs, and memory is bounded.</remarks>
internal sealed class XdvdfsVolume
{
    private const int MaxListings = 64;

    /// <summary>Of all directories that are remembered.</summary>
    private const int MaxNodes = 40_000;
    private readonly IBlockDevice _device;
    private readonly Dictionary<(uint Sector, uint Bytes), XdvdfsListing> _listings = [];
    private readonly byte[] _sector = new byte[XdvdfsFormat.SectorBytes];
    private int _nodes;

    private XdvdfsVolume(IBlockDevice device, ulong offset, ReadOnlySpan<byte> descriptor)
    {
        _device = device;
        Offset = offset;
        Root = new XdvdfsNode(
            string.Empty,
            XdvdfsFormat.DirectoryAttribute,
            BinaryPrimitives.ReadUInt32LittleEndian(descriptor[XdvdfsFormat.RootBytes..]),
            BinaryPrimitives.ReadUInt32LittleEndian(descriptor[XdvdfsFormat.RootSector..]));
        Time = BinaryPrimitives.ReadInt64LittleEndian(descriptor[XdvdfsFormat.Time..]);
    }

    /// <summary>Where the volume begins on the medium, in bytes.</summary>
    public ulong Offset { get; }

    /// <summary>Size of the medium from there on, in bytes.</summary>
    public ulong SizeBytes => _device.SizeBytes - Offset;

    /// <summary>The root directory.</summary>
    public XdvdfsNode Root { get; }

    /// <summary>When the disc was made, in units of 100 ns since 1601: the time of every file. Any number.</summary>
    public long Time { get; }

    /// <summary>Looks for a volume on a medium: at its start, or where whole discs have their game partition.</summary>
    /// <param name="device">The medium; it is not disposed with the volume.</param>
    /// <param name="volume">The volume, or null.</param>
    /// <returns>Null; or the end of a sentence that begins with the medium's name and says what is wrong: <c>has …</c>.</returns>
    public static string? TryMount(IBlockDevice device, out XdvdfsVolume? volume)
    {
        volume = null;
        byte[] descriptor = new byte[XdvdfsFormat.SectorBytes];
        foreach (uint offset in XdvdfsFormat.VolumeOffsets)
        {
            if (ReadDescriptor(device, offset, descriptor) is { } problem)
            {
                return problem;
            }

            if (descriptor.AsSpan().StartsWith(XdvdfsFormat.Magic))
            {
                return Check(new XdvdfsVolume(device, offset, descriptor), descriptor, out volume);
            }
        }

        return "has no Xbox file system: 'MICROSOFT*XBOX*MEDIA' is missing in sector 32, also where whole discs have their game partition";
    }

    /// <summary>Looks for a path.</summary>
    /// <param name="path">Names from the root on; none gives the root.</param>
    /// <param name="node">What was found.</param>
    /// <returns>Done, NotFound, NotADirectory, Damaged or ReadError.</returns>
    public XdvdfsStatus Find(ReadOnlySpan<string> path, out XdvdfsNode node)
    {
        node = Root;
        foreach (string name in path)
        {
            XdvdfsStatus status = FindIn(node, name, out node);
            if (status != XdvdfsStatus.Done)
            {
                node = default;
                return status;
            }
        }

        return XdvdfsStatus.Done;
    }

    /// <summary>Gives a directory's entries one by one, in the order of their names.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="position">0 for the first, or what <paramref name="next"/> was.</param>
    /// <param name="node">The entry.</param>
    /// <param name="next">The position of the next one; a number that can be kept in a snapshot.</param>
    /// <returns>Done, NoMoreEntries, NotADirectory, Damaged (in place of NoMoreEntries) or ReadError.</returns>
    public XdvdfsStatus List(XdvdfsNode directory, int position, out XdvdfsNode node, out int next)
    {
        node = default;
        next = position;
        XdvdfsStatus status = Load(directory, out XdvdfsListing? listing);
        if (status != XdvdfsStatus.Done)
        {
            return status;
        }

        if (position < 0 || position >= listing!.Nodes.Count)
        {
            return listing!.IsDamaged ? XdvdfsStatus.Damaged : XdvdfsStatus.NoMoreEntries;
        }

        node = listing.Nodes[position];
        next = position + 1;
        return XdvdfsStatus.Done;
    }

    /// <summary>Reads a part of a file.</summary>
    /// <param name="node">The file.</param>
    /// <param name="offset">Any offset, in bytes.</param>
    /// <param name="destination">Where to; any length.</param>
    /// <param name="count">How many bytes were read: fewer than wanted only at the file's end.</param>
    /// <returns>Done, EndOfFile, IsADirectory, Damaged or ReadError.</returns>
    public XdvdfsStatus Read(XdvdfsNode node, ulong offset, Span<byte> destination, out int count)
    {
        count = 0;
        if (node.IsDirectory)
        {
            return XdvdfsStatus.IsADirectory;
        }

        if (destination.IsEmpty)
        {
            return XdvdfsStatus.Done;
        }

        if (offset >= node.SizeBytes)
        {
            return XdvdfsStatus.EndOfFile;
        }

        int length = (int)Math.Min((ulong)destination.Length, node.SizeBytes - offset);
        XdvdfsStatus status = ReadBytes(((ulong)node.StartSector * XdvdfsFormat.SectorBytes) + offset, destination[..length]);
        count = status == XdvdfsStatus.Done ? length : 0;
        return status;
    }

    /// <summary>Reads sectors of the volume, as a program does that opens the drive itself.</summary>
    /// <param name="offset">Any offset from the volume's start, in bytes.</param>
    /// <param name="destination">Where to; any length.</param>
    /// <returns>Done, Damaged (beyond the medium's end) or ReadError.</returns>
    public XdvdfsStatus ReadBytes(ulong offset, Span<byte> destination)
    {
        if (offset > SizeBytes || (ulong)destination.Length > SizeBytes - offset)
        {
            return XdvdfsStatus.Damaged;
        }

        try
        {
            ReadUnaligned(Offset + offset, destination);
            return XdvdfsStatus.Done;
        }
        catch (IOException)
        {
            return XdvdfsStatus.ReadError;
        }
    }

    private static string? ReadDescriptor(IBlockDevice device, ulong offset, byte[] descriptor)
    {
        ulong place = offset + (XdvdfsFormat.DescriptorSector * XdvdfsFormat.SectorBytes);
        descriptor.AsSpan().Clear();
        if (place + XdvdfsFormat.SectorBytes > device.SizeBytes)
        {
            return null;
        }

        try
        {
            device.Read(place, descriptor);
            return null;
        }
        catch (IOException e)
        {
            return $"cannot be read at 0x{place:X}: {e.Message}";
        }
    }

    private static string? Check(XdvdfsVolume found, ReadOnlySpan<byte> descriptor, out XdvdfsVolume? volume)
    {
        volume = null;
        if (!descriptor[XdvdfsFormat.SecondMagic..].StartsWith(XdvdfsFormat.Magic))
        {
            return $"has a damaged volume descriptor at 0x{found.Offset + (XdvdfsFormat.DescriptorSector * XdvdfsFormat.SectorBytes):X}: its end is not 'MICROSOFT*XBOX*MEDIA'";
        }

        ulong end = ((ulong)found.Root.StartSector * XdvdfsFormat.SectorBytes) + found.Root.SizeBytes;
        if (end > found.SizeBytes)
        {
            return $"has its root directory of {found.Root.SizeBytes} bytes at sector {found.Root.StartSector}, beyond the medium's end";
        }

        volume = found;
        return null;
    }

    private XdvdfsStatus FindIn(XdvdfsNode directory, string name, out XdvdfsNode node)
    {
        node = default;
        XdvdfsStatus status = Load(directory, out XdvdfsListing? listing);
        if (status != XdvdfsStatus.Done)
        {
            return status;
        }

        return listing!.TryFind(name, out node) ? XdvdfsStatus.Done : listing.IsDamaged ? XdvdfsStatus.Damaged : XdvdfsStatus.NotFound;
    }

    private XdvdfsStatus Load(XdvdfsNode directory, out XdvdfsListing? listing)
    {
        listing = null;
        if (!directory.IsDirectory)
        {
            return XdvdfsStatus.NotADirectory;
        }

        (uint, uint) key = (directory.StartSector, directory.SizeBytes);
        if (_listings.TryGetValue(key, out listing))
        {
            return XdvdfsStatus.Done;
        }

        byte[] table = new byte[Math.Min(directory.SizeBytes, XdvdfsFormat.MaxDirectoryBytes)];
        XdvdfsStatus status = ReadBytes((ulong)directory.StartSector * XdvdfsFormat.SectorBytes, table);
        if (status != XdvdfsStatus.Done)
        {
            return status;
        }

        listing = XdvdfsListing.Parse(table);
        Remember(key, listing);
        return XdvdfsStatus.Done;
    }

    private void Remember((uint Sector, uint Bytes) key, XdvdfsListing listing)
    {
        _nodes += listing.Nodes.Count;
        if (_listings.Count == MaxListings || _nodes > MaxNodes)
        {
            _listings.Clear();
            _nodes = listing.Nodes.Count;
        }

        _listings.Add(key, listing);
    }

    private void ReadUnaligned(ulong place, Span<byte> destination)
    {
        const int Unit = 512;
        while (!destination.IsEmpty)
        {
            int skip = (int)(place % Unit);
            int length = destination.Length / Unit * Unit;
            if (skip == 0 && length > 0)
            {
                _device.Read(place, destination[..length]);
            }
            else
            {
                length = Math.Min(Unit - skip, destination.Length);
                _device.Read(place - (ulong)skip, _sector.AsSpan(0, Unit));
                _sector.AsSpan(skip, length).CopyTo(destination);
            }

            place += (ulong)length;
            destination = destination[length..];
        }
    }
}
