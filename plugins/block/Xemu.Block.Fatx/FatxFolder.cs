namespace Xemu.Block.Fatx;

/// <summary>Folders as arrays of entries.</summary>
internal sealed class FatxFolder(FatxWindow window, FatxCache cache, FatxTable table, FatxChains chains, FatxGeometry geometry)
{
    private uint EntriesPerCluster => geometry.ClusterBytes / FatxEntry.Bytes;

    /// <summary>Reads the entry at a place.</summary>
    /// <param name="directory">The folder's first cluster.</param>
    /// <param name="index">The place.</param>
    /// <param name="entry">Its 64 bytes; good until the next call.</param>
    /// <returns><see cref="FatxStatus.EndOfFile"/> past the folder's last cluster.</returns>
    public FatxStatus Get(uint directory, uint index, out ReadOnlySpan<byte> entry)
    {
        entry = default;
        return PlaceOf(directory, index, out ulong at) is not FatxStatus.Ok and var failed ? failed : cache.Get(at, FatxEntry.Bytes, out entry);
    }

    /// <summary>Finds the next live entry.</summary>
    /// <param name="directory">The folder's first cluster.</param>
    /// <param name="index">Where to begin; then where it is.</param>
    /// <param name="name">The wanted name, or null for any.</param>
    /// <param name="entry">Its 64 bytes; good until the next call.</param>
    /// <returns><see cref="FatxStatus.NotFound"/> at the folder's end.</returns>
    public FatxStatus Seek(uint directory, ref uint index, string? name, out ReadOnlySpan<byte> entry)
    {
        for (; index < FatxGeometry.MaxEntries; index++)
        {
            FatxStatus status = Get(directory, index, out entry);
            FatxEntryKind kind = status == FatxStatus.Ok ? FatxEntry.Kind(entry) : FatxEntryKind.End;
            if (status is not (FatxStatus.Ok or FatxStatus.EndOfFile))
            {
                return status;
            }

            if (kind == FatxEntryKind.End)
            {
                return FatxStatus.NotFound;
            }

            if (kind == FatxEntryKind.Live && (name is null || FatxName.Matches(FatxEntry.Name(entry), name)))
            {
                return FatxStatus.Ok;
            }
        }

        entry = default;
        return FatxStatus.Corrupt;
    }

    /// <summary>Whether nothing is in a folder: an entry that cannot be shown is something too.</summary>
    public FatxStatus CheckEmpty(uint directory)
    {
        for (uint index = 0; index < FatxGeometry.MaxEntries; index++)
        {
            FatxStatus status = Get(directory, index, out ReadOnlySpan<byte> entry);
            if (status != FatxStatus.Ok)
            {
                return status == FatxStatus.EndOfFile ? FatxStatus.Ok : status;
            }

            switch (FatxEntry.Kind(entry))
            {
                case FatxEntryKind.End:
                    return FatxStatus.Ok;
                case FatxEntryKind.Deleted:
                    break;
                default:
                    return FatxStatus.NotEmpty;
            }
        }

        return FatxStatus.Corrupt;
    }

    /// <summary>Finds a free place, and makes the folder longer if there is none. What lies behind the place is a place too, or the end.</summary>
    public FatxStatus Reserve(uint directory, out uint index)
    {
        for (index = 0; index < FatxGeometry.MaxNewEntries; index++)
        {
            FatxStatus status = Get(directory, index, out ReadOnlySpan<byte> entry);
            if (status == FatxStatus.EndOfFile)
            {
                return Extend(directory);
            }

            if (status != FatxStatus.Ok)
            {
                return status;
            }

            switch (FatxEntry.Kind(entry))
            {
                case FatxEntryKind.Deleted:
                    return FatxStatus.Ok;
                case FatxEntryKind.End:
                    return KeepEnd(directory, index + 1);
                default:
                    break;
            }
        }

        return FatxStatus.NoSpace;
    }

    /// <summary>Writes an entry, as one write of its sector.</summary>
    public FatxStatus Put(in FatxNode node)
    {
        if (PlaceOf(node.DirectoryCluster, node.Index, out ulong at) is not FatxStatus.Ok and var failed)
        {
            return failed;
        }

        Span<byte> entry = stackalloc byte[FatxEntry.Bytes];
        FatxEntry.Encode(node, entry);
        return cache.Write(at, entry);
    }

    /// <summary>Marks an entry.</summary>
    public FatxStatus Mark(uint directory, uint index, byte mark) =>
        PlaceOf(directory, index, out ulong at) is not FatxStatus.Ok and var failed ? failed : cache.Write(at, [mark]);

    /// <summary>Takes a cluster for a folder and makes it empty; nothing refers to it yet.</summary>
    public FatxStatus NewCluster(uint after, out uint cluster)
    {
        if (table.Allocate(1, after, out cluster) is not FatxStatus.Ok and var failed)
        {
            return failed;
        }

        ulong at = geometry.OffsetOf(cluster);
        cache.Drop(at, geometry.ClusterBytes);
        return window.Fill(at, geometry.ClusterBytes, FatxEntry.EndMark);
    }

    private FatxStatus PlaceOf(uint directory, uint index, out ulong at)
    {
        at = 0;
        if (index >= FatxGeometry.MaxEntries)
        {
            return FatxStatus.Corrupt;
        }

        if (chains.Locate(directory, index / EntriesPerCluster, out uint cluster) is not FatxStatus.Ok and var failed)
        {
            return failed;
        }

        at = geometry.OffsetOf(cluster) + (index % EntriesPerCluster * FatxEntry.Bytes);
        return FatxStatus.Ok;
    }

    private FatxStatus Extend(uint directory)
    {
        if (chains.Measure(directory, out _, out uint last) is not FatxStatus.Ok and var broken)
        {
            return broken;
        }

        return NewCluster(last, out uint cluster) is not FatxStatus.Ok and var full ? full : table.Link(last, cluster);
    }

    /// <summary>What stands behind a folder's end is not defined: it must not come to light when the end moves on.</summary>
    private FatxStatus KeepEnd(uint directory, uint index)
    {
        FatxStatus status = Get(directory, index, out ReadOnlySpan<byte> next);
        return status == FatxStatus.Ok && FatxEntry.Kind(next) != FatxEntryKind.End ? Mark(directory, index, FatxEntry.EndMark)
            : status is FatxStatus.Ok or FatxStatus.EndOfFile || index == FatxGeometry.MaxEntries ? FatxStatus.Ok
            : status;
    }
}
