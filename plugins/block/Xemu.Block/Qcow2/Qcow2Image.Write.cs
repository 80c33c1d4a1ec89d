using System.Buffers.Binary;
using System.Diagnostics;

namespace Xemu.Block;

/// <content>
/// Writing. A cluster that the file's present state uses alone is written in place while nothing waits. Every other one goes to a free place, and the tables that
/// make it visible wait for a commit, which writes each changed table to a free place too, makes all that stable, and then switches the L1 and
/// the refcount table in the header with one write of 24 bytes. So the file is at every instant a whole qcow2 image in which nothing is used
/// without a refcount and nothing has a refcount without a use: <c>qemu-img check</c> finds no error and no leak, whenever the process is
/// killed. Clusters that wait are lost by a kill, as a drive's write cache is: a commit comes with each flush, after 4 MiB, and after a moment.
/// While something waits, a cluster that a reader of the file sees is not written in place either: a kill leaves what was written up to some
/// instant and nothing that came later, on which a guest's file system relies.
/// </content>
internal sealed partial class Qcow2Image
{
    private const int CommitAfterBytes = 4 << 20;
    private const ulong AutoclearBitmaps = 1;
    private Qcow2Refcounts? _counts;
    private readonly TimeSpan _commitAfter;
    private Timer? _timer;
    private ulong _l1Offset;
    private int _waitingBytes;

    /// <summary>Places that were taken or filled since the last commit: no reader of the file sees them.</summary>
    private readonly HashSet<ulong> _unseen = [];
    private bool _isBroken;
    private bool _isClosed;

    /// <summary>How many times the header was switched.</summary>
    public long Commits { get; private set; }

    /// <inheritdoc/>
    public override void Write(ulong offset, ReadOnlySpan<byte> source)
    {
        CheckRange(offset, source.Length);
        lock (_lock)
        {
            CheckWritable();
            while (source.Length > 0)
            {
                int within = (int)(offset & (ulong)(_clusterSize - 1));
                int length = Math.Min(source.Length, _clusterSize - within);
                WriteCluster(offset, source[..length]);
                offset += (ulong)length;
                source = source[length..];
            }
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        lock (_lock)
        {
            if (_counts is null)
            {
                return;
            }

            CheckWritable();
            if (_waitingBytes > 0)
            {
                Commit();
            }
            else
            {
                _file.Flush();
            }
        }
    }

    /// <inheritdoc/>
    public override void FlushAhead()
    {
        if (!IsReadOnly)
        {
            _file.Flush();
        }
    }

    /// <inheritdoc/>
    public override bool Freeze()
    {
        lock (_lock)
        {
            Debug.Assert(_waitingBytes == 0, "What waits would be lost.");
            _counts = null;
            _timer?.Dispose();
            _timer = null;
        }

        return _file.Share();
    }

    private Qcow2Refcounts OpenForWriting()
    {
        if (_header.IsDirty)
        {
            throw Qcow2Header.Bad(_file.Path, "was not closed cleanly and its refcounts are stale; run 'qemu-img check -r all' first, or open it read-only");
        }

        if (_header.IsCorrupt)
        {
            throw Qcow2Header.Damaged(_file.Path, "it is marked as corrupt");
        }

        if ((_header.AutoclearFeatures & AutoclearBitmaps) != 0)
        {
            throw Qcow2Header.Bad(_file.Path, "has persistent bitmaps, which would become stale; remove them with 'qemu-img bitmap --remove', or open it read-only");
        }

        Qcow2Refcounts counts = Qcow2Refcounts.Load(_file, _header);
        Qcow2Verifier.Check(_file, _header, counts, _l1);
        if (_header.AutoclearFeatures != 0)
        {
            // Whoever set these bits learns by their absence that somebody wrote who does not know them.
            _file.Write(88, new byte[8]);
        }

        return counts;
    }

    private void CheckWritable()
    {
        if (_counts is null || _isBroken || _isClosed)
        {
            throw new IOException(_isBroken
                ? $"Image '{_file.Path}' takes no more writes: the host failed to make it stable."
                : $"Image '{_file.Path}' is opened for reading only.");
        }
    }

    private void WriteCluster(ulong offset, ReadOnlySpan<byte> source)
    {
        ulong entry = FindEntry(offset);
        ulong within = offset & (ulong)(_clusterSize - 1);
        bool isOwn = (entry & Qcow2Entry.Compressed) == 0 && (entry & Qcow2Entry.OffsetMask) != 0
            && _counts![(entry & Qcow2Entry.OffsetMask) >> _header.ClusterBits] == 1;
        bool isZero = (entry & Qcow2Entry.Zero) != 0;
        if (isOwn && !isZero && (_waitingBytes == 0 || _unseen.Contains(entry & Qcow2Entry.OffsetMask)))
        {
            _file.Write((entry & Qcow2Entry.OffsetMask) + within, source);
            return;
        }

        // A cluster that reads as zero may be filled in its place: nobody sees it before the commit.
        bool isFilled = isOwn && isZero;
        byte[] whole = new byte[_clusterSize];
        if (source.Length != _clusterSize)
        {
            ReadCluster(entry, offset - within, whole);
        }

        source.CopyTo(whole.AsSpan((int)within));
        if (_waitingBytes >= CommitAfterBytes)
        {
            Commit();
        }

        ulong place = isFilled ? entry & Qcow2Entry.OffsetMask : _counts!.Allocate(1);
        try
        {
            _file.Write(place, whole);
        }
        catch when (!isFilled)
        {
            _counts!.Release(place);
            throw;
        }

        SetEntry(offset, place | Qcow2Entry.Copied);
        _unseen.Add(place);
        if (!isFilled)
        {
            ReleaseData(entry);
        }
    }

    private void SetEntry(ulong offset, ulong entry)
    {
        int index = L1Index(offset);
        Qcow2L2? table = FindTable(index);
        if (table is null)
        {
            table = new Qcow2L2(index, new ulong[_clusterSize / 8]);
            _l2.Add(table);
        }

        table.Entries[L2Index(offset)] = entry;
        if (!table.IsDirty)
        {
            table.IsDirty = true;
            _waitingBytes += _clusterSize;
        }

        if (_waitingBytes == _clusterSize && _commitAfter > TimeSpan.Zero)
        {
            _timer ??= new Timer(static image => ((Qcow2Image)image!).CommitLater(), this, Timeout.Infinite, Timeout.Infinite);
            _timer.Change(_commitAfter, Timeout.InfiniteTimeSpan);
        }

        _waitingBytes += _clusterSize;
    }

    private void ReleaseData(ulong entry)
    {
        if ((entry & Qcow2Entry.Compressed) != 0)
        {
            (ulong offset, int length) = Qcow2Entry.CompressedRange(entry, _header.ClusterBits);
            ulong first = offset >> _header.ClusterBits;
            ulong last = (offset + (ulong)length - 1) >> _header.ClusterBits;
            _counts!.Release(offset, (int)(last - first + 1));
        }
        else if ((entry & Qcow2Entry.OffsetMask) != 0)
        {
            _counts!.Release(entry & Qcow2Entry.OffsetMask);
        }
    }

    /// <summary>Makes everything that waits visible in the file, at one instant.</summary>
    /// <remarks>When a table cannot be written the file stays as it was, and a later commit tries again.</remarks>
    private void Commit()
    {
        List<Qcow2L2> tables = [.. _l2.Dirty];
        foreach (Qcow2L2 table in tables)
        {
            ulong old = _l1[table.Index] & Qcow2Entry.OffsetMask;
            ulong place = _counts!.Allocate(1);
            _l1[table.Index] = place | Qcow2Entry.Copied;
            if (old != 0)
            {
                _counts.Release(old);
            }

            Qcow2Table.Write(_file, place, table.Entries);
        }

        if (tables.Count > 0)
        {
            int clusters = ((_l1.Length * 8) + _clusterSize - 1) / _clusterSize;
            _counts!.Release(_l1Offset, clusters);
            _l1Offset = _counts.Allocate(clusters);
            Qcow2Table.Write(_file, _l1Offset, _l1);
        }

        _counts!.Write();
        SwitchRoot();
        _counts.Committed();
        foreach (Qcow2L2 table in tables)
        {
            table.IsDirty = false;
        }

        _waitingBytes = 0;
        _unseen.Clear();
        Commits++;
    }

    private void SwitchRoot()
    {
        Span<byte> root = stackalloc byte[Qcow2Header.RootEnd - Qcow2Header.RootStart];
        BinaryPrimitives.WriteUInt32BigEndian(root, (uint)_l1.Length);
        BinaryPrimitives.WriteUInt64BigEndian(root[4..], _l1Offset);
        BinaryPrimitives.WriteUInt64BigEndian(root[12..], _counts!.TableOffset);
        BinaryPrimitives.WriteUInt32BigEndian(root[20..], (uint)_counts.TableClusters);
        bool isDone = false;
        try
        {
            _file.Flush();
            _file.Write(Qcow2Header.RootStart, root);
            _file.Flush();
            isDone = true;
        }
        finally
        {
            // After a failed flush nobody knows what the disk holds: stop here, and the last good state is what a reader finds.
            _isBroken |= !isDone;
        }
    }

    private void CommitLater()
    {
        lock (_lock)
        {
            if (_isClosed || _isBroken || _counts is null || _waitingBytes == 0)
            {
                return;
            }

            try
            {
                Commit();
            }
            catch (IOException)
            {
                // The next write or flush meets the same error and reports it to the guest.
            }
        }
    }

    private void CloseWriting()
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                return;
            }

            try
            {
                if (_waitingBytes > 0 && !_isBroken)
                {
                    Commit();
                }
            }
            finally
            {
                _isClosed = true;
                _timer?.Dispose();
            }
        }
    }
}
