using System.Buffers.Binary;

namespace Xemu.Block;

/// <summary>Goes over a whole image before it is written: every table and cluster in its place, none used for two things, no refcount too low.</summary>
/// <remarks>So a damaged or hostile image is refused with one sentence, and a guest's write never lands in a table. Reads each L2 table once.</remarks>
internal sealed class Qcow2Verifier
{
    private readonly ImageFile _file;
    private readonly Qcow2Header _header;
    private readonly Qcow2Refcounts _counts;
    private readonly ushort[] _uses;
    private readonly Use[] _kinds;
    private readonly Dictionary<ulong, int> _l2Uses = [];
    private long _snapshotEntries;

    private Qcow2Verifier(ImageFile file, Qcow2Header header, Qcow2Refcounts counts)
    {
        _file = file;
        _header = header;
        _counts = counts;
        _uses = new ushort[counts.Length];
        _kinds = new Use[counts.Length];
    }

    private enum Use : byte
    {
        None,
        Table,
        L2,
        Data,
        Compressed,
    }

    /// <summary>Checks the image.</summary>
    /// <exception cref="Xemu.Abstractions.ComponentException">Something is wrong with it.</exception>
    public static void Check(ImageFile file, Qcow2Header header, Qcow2Refcounts counts, ulong[] l1)
    {
        var verifier = new Qcow2Verifier(file, header, counts);
        verifier.AddTables(l1.Length);
        verifier.AddL1(l1);
        verifier.AddSnapshots();
        verifier.AddL2s();
        verifier.CompareCounts();
    }

    private void AddTables(int l1Entries)
    {
        Add("header", 0, 1, 1, Use.Table);
        Add("L1 table", _header.L1Offset, Clusters((ulong)l1Entries * 8), 1, Use.Table);
        Add("refcount table", _counts.TableOffset, _counts.TableClusters, 1, Use.Table);
        foreach (ulong block in _counts.Blocks)
        {
            if (block != 0)
            {
                Add("refcount block", block, 1, 1, Use.Table);
            }
        }
    }

    private void AddL1(ReadOnlySpan<ulong> l1)
    {
        foreach (ulong entry in l1)
        {
            if (Qcow2Entry.IsMalformed(entry, _header.ClusterBits, allowZero: false))
            {
                throw Qcow2Header.Damaged(_file.Path, $"an L1 entry is 0x{entry:X16}");
            }

            ulong offset = entry & Qcow2Entry.OffsetMask;
            if (offset != 0)
            {
                Add("L2 table", offset, 1, 1, Use.L2);
                _l2Uses[offset] = _l2Uses.GetValueOrDefault(offset) + 1;
            }
        }
    }

    private void AddSnapshots()
    {
        ulong at = _header.SnapshotsOffset;
        byte[] entry = new byte[40];
        for (int i = 0; i < _header.SnapshotCount; i++)
        {
            if (at > _file.Length)
            {
                throw Qcow2Header.Damaged(_file.Path, $"internal snapshot {i} lies past the end of the file");
            }

            _file.ReadPadded(at, entry);
            ulong l1Offset = BinaryPrimitives.ReadUInt64BigEndian(entry);
            uint l1Entries = BinaryPrimitives.ReadUInt32BigEndian(entry.AsSpan(8));
            ulong tail = BinaryPrimitives.ReadUInt16BigEndian(entry.AsSpan(12)) + (ulong)BinaryPrimitives.ReadUInt16BigEndian(entry.AsSpan(14))
                + BinaryPrimitives.ReadUInt32BigEndian(entry.AsSpan(36));
            _snapshotEntries += l1Entries;
            if (_snapshotEntries > 4 << 20 || (l1Offset & (ulong)(_header.ClusterSize - 1)) != 0)
            {
                throw Qcow2Header.Damaged(_file.Path, $"internal snapshot {i} has {l1Entries} L1 entries at 0x{l1Offset:X}");
            }

            if (l1Entries > 0)
            {
                Add("L1 table of a snapshot", l1Offset, Clusters(l1Entries * 8UL), 1, Use.Table);
                ulong[] l1 = new ulong[l1Entries];
                Qcow2Table.Read(_file, l1Offset, l1);
                AddL1(l1);
            }

            at += (40 + tail + 7) & ~7UL;
        }

        if (_header.SnapshotCount > 0)
        {
            Add("snapshot table", _header.SnapshotsOffset, Clusters(at - _header.SnapshotsOffset), 1, Use.Table);
        }
    }

    private void AddL2s()
    {
        ulong[] l2 = new ulong[_header.ClusterSize / 8];
        foreach ((ulong offset, int uses) in _l2Uses)
        {
            Qcow2Table.Read(_file, offset, l2);
            foreach (ulong entry in l2)
            {
                if (entry != 0)
                {
                    AddL2Entry(entry, uses);
                }
            }
        }
    }

    private void AddL2Entry(ulong entry, int uses)
    {
        if ((entry & Qcow2Entry.Compressed) != 0)
        {
            (ulong offset, int length) = Qcow2Entry.CompressedRange(entry, _header.ClusterBits);
            ulong first = offset >> _header.ClusterBits;
            ulong last = (offset + (ulong)length - 1) >> _header.ClusterBits;
            Add("compressed cluster", first << _header.ClusterBits, (int)(last - first + 1), uses, Use.Compressed);
            return;
        }

        if (Qcow2Entry.IsMalformed(entry, _header.ClusterBits, allowZero: _header.Version >= 3))
        {
            throw Qcow2Header.Damaged(_file.Path, $"an L2 entry is 0x{entry:X16}");
        }

        if ((entry & Qcow2Entry.OffsetMask) != 0)
        {
            Add("data cluster", entry & Qcow2Entry.OffsetMask, 1, uses, Use.Data);
        }
    }

    private int Clusters(ulong bytes) => (int)Math.Min((bytes + (ulong)_header.ClusterSize - 1) >> _header.ClusterBits, int.MaxValue);

    private void Add(string what, ulong offset, int clusters, int uses, Use kind)
    {
        ulong first = offset >> _header.ClusterBits;
        if (first + (ulong)clusters > (ulong)_uses.Length)
        {
            throw Qcow2Header.Damaged(_file.Path, $"a {what} at 0x{offset:X} lies past the end of the file");
        }

        for (ulong i = first; i < first + (ulong)clusters; i++)
        {
            if (_kinds[i] != Use.None && (_kinds[i] != kind || kind == Use.Table))
            {
                throw Qcow2Header.Damaged(_file.Path, $"a {what} at 0x{i << _header.ClusterBits:X} overlaps something else");
            }

            _kinds[i] = kind;
            _uses[i] = (ushort)Math.Min(_uses[i] + uses, ushort.MaxValue);
        }
    }

    private void CompareCounts()
    {
        for (int i = 0; i < _uses.Length; i++)
        {
            if (_counts[(ulong)i] < _uses[i])
            {
                throw Qcow2Header.Damaged(_file.Path, $"cluster {i} is used {_uses[i]} times and has refcount {_counts[(ulong)i]}");
            }
        }
    }
}
