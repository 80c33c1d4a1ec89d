using System.Buffers.Binary;

namespace Xemu.Block.Fatx;

/// <summary>The allocation table: which cluster follows which, and which are free.</summary>
/// <remarks>
/// What is allocated depends on the table's content alone: the cluster behind the last one if it is free, else the lowest free one. So two runs that meet the same disk go on in the same way,
/// whatever either has in memory. Changes to one sector are gathered and go out as one write when another sector is changed, and with <see cref="Commit"/>.
/// </remarks>
internal sealed class FatxTable(FatxWindow window, FatxCache cache, FatxGeometry geometry)
{
    /// <summary>Entry of a free cluster.</summary>
    public const uint Free = 0;

    /// <summary>Entry of a chain's last cluster, as it is written; anything from <see cref="FirstEnd"/> on is read as one.</summary>
    public const uint End = 0xFFFF_FFFF;

    /// <summary>Lowest entry that ends a chain.</summary>
    public const uint FirstEnd = 0xFFFF_FFF8;

    private const ulong NoSector = ulong.MaxValue;
    private const int ScanBytes = 1 << 16;
    private readonly byte[] _pending = new byte[FatxWindow.SectorBytes];
    private ulong _pendingAt = NoSector;
    private uint? _freeCount;
    private uint _lowestFree = 1;

    private int Width => geometry.IsFat16 ? 2 : 4;

    /// <summary>Reads an entry; 16-bit marks are widened to 32 bits.</summary>
    public FatxStatus Get(uint cluster, out uint entry)
    {
        ulong at = PlaceOf(cluster);
        ReadOnlySpan<byte> bytes;
        FatxStatus status = FatxStatus.Ok;
        if (SectorOf(at) == _pendingAt)
        {
            bytes = _pending.AsSpan((int)(at - _pendingAt), Width);
        }
        else
        {
            status = cache.Get(at, Width, out bytes);
        }

        entry = status == FatxStatus.Ok ? Decode(bytes) : End;
        return status;
    }

    /// <summary>Follows a chain by one cluster.</summary>
    /// <returns><see cref="FatxStatus.EndOfFile"/> after the last one, <see cref="FatxStatus.Corrupt"/> where the chain breaks.</returns>
    public FatxStatus Next(uint cluster, out uint next)
    {
        FatxStatus status = Get(cluster, out next);
        return status != FatxStatus.Ok ? status
            : geometry.Holds(next) ? FatxStatus.Ok
            : next >= FirstEnd ? FatxStatus.EndOfFile
            : FatxStatus.Corrupt;
    }

    /// <summary>Counts the free clusters.</summary>
    public FatxStatus CountFree(out uint count)
    {
        count = 0;
        if (_freeCount is { } known)
        {
            count = known;
            return FatxStatus.Ok;
        }

        byte[] buffer = new byte[ScanBytes];
        ulong entries = geometry.ClusterCount + 1UL;
        uint first = 1;
        for (ulong at = 0; at < entries * (ulong)Width; at += ScanBytes)
        {
            Span<byte> part = buffer.AsSpan(0, (int)Math.Min(ScanBytes, (entries * (ulong)Width) - at));
            if (window.Read(FatxGeometry.HeaderBytes + at, part) is not FatxStatus.Ok and var unread)
            {
                return unread;
            }

            count += CountFree(part, at == 0 ? first : 0);
        }

        _freeCount = count;
        return FatxStatus.Ok;
    }

    /// <summary>Takes free clusters and makes a chain of them that nothing refers to yet.</summary>
    /// <param name="count">How many, at least 1.</param>
    /// <param name="after">The cluster behind which they should lie, or 0.</param>
    /// <param name="first">The chain's first cluster.</param>
    /// <returns><see cref="FatxStatus.NoSpace"/> when there are fewer; nothing is changed then.</returns>
    public FatxStatus Allocate(uint count, uint after, out uint first)
    {
        first = 0;
        if (CountFree(out uint free) is not FatxStatus.Ok and var uncounted)
        {
            return uncounted;
        }

        if (free < count)
        {
            return FatxStatus.NoSpace;
        }

        uint last = 0;
        for (uint i = 0; i < count; i++)
        {
            FatxStatus status = FindFree(last == 0 ? after : last, last, out uint found);
            if (status == FatxStatus.Ok)
            {
                status = last == 0 ? FatxStatus.Ok : Set(last, found);
            }

            if (status != FatxStatus.Ok)
            {
                return Abandon(status);
            }

            first = first == 0 ? found : first;
            last = found;
        }

        FatxStatus ended = Link(last, End);
        _freeCount = ended == FatxStatus.Ok ? free - count : null;
        return ended;
    }

    /// <summary>Changes one entry, on the medium.</summary>
    public FatxStatus Link(uint cluster, uint entry) =>
        Set(cluster, entry) is not FatxStatus.Ok and var failed ? Abandon(failed) : Commit();

    /// <summary>Frees a chain that nothing refers to any more; where it breaks the rest is left.</summary>
    public FatxStatus Release(uint first)
    {
        // Each turn frees a cluster, so a chain that runs in a circle ends where it was entered.
        for (uint cluster = first; geometry.Holds(cluster) && cluster != geometry.RootCluster;)
        {
            if (Get(cluster, out uint next) is not FatxStatus.Ok and var unread)
            {
                return Abandon(unread);
            }

            if (next == Free)
            {
                break;
            }

            if (Set(cluster, Free) is not FatxStatus.Ok and var failed)
            {
                return Abandon(failed);
            }

            _freeCount += 1;
            _lowestFree = Math.Min(_lowestFree, cluster);
            cluster = next;
        }

        return Commit();
    }

    /// <summary>Writes what was gathered.</summary>
    public FatxStatus Commit()
    {
        if (_pendingAt == NoSector)
        {
            return FatxStatus.Ok;
        }

        ulong at = _pendingAt;
        _pendingAt = NoSector;
        FatxStatus status = cache.Write(at, _pending);
        return status == FatxStatus.Ok ? status : Abandon(status);
    }

    /// <summary>Forgets everything that is not on the medium.</summary>
    public void Clear()
    {
        _pendingAt = NoSector;
        _freeCount = null;
        _lowestFree = 1;
    }

    private static ulong SectorOf(ulong at) => at & ~(FatxWindow.SectorBytes - 1UL);

    private ulong PlaceOf(uint cluster) => FatxGeometry.HeaderBytes + ((ulong)cluster * (ulong)Width);

    private FatxStatus Abandon(FatxStatus status)
    {
        Clear();
        return status;
    }

    private uint Decode(ReadOnlySpan<byte> bytes)
    {
        if (!geometry.IsFat16)
        {
            return BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        }

        ushort entry = BinaryPrimitives.ReadUInt16LittleEndian(bytes);
        return entry < 0xFFF0 ? entry : 0xFFFF_0000 | entry;
    }

    /// <summary>Changes one entry; <see cref="Commit"/> brings it to the medium. The count of free clusters is not kept.</summary>
    internal FatxStatus Set(uint cluster, uint entry)
    {
        ulong at = PlaceOf(cluster);
        ulong sector = SectorOf(at);
        if (sector != _pendingAt)
        {
            if (Commit() is not FatxStatus.Ok and var failed)
            {
                return failed;
            }

            if (cache.Get(sector, FatxWindow.SectorBytes, out ReadOnlySpan<byte> present) is not FatxStatus.Ok and var unread)
            {
                return unread;
            }

            present.CopyTo(_pending);
            _pendingAt = sector;
        }

        Span<byte> place = _pending.AsSpan((int)(at - sector));
        if (geometry.IsFat16)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(place, (ushort)entry);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(place, entry);
        }

        return FatxStatus.Ok;
    }

    /// <summary>Finds a free cluster.</summary>
    /// <param name="after">The cluster behind which it should lie, or 0.</param>
    /// <param name="taken">A cluster that is taken but has no entry yet, or 0.</param>
    /// <param name="found">The cluster.</param>
    private FatxStatus FindFree(uint after, uint taken, out uint found)
    {
        found = after + 1;
        if (after != 0 && geometry.Holds(found))
        {
            FatxStatus status = Get(found, out uint entry);
            if (status != FatxStatus.Ok || entry == Free)
            {
                return status;
            }
        }

        for (found = _lowestFree; geometry.Holds(found); found++)
        {
            if (Get(found, out uint entry) is not FatxStatus.Ok and var unread)
            {
                return unread;
            }

            if (entry == Free && found != taken)
            {
                _lowestFree = found + 1;
                return FatxStatus.Ok;
            }
        }

        return FatxStatus.NoSpace;
    }

    private uint CountFree(ReadOnlySpan<byte> entries, uint skip)
    {
        uint count = 0;
        for (int at = (int)skip * Width; at < entries.Length; at += Width)
        {
            bool isFree = geometry.IsFat16 ? BinaryPrimitives.ReadUInt16LittleEndian(entries[at..]) == 0 : BinaryPrimitives.ReadUInt32LittleEndian(entries[at..]) == 0;
            count += isFree ? 1U : 0U;
        }

        return count;
    }
}
