using System.Buffers.Binary;
using System.Text;

namespace Xemu.Block.Xdvdfs;

/// <summary>The table of a directory: its entries as a balanced tree, each before those that it links to, none across a sector's end, the rest padding.</summary>
/// <remarks>The order matters to the console; so extract-xiso's author found. Source: xboxdevwiki "XDVDFS".</remarks>
internal sealed class DirectoryTable
{
    private readonly List<HostEntry> _entries;
    private readonly int[] _places;

    /// <summary>Lays out a directory; sectors of the entries come later.</summary>
    /// <param name="path">The folder, for messages.</param>
    /// <param name="entries">What is in it, sorted by name.</param>
    /// <exception cref="LayoutException">There are too many for one directory.</exception>
    public DirectoryTable(string path, List<HostEntry> entries)
    {
        _entries = entries;
        _places = new int[entries.Count];
        int used = Place(0, entries.Count, 0);
        SizeBytes = Math.Max(1, (used + XdvdfsFormat.SectorBytes - 1) / XdvdfsFormat.SectorBytes) * XdvdfsFormat.SectorBytes;
        if (used > ushort.MaxValue * XdvdfsFormat.LinkUnit)
        {
            throw new LayoutException($"Folder '{path}' holds {entries.Count} names, which take {used} bytes, and a directory of a disc has at most {ushort.MaxValue * XdvdfsFormat.LinkUnit}; put them into several folders.");
        }
    }

    /// <summary>Whole sectors.</summary>
    public int SizeBytes { get; }

    /// <summary>Writes the table, once each entry has its place on the disc.</summary>
    public byte[] ToBytes()
    {
        byte[] table = new byte[SizeBytes];
        Array.Fill(table, XdvdfsFormat.PaddingByte);
        Write(table, 0, _entries.Count);
        return table;
    }

    /// <summary>Gives the entries from <paramref name="first"/> on their places, the middle one first.</summary>
    /// <returns>The first free place.</returns>
    private int Place(int first, int count, int place)
    {
        if (count == 0)
        {
            return place;
        }

        int middle = first + (count / 2);
        int length = XdvdfsFormat.EntryBytes + _entries[middle].Name.Length;
        int room = XdvdfsFormat.SectorBytes - (place % XdvdfsFormat.SectorBytes);
        _places[middle] = room >= length ? place : place + room;
        int next = (_places[middle] + length + XdvdfsFormat.LinkUnit - 1) & -XdvdfsFormat.LinkUnit;
        next = Place(first, middle - first, next);
        return Place(middle + 1, first + count - middle - 1, next);
    }

    private void Write(Span<byte> table, int first, int count)
    {
        if (count == 0)
        {
            return;
        }

        int middle = first + (count / 2);
        HostEntry entry = _entries[middle];
        Span<byte> bytes = table[_places[middle]..];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, Link(first, middle - first));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[2..], Link(middle + 1, first + count - middle - 1));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[4..], entry.StartSector);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], entry.SizeBytes);
        bytes[12] = entry.Children is null ? XdvdfsFormat.ArchiveAttribute : XdvdfsFormat.DirectoryAttribute;
        bytes[13] = (byte)entry.Name.Length;
        Encoding.Latin1.GetBytes(entry.Name, bytes[XdvdfsFormat.EntryBytes..]);
        Write(table, first, middle - first);
        Write(table, middle + 1, first + count - middle - 1);
    }

    private ushort Link(int first, int count) => count == 0 ? (ushort)0 : (ushort)(_places[first + (count / 2)] / XdvdfsFormat.LinkUnit);
}
