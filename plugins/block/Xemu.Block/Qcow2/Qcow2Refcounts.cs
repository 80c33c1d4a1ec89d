namespace Xemu.Block;

/// <summary>The refcounts of a qcow2 file that is written: all of them in memory, and the way of a changed set of them into the file.</summary>
/// <remarks>
/// Nothing that the header's present state refers to is overwritten: a changed refcount block goes to a free cluster, and so does the table.
/// A cluster freed since the last commit is <i>frozen</i> until the next one, because the state in the file still uses it.
/// </remarks>
internal sealed class Qcow2Refcounts
{
    /// <summary>Most clusters of a file that is opened for writing: 4 TiB with 64 KiB clusters.</summary>
    public const int MaxClusters = 1 << 26;

    private readonly ImageFile _file;
    private readonly int _clusterBits;
    private readonly int _order;
    private readonly int _perBlock;
    private readonly HashSet<int> _frozen = [];
    private readonly SortedSet<int> _dirtyBlocks = [];
    private ulong[] _blocks;
    private ushort[] _counts = [];
    private int _length;
    private int _hint = 1;

    private Qcow2Refcounts(ImageFile file, Qcow2Header header, ulong[] blocks)
    {
        _file = file;
        _clusterBits = header.ClusterBits;
        _order = header.RefcountOrder;
        _perBlock = header.ClusterSize * 8 >> _order;
        _blocks = blocks;
        TableOffset = header.RefcountTableOffset;
        TableClusters = header.RefcountTableClusters;
    }

    /// <summary>Where the table is now.</summary>
    public ulong TableOffset { get; private set; }

    /// <summary>Its size in clusters.</summary>
    public int TableClusters { get; private set; }

    /// <summary>Clusters known; those beyond are free.</summary>
    public int Length => _length;

    /// <summary>Offsets of the refcount blocks, 0 where there is none.</summary>
    public ReadOnlySpan<ulong> Blocks => _blocks;

    /// <summary>Reads the refcounts of a file.</summary>
    /// <exception cref="Xemu.Abstractions.ComponentException">The table is damaged, or the file too large.</exception>
    public static Qcow2Refcounts Load(ImageFile file, Qcow2Header header)
    {
        ulong clusters = (file.Length + (ulong)header.ClusterSize - 1) >> header.ClusterBits;
        if (clusters > MaxClusters)
        {
            throw Qcow2Header.Bad(file.Path, $"has {clusters} clusters, and up to {MaxClusters} can be written; convert it to larger clusters or open it read-only");
        }

        ulong[] blocks = new ulong[header.RefcountTableClusters * (header.ClusterSize / 8)];
        Qcow2Table.Read(file, header.RefcountTableOffset, blocks);
        foreach (ulong block in blocks)
        {
            if ((block & (ulong)(header.ClusterSize - 1)) != 0 || block >> header.ClusterBits >= clusters)
            {
                throw Qcow2Header.Damaged(file.Path, $"a refcount block is at 0x{block:X}");
            }
        }

        var counts = new Qcow2Refcounts(file, header, blocks);
        counts.Extend((int)clusters);
        counts.ReadBlocks();
        return counts;
    }

    /// <summary>The refcount of a cluster.</summary>
    public int this[ulong cluster] => cluster < (ulong)_length ? _counts[cluster] : 0;

    /// <summary>Takes neighbouring free clusters.</summary>
    /// <param name="count">How many.</param>
    /// <returns>Host offset of the first.</returns>
    /// <exception cref="IOException">The file would become too large.</exception>
    public ulong Allocate(int count)
    {
        int at = _hint;
        while (true)
        {
            at = NextFree(at);
            int run = 1;
            while (run < count && IsFree(at + run))
            {
                run++;
            }

            if (run == count)
            {
                break;
            }

            at += run + 1;
        }

        if (at + count > _length)
        {
            Extend(at + count);
        }

        for (int i = at; i < at + count; i++)
        {
            Set(i, 1);
        }

        if (count == 1)
        {
            _hint = at + 1;
        }

        return (ulong)at << _clusterBits;
    }

    /// <summary>Gives up one use of each cluster of a range.</summary>
    public void Release(ulong offset, int count = 1)
    {
        int first = (int)(offset >> _clusterBits);
        for (int i = first; i < first + count; i++)
        {
            if (_counts[i] == 0)
            {
                continue;
            }

            Set(i, (ushort)(_counts[i] - 1));
            if (_counts[i] == 0)
            {
                _frozen.Add(i);
            }
        }
    }

    /// <summary>Writes the changed blocks and the table to free places. The file's present state is untouched.</summary>
    public void Write()
    {
        Relocate();
        byte[] bytes = new byte[1 << _clusterBits];
        foreach (int block in _dirtyBlocks)
        {
            Encode(block, bytes);
            _file.Write(_blocks[block], bytes);
        }

        Qcow2Table.Write(_file, TableOffset, _blocks);
    }

    /// <summary>The header refers to what <see cref="Write"/> wrote: what it replaced is free now.</summary>
    public void Committed()
    {
        _dirtyBlocks.Clear();
        foreach (int cluster in _frozen)
        {
            _hint = Math.Min(_hint, cluster);
        }

        _frozen.Clear();
    }

    /// <summary>Finds places for the table and every block that changes, which changes further refcounts, until nothing is left to move.</summary>
    private void Relocate()
    {
        Release(TableOffset, TableClusters);
        TableOffset = Allocate(TableClusters);
        var moved = new HashSet<int>();
        while (true)
        {
            int needed = ((_length + _perBlock - 1) / _perBlock) + 1;
            if (needed > _blocks.Length)
            {
                GrowTable(needed);
                continue;
            }

            int next = _dirtyBlocks.FirstOrDefault(b => !moved.Contains(b), -1);
            if (next < 0)
            {
                return;
            }

            moved.Add(next);
            ulong old = _blocks[next];
            _blocks[next] = Allocate(1);
            if (old != 0)
            {
                Release(old);
            }
        }
    }

    private void GrowTable(int needed)
    {
        int perCluster = (1 << _clusterBits) / 8;
        int clusters = ((needed + perCluster - 1) / perCluster) + 1;
        Release(TableOffset, TableClusters);
        TableClusters = clusters;
        TableOffset = Allocate(clusters);
        Array.Resize(ref _blocks, clusters * perCluster);
    }

    private bool IsFree(int cluster) => cluster >= _length || (_counts[cluster] == 0 && !_frozen.Contains(cluster));

    private int NextFree(int from)
    {
        int at = from;
        while (at < _length)
        {
            int skip = _counts.AsSpan(at, _length - at).IndexOf((ushort)0);
            if (skip < 0)
            {
                return _length;
            }

            at += skip;
            if (!_frozen.Contains(at))
            {
                return at;
            }

            at++;
        }

        return at;
    }

    private void Set(int cluster, ushort value)
    {
        _counts[cluster] = value;
        _dirtyBlocks.Add(cluster / _perBlock);
    }

    /// <summary>Knows more clusters, free ones. What the file's blocks say about clusters past its end is of no use and is dropped.</summary>
    private void Extend(int length)
    {
        if (length > MaxClusters)
        {
            throw new IOException($"Image '{_file.Path}' would grow past {MaxClusters} clusters.");
        }

        if (length > _counts.Length)
        {
            Array.Resize(ref _counts, Math.Min(MaxClusters, Math.Max(length, _counts.Length + (_counts.Length / 2) + 256)));
        }

        _length = length;
    }

    private void ReadBlocks()
    {
        byte[] bytes = new byte[1 << _clusterBits];
        for (int first = 0; first < _length; first += Math.Min(_perBlock, _length - first))
        {
            int block = first / _perBlock;
            if (block >= _blocks.Length || _blocks[block] == 0)
            {
                continue;
            }

            int count = Math.Min(_perBlock, _length - first);
            _file.ReadPadded(_blocks[block], bytes.AsSpan(0, (int)((((long)count << _order) + 7) >> 3)));
            for (int i = 0; i < count; i++)
            {
                _counts[first + i] = Decode(bytes, i);
            }
        }
    }

    private ushort Decode(byte[] bytes, int index)
    {
        ulong value = 0;
        if (_order < 3)
        {
            int bits = 1 << _order;
            int bit = index << _order;
            value = (ulong)(bytes[bit >> 3] >> (bit & 7)) & ((1UL << bits) - 1);
        }
        else
        {
            int width = 1 << (_order - 3);
            for (int i = 0; i < width; i++)
            {
                value = (value << 8) | bytes[(index * width) + i];
            }
        }

        return value <= ushort.MaxValue
            ? (ushort)value
            : throw Qcow2Header.Damaged(_file.Path, $"a cluster has refcount {value}, and up to {ushort.MaxValue} is supported");
    }

    private void Encode(int block, byte[] bytes)
    {
        Array.Clear(bytes);
        int first = block * _perBlock;
        int count = Math.Min(_perBlock, _length - first);
        for (int i = 0; i < count; i++)
        {
            uint value = _counts[first + i];
            if (_order < 3)
            {
                int bit = i << _order;
                bytes[bit >> 3] |= (byte)(value << (bit & 7));
                continue;
            }

            int width = 1 << (_order - 3);
            for (int b = 0; b < width && b < 2; b++)
            {
                bytes[((i + 1) * width) - 1 - b] = (byte)(value >> (8 * b));
            }
        }
    }
}
