using System.Buffers.Binary;
using System.Collections;
using System.Text;

namespace Xemu.Block.Xdvdfs;

/// <summary>The entries of one directory. The table is a binary tree by name; it is walked whole, each place once, so a hostile one takes no longer than an honest one.</summary>
/// <remarks>Some tools make trees that are not sorted. So entries are looked for among all, and not by the links.</remarks>
internal sealed class XdvdfsListing
{
    private readonly List<XdvdfsNode> _nodes = [];
    private readonly Dictionary<string, int> _byName = new(StringComparer.OrdinalIgnoreCase);

    private XdvdfsListing()
    {
    }

    /// <summary>The entries, sorted by name, without regard to case.</summary>
    public IReadOnlyList<XdvdfsNode> Nodes => _nodes;

    /// <summary>Whether some link led out of the table, into a circle, or to something that is no entry; what it led to is missing.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>Reads a directory's table.</summary>
    public static XdvdfsListing Parse(ReadOnlySpan<byte> table)
    {
        var listing = new XdvdfsListing();
        listing.Walk(table);
        listing._nodes.Sort(static (a, b) => string.Compare(a.Name, b.Name, StringComparison.OrdinalIgnoreCase));
        for (int i = 0; i < listing._nodes.Count; i++)
        {
            listing._byName.TryAdd(listing._nodes[i].Name, i);
        }

        return listing;
    }

    /// <summary>Looks for a name, without regard to case.</summary>
    public bool TryFind(string name, out XdvdfsNode node)
    {
        bool isFound = _byName.TryGetValue(name, out int index);
        node = isFound ? _nodes[index] : default;
        return isFound;
    }

    private void Walk(ReadOnlySpan<byte> table)
    {
        var seen = new BitArray(0x1_0000);
        var open = new Stack<int>();
        if (!table.IsEmpty)
        {
            open.Push(0);
        }

        while (open.TryPop(out int link))
        {
            int? place = SkipPadding(table, link * XdvdfsFormat.LinkUnit);
            if (place is null)
            {
                // A table of padding alone is an empty directory.
                IsDamaged |= link != 0;
                continue;
            }

            Visit(table, place.Value, seen, open);
        }
    }

    private void Visit(ReadOnlySpan<byte> table, int place, BitArray seen, Stack<int> open)
    {
        if (seen[place / XdvdfsFormat.LinkUnit] || !TryParse(table[place..], out XdvdfsNode node))
        {
            IsDamaged = true;
            return;
        }

        seen[place / XdvdfsFormat.LinkUnit] = true;
        _nodes.Add(node);
        PushLink(table, place, open);
        PushLink(table, place + 2, open);
    }

    private static void PushLink(ReadOnlySpan<byte> table, int place, Stack<int> open)
    {
        ushort link = BinaryPrimitives.ReadUInt16LittleEndian(table[place..]);
        if (link is not 0 and not XdvdfsFormat.Padding)
        {
            open.Push(link);
        }
    }

    /// <summary>Links may lead to the padding at a sector's end, and then mean the next sector (extract-xiso reads them so).</summary>
    private static int? SkipPadding(ReadOnlySpan<byte> table, int place)
    {
        if (IsPadding(table, place))
        {
            place = ((place / XdvdfsFormat.SectorBytes) + 1) * XdvdfsFormat.SectorBytes;
        }

        return place + XdvdfsFormat.EntryBytes <= table.Length && !IsPadding(table, place) && place / XdvdfsFormat.LinkUnit <= ushort.MaxValue ? place : null;
    }

    private static bool IsPadding(ReadOnlySpan<byte> table, int place) =>
        place + 2 > table.Length || BinaryPrimitives.ReadUInt16LittleEndian(table[place..]) == XdvdfsFormat.Padding;

    private static bool TryParse(ReadOnlySpan<byte> entry, out XdvdfsNode node)
    {
        node = default;
        int nameBytes = entry[13];
        if (nameBytes == 0 || XdvdfsFormat.EntryBytes + nameBytes > entry.Length)
        {
            return false;
        }

        node = new XdvdfsNode(
            Encoding.Latin1.GetString(entry.Slice(XdvdfsFormat.EntryBytes, nameBytes)),
            entry[12],
            BinaryPrimitives.ReadUInt32LittleEndian(entry[8..]),
            BinaryPrimitives.ReadUInt32LittleEndian(entry[4..]));
        return true;
    }
}
