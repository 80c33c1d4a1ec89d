namespace Xemu.Block.Fatx;

/// <summary>Operations that change a volume.</summary>
internal sealed partial class FatxVolume
{
    /// <summary>Writes into a file, making it longer if need be; a gap between its old end and the write reads as zero.</summary>
    /// <param name="node">The file.</param>
    /// <param name="offset">Where to begin.</param>
    /// <param name="source">The bytes.</param>
    /// <param name="updated">The file as it is now.</param>
    /// <param name="modified">Its new time of writing, or null to leave that.</param>
    /// <returns><see cref="FatxStatus.NoSpace"/> when not all of it fits: then nothing was written.</returns>
    public FatxStatus Write(FatxNode node, ulong offset, ReadOnlySpan<byte> source, out FatxNode updated, FatxTime? modified = null)
    {
        if (BeginWrite(node, out updated) is not FatxStatus.Ok and var refused)
        {
            return refused;
        }

        FatxNode file = updated;
        if (source.Length == 0)
        {
            return FatxStatus.Ok;
        }

        if (offset > FatxGeometry.MaxFileBytes || (ulong)source.Length > FatxGeometry.MaxFileBytes - offset)
        {
            return FatxStatus.NoSpace;
        }

        uint end = (uint)(offset + (ulong)source.Length);
        FatxStatus status = Reach(ref file, end);
        if (status == FatxStatus.Ok && offset > file.Size)
        {
            status = Zero(file.FirstCluster, file.Size, offset);
        }

        if (status == FatxStatus.Ok)
        {
            status = WriteData(file.FirstCluster, offset, source);
        }

        FatxNode next = file with { Size = Math.Max(file.Size, end), Modified = modified ?? file.Modified };
        return Complete(status == FatxStatus.Ok ? PutIfChanged(updated, next) : status, next, ref updated);
    }

    /// <summary>Makes a file shorter, or longer with zeros.</summary>
    /// <param name="node">The file.</param>
    /// <param name="size">The new size in bytes.</param>
    /// <param name="updated">The file as it is now.</param>
    /// <param name="modified">Its new time of writing, or null to leave that.</param>
    public FatxStatus SetSize(FatxNode node, ulong size, out FatxNode updated, FatxTime? modified = null)
    {
        if (BeginWrite(node, out updated) is not FatxStatus.Ok and var refused)
        {
            return refused;
        }

        if (size > FatxGeometry.MaxFileBytes)
        {
            return FatxStatus.NoSpace;
        }

        FatxNode file = updated;
        FatxNode next;
        FatxStatus status;
        if (size < file.Size)
        {
            next = file with { Size = (uint)size, FirstCluster = size == 0 ? 0 : file.FirstCluster, Modified = modified ?? file.Modified };
            status = Shorten(file, next);
            return Complete(status, next, ref updated);
        }

        status = Reach(ref file, (uint)size);
        if (status == FatxStatus.Ok && size > file.Size)
        {
            status = Zero(file.FirstCluster, file.Size, size);
        }

        next = file with { Size = (uint)size, Modified = modified ?? file.Modified };
        return Complete(status == FatxStatus.Ok ? PutIfChanged(updated, next) : status, next, ref updated);
    }

    /// <summary>Makes an empty file or folder.</summary>
    /// <param name="parent">The folder it comes into.</param>
    /// <param name="name">Its name.</param>
    /// <param name="attributes">Its attributes; with <see cref="FatxAttributes.Directory"/> it is a folder.</param>
    /// <param name="now">All three of its times.</param>
    /// <param name="node">The entry.</param>
    public FatxStatus Create(FatxNode parent, string name, FatxAttributes attributes, FatxTime now, out FatxNode node)
    {
        node = default;
        if (BeginEntry(parent, name, out uint directory) is not FatxStatus.Ok and var refused)
        {
            return refused;
        }

        if (Child(parent, name, out _) is not FatxStatus.NotFound and var found)
        {
            return found == FatxStatus.Ok ? FatxStatus.Exists : found;
        }

        bool isDirectory = (attributes & FatxAttributes.Directory) != 0;
        FatxStatus status = _folder.Reserve(directory, out uint index);
        uint first = 0;
        if (status == FatxStatus.Ok && isDirectory)
        {
            status = _folder.NewCluster(0, out first);
        }

        var next = new FatxNode(directory, index, name, attributes, first, 0, now, now, now);
        return Complete(status == FatxStatus.Ok ? _folder.Put(next) : status, next, ref node);
    }

    /// <summary>Deletes a file, or a folder without entries. Heed of <see cref="FatxAttributes.ReadOnly"/> is the caller's.</summary>
    public FatxStatus Delete(FatxNode node)
    {
        if (BeginChange(node, out FatxNode entry) is not FatxStatus.Ok and var refused)
        {
            return refused;
        }

        // A folder whose chain is broken cannot be looked into: it may go, for nothing in it can be reached.
        if (entry.IsDirectory && _folder.CheckEmpty(entry.FirstCluster) is not (FatxStatus.Ok or FatxStatus.Corrupt) and var filled)
        {
            return filled;
        }

        FatxStatus status = _folder.Mark(entry.DirectoryCluster, entry.Index, FatxEntry.DeletedMark);
        return Complete(status == FatxStatus.Ok ? Release(entry.FirstCluster) : status, default, ref entry);
    }

    /// <summary>Gives an entry another name, another folder, or both.</summary>
    /// <param name="node">The entry.</param>
    /// <param name="newParent">The folder it comes into.</param>
    /// <param name="newName">Its new name.</param>
    /// <param name="renamed">The entry as it is now; after a move it has another key.</param>
    /// <remarks>Within a folder it is one write. A move first takes the old entry away: cut off in between, the file is lost, but never there twice.</remarks>
    public FatxStatus Rename(FatxNode node, FatxNode newParent, string newName, out FatxNode renamed)
    {
        if (BeginChange(node, out renamed) is not FatxStatus.Ok and var refused)
        {
            return refused;
        }

        FatxNode entry = renamed;
        if (BeginEntry(newParent, newName, out uint directory) is not FatxStatus.Ok and var barred)
        {
            return barred;
        }

        FatxStatus status = Child(newParent, newName, out FatxNode present);
        if (status == FatxStatus.Ok ? present.ToKey() != entry.ToKey() : status != FatxStatus.NotFound)
        {
            return status == FatxStatus.Ok ? FatxStatus.Exists : status;
        }

        FatxNode next = entry with { Name = newName };
        if (directory == entry.DirectoryCluster)
        {
            return Complete(_folder.Put(next), next, ref renamed);
        }

        if (entry.IsDirectory && CheckOutside(directory, entry.FirstCluster) is not FatxStatus.Ok and var inside)
        {
            return inside;
        }

        status = _folder.Reserve(directory, out uint index);
        next = next with { DirectoryCluster = directory, Index = index };
        if (status == FatxStatus.Ok)
        {
            status = _folder.Mark(entry.DirectoryCluster, entry.Index, FatxEntry.DeletedMark);
        }

        return Complete(status == FatxStatus.Ok ? _folder.Put(next) : status, next, ref renamed);
    }

    /// <summary>Changes what an entry says about itself.</summary>
    /// <param name="node">The entry.</param>
    /// <param name="attributes">New attributes, or null; whether it is a folder stays.</param>
    /// <param name="times">New times; those that are null stay.</param>
    /// <param name="updated">The entry as it is now.</param>
    public FatxStatus SetInformation(FatxNode node, FatxAttributes? attributes, FatxTimes times, out FatxNode updated)
    {
        if (BeginChange(node, out updated) is not FatxStatus.Ok and var refused)
        {
            return refused;
        }

        FatxAttributes kind = updated.Attributes & FatxAttributes.Directory;
        FatxNode next = updated with
        {
            Attributes = attributes is { } given ? (given & ~FatxAttributes.Directory) | kind : updated.Attributes,
            Created = times.Created ?? updated.Created,
            Modified = times.Modified ?? updated.Modified,
            Accessed = times.Accessed ?? updated.Accessed,
        };
        return Complete(PutIfChanged(updated, next), next, ref updated);
    }

    private FatxStatus PutIfChanged(in FatxNode before, in FatxNode after) => before == after ? FatxStatus.Ok : _folder.Put(after);

    /// <summary>Ends an operation: after an error nothing that is in memory is relied on.</summary>
    private FatxStatus Complete(FatxStatus status, in FatxNode result, ref FatxNode updated)
    {
        if (status == FatxStatus.Ok)
        {
            updated = result;
        }
        else if (status == FatxStatus.IoError)
        {
            Invalidate();
        }

        return status;
    }

    private FatxStatus BeginWrite(in FatxNode node, out FatxNode file)
    {
        FatxStatus status = OpenFile(node, out file);
        return status == FatxStatus.Ok && IsReadOnly ? FatxStatus.ReadOnly : status;
    }

    private FatxStatus BeginChange(in FatxNode node, out FatxNode entry)
    {
        FatxStatus status = Resolve(node.ToKey(), out entry);
        return status != FatxStatus.Ok ? status : IsReadOnly ? FatxStatus.ReadOnly : entry.IsRoot ? FatxStatus.InvalidName : FatxStatus.Ok;
    }

    private FatxStatus BeginEntry(in FatxNode parent, string name, out uint directory)
    {
        FatxStatus status = OpenDirectory(parent, out directory);
        return status != FatxStatus.Ok ? status : IsReadOnly ? FatxStatus.ReadOnly : FatxName.IsValid(name) ? FatxStatus.Ok : FatxStatus.InvalidName;
    }

    /// <summary>Gives a file the clusters that it needs up to a size; the entry does not say so yet.</summary>
    private FatxStatus Reach(ref FatxNode file, uint size)
    {
        if (size <= file.Size)
        {
            return FatxStatus.Ok;
        }

        if (_chains.Measure(file.FirstCluster, out uint have, out uint last) is not FatxStatus.Ok and var broken)
        {
            return broken;
        }

        if ((ulong)have * ClusterBytes < file.Size)
        {
            return FatxStatus.Corrupt;
        }

        uint need = (uint)(((ulong)size + ClusterBytes - 1) / ClusterBytes);
        if (need <= have)
        {
            return FatxStatus.Ok;
        }

        if (_table.Allocate(need - have, last, out uint added) is not FatxStatus.Ok and var full)
        {
            return full;
        }

        if (last != 0)
        {
            return _table.Link(last, added);
        }

        file = file with { FirstCluster = added };
        return FatxStatus.Ok;
    }

    private FatxStatus Shorten(in FatxNode file, in FatxNode next)
    {
        if (next.Size == 0)
        {
            return _folder.Put(next) is not FatxStatus.Ok and var unwritten ? unwritten : Release(file.FirstCluster);
        }

        if (_chains.Locate(file.FirstCluster, (next.Size - 1) / ClusterBytes, out uint last) is not FatxStatus.Ok and var broken)
        {
            return broken == FatxStatus.EndOfFile ? FatxStatus.Corrupt : broken;
        }

        if (_folder.Put(next) is not FatxStatus.Ok and var failed)
        {
            return failed;
        }

        return _table.Next(last, out uint rest) switch
        {
            FatxStatus.Ok => _table.Link(last, FatxTable.End) is not FatxStatus.Ok and var uncut ? uncut : Release(rest),
            FatxStatus.EndOfFile => FatxStatus.Ok,
            var status => status,
        };
    }

    private FatxStatus Release(uint first)
    {
        _chains.Clear();
        return _table.Release(first);
    }

    private FatxStatus WriteData(uint first, ulong offset, ReadOnlySpan<byte> source)
    {
        while (source.Length > 0)
        {
            if (FindRun(first, offset, source.Length, out ulong at, out int length) is not FatxStatus.Ok and var broken)
            {
                return broken;
            }

            _cache.Drop(at, (ulong)length);
            if (_window.Write(at, source[..length]) is not FatxStatus.Ok and var unwritten)
            {
                return unwritten;
            }

            offset += (ulong)length;
            source = source[length..];
        }

        return FatxStatus.Ok;
    }

    private FatxStatus Zero(uint first, ulong from, ulong to)
    {
        while (from < to)
        {
            int wanted = (int)Math.Min(to - from, 1 << 24);
            if (FindRun(first, from, wanted, out ulong at, out int length) is not FatxStatus.Ok and var broken)
            {
                return broken;
            }

            _cache.Drop(at, (ulong)length);
            if (_window.Fill(at, (ulong)length, 0) is not FatxStatus.Ok and var unwritten)
            {
                return unwritten;
            }

            from += (ulong)length;
        }

        return FatxStatus.Ok;
    }

    /// <summary>Whether a folder lies outside of another, which is to be moved into it.</summary>
    private FatxStatus CheckOutside(uint directory, uint moved)
    {
        var seen = new HashSet<uint> { moved };
        var open = new Stack<uint>(seen);
        while (open.TryPop(out uint cluster))
        {
            if (cluster == directory)
            {
                return FatxStatus.InvalidName;
            }

            for (uint index = 0; ; index++)
            {
                FatxStatus status = _folder.Seek(cluster, ref index, null, out ReadOnlySpan<byte> entry);
                if (status == FatxStatus.NotFound)
                {
                    break;
                }

                if (status != FatxStatus.Ok || seen.Count > FatxGeometry.MaxEntries)
                {
                    return status == FatxStatus.Ok ? FatxStatus.Corrupt : status;
                }

                uint child = FatxEntry.FirstCluster(entry);
                if ((entry[1] & (byte)FatxAttributes.Directory) != 0 && seen.Add(child))
                {
                    open.Push(child);
                }
            }
        }

        return FatxStatus.Ok;
    }
}
