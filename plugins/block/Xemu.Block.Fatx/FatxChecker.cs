using System.Collections;
using System.Globalization;

namespace Xemu.Block.Fatx;

/// <summary>Looks for contradictions on a volume, and takes them away if asked to.</summary>
/// <remarks>
/// Memory is bounded: a bit for each cluster, a small record for each folder that waits, and so many findings. The first chain that comes to a cluster owns it; a second one is cut off before it.
/// Repairs keep what can be kept: chains are cut where they break, sizes shrink to the chain, entries that cannot be named get a name.
/// </remarks>
internal sealed class FatxChecker
{
    private const uint Bad = 0xFFFF_FFF7;
    private readonly FatxVolume _volume;
    private readonly FatxGeometry _geometry;
    private readonly FatxTable _table;
    private readonly BitArray _owned;
    private readonly bool _repair;
    private readonly CancellationToken _cancellation;
    private readonly Stack<FatxCheckFolder> _open = new();
    private readonly FatxCheckReport _report = new();

    private FatxChecker(FatxVolume volume, bool repair, CancellationToken cancellation)
    {
        _volume = volume;
        _geometry = volume.Geometry;
        _table = volume.Table;
        _owned = new BitArray((int)_geometry.ClusterCount + 1);
        _repair = repair;
        _cancellation = cancellation;
    }

    /// <summary>Checks a volume.</summary>
    /// <param name="volume">The volume.</param>
    /// <param name="repair">Whether to repair.</param>
    /// <param name="report">What was found.</param>
    /// <param name="cancellation">Ends it early, between two folders.</param>
    /// <returns><see cref="FatxStatus.Ok"/> when all of it could be looked at, whatever was found.</returns>
    /// <exception cref="OperationCanceledException">It was ended early; what was repaired until then is repaired.</exception>
    public static FatxStatus Check(FatxVolume volume, bool repair, out FatxCheckReport report, CancellationToken cancellation = default)
    {
        volume.Invalidate();
        var checker = new FatxChecker(volume, repair, cancellation);
        report = checker._report;
        FatxStatus status = repair && volume.IsReadOnly ? FatxStatus.ReadOnly : checker.Run();
        volume.Invalidate();
        return status;
    }

    private FatxStatus Run()
    {
        var root = new FatxCheckFolder(null, string.Empty, _geometry.RootCluster, 0);
        if (CheckRoot(root) is not FatxStatus.Ok and var rootless)
        {
            return rootless;
        }

        if (Claim(root, _volume.Root, out uint clusters) is not FatxStatus.Ok and var failed)
        {
            return failed;
        }

        _open.Push(root with { Clusters = clusters });
        while (_open.TryPop(out FatxCheckFolder? folder))
        {
            _cancellation.ThrowIfCancellationRequested();
            if (CheckFolder(folder) is not FatxStatus.Ok and var broken)
            {
                return broken;
            }
        }

        return CheckLost();
    }

    /// <summary>The root cannot be made smaller than a cluster: if its first one counts as free, a repair takes it.</summary>
    private FatxStatus CheckRoot(FatxCheckFolder root)
    {
        FatxStatus status = _table.Get(_geometry.RootCluster, out uint entry);
        if (status != FatxStatus.Ok || entry != FatxTable.Free || !_repair)
        {
            return status;
        }

        _report.Add(FatxFindingKind.BrokenChain, () => root.PathOf(string.Empty), "The cluster of the root counts as free.");
        _report.Repaired++;
        return _table.Link(_geometry.RootCluster, FatxTable.End);
    }

    private FatxStatus CheckFolder(FatxCheckFolder folder)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        uint entries = (uint)Math.Min((ulong)folder.Clusters * _geometry.ClusterBytes / FatxEntry.Bytes, FatxGeometry.MaxEntries);
        for (uint index = 0; index < entries; index++)
        {
            if (_volume.Folder.Get(folder.FirstCluster, index, out ReadOnlySpan<byte> entry) is not FatxStatus.Ok and var unread)
            {
                return unread;
            }

            FatxEntryKind kind = FatxEntry.Kind(entry);
            if (kind == FatxEntryKind.End)
            {
                break;
            }

            if (kind == FatxEntryKind.Deleted)
            {
                continue;
            }

            FatxNode node = FatxEntry.Decode(entry, folder.FirstCluster, index);
            if (CheckEntry(folder, names, kind, node) is not FatxStatus.Ok and var failed)
            {
                return failed;
            }
        }

        return FatxStatus.Ok;
    }

    private FatxStatus CheckEntry(FatxCheckFolder folder, HashSet<string> names, FatxEntryKind kind, FatxNode node)
    {
        if (CheckName(folder, names, kind, ref node) is not FatxStatus.Ok and var unnamed)
        {
            return unnamed;
        }

        uint clusters = 0;
        if ((node.FirstCluster != 0 || node.IsDirectory) && Claim(folder, node, out clusters) is not FatxStatus.Ok and var failed)
        {
            return failed;
        }

        if (node.IsDirectory)
        {
            _report.Folders++;
            if (clusters > 0)
            {
                _open.Push(new FatxCheckFolder(folder, node.Name, node.FirstCluster, clusters));
            }

            return FatxStatus.Ok;
        }

        _report.Files++;
        return CheckSize(folder, node, clusters);
    }

    private FatxStatus CheckName(FatxCheckFolder folder, HashSet<string> names, FatxEntryKind kind, ref FatxNode node)
    {
        if (kind == FatxEntryKind.Live && names.Add(FatxName.Fold(node.Name)))
        {
            return FatxStatus.Ok;
        }

        string bad = node.Name;
        string place = string.Create(CultureInfo.InvariantCulture, $"entry {node.Index}");
        _report.Add(
            kind == FatxEntryKind.Live ? FatxFindingKind.DuplicateName : FatxFindingKind.BadName,
            () => folder.PathOf(kind == FatxEntryKind.Live ? bad : place),
            kind == FatxEntryKind.Live ? "Another entry of the folder has the same name." : "The name cannot be one.");
        if (!_repair)
        {
            return FatxStatus.Ok;
        }

        node = node with { Name = string.Create(CultureInfo.InvariantCulture, $"RECOVERED.{node.DirectoryCluster:X8}.{node.Index}") };
        names.Add(node.Name);
        _report.Repaired++;
        return _volume.Folder.Put(node);
    }

    private FatxStatus CheckSize(FatxCheckFolder folder, FatxNode node, uint clusters)
    {
        ulong room = (ulong)clusters * _geometry.ClusterBytes;
        if (node.Size <= room)
        {
            return FatxStatus.Ok;
        }

        _report.Add(FatxFindingKind.SizeTooLarge, () => folder.PathOf(node.Name), string.Create(CultureInfo.InvariantCulture, $"It says {node.Size} bytes and has clusters for {room}."));
        if (!_repair)
        {
            return FatxStatus.Ok;
        }

        // The entry may have changed when its chain was cut.
        if (_volume.Resolve(node.ToKey(), out FatxNode now) is not FatxStatus.Ok and var failed)
        {
            return failed;
        }

        _report.Repaired++;
        return _volume.Folder.Put(now with { Size = (uint)room });
    }

    /// <summary>Takes an entry's chain for it, up to where it breaks.</summary>
    private FatxStatus Claim(FatxCheckFolder folder, FatxNode node, out uint clusters)
    {
        clusters = 0;
        uint last = 0;
        for (uint cluster = node.FirstCluster; ;)
        {
            if (!_geometry.Holds(cluster))
            {
                return Cut(folder, node, last, FatxFindingKind.BrokenChain, $"Its chain leads to cluster {cluster}, which is not there.");
            }

            if (_table.Get(cluster, out uint next) is not FatxStatus.Ok and var unread)
            {
                return unread;
            }

            if (_owned[(int)cluster])
            {
                bool isLoop = IsWithin(node.FirstCluster, clusters, cluster);
                return Cut(folder, node, last, isLoop ? FatxFindingKind.Loop : FatxFindingKind.CrossLink, $"Its chain runs into cluster {cluster}, which {(isLoop ? "it went through before" : "belongs to another entry")}.");
            }

            if (next == FatxTable.Free)
            {
                return Cut(folder, node, last, FatxFindingKind.BrokenChain, $"Its chain leads to cluster {cluster}, which is free.");
            }

            _owned[(int)cluster] = true;
            _report.UsedClusters++;
            clusters++;
            last = cluster;
            if (next >= FatxTable.FirstEnd)
            {
                return FatxStatus.Ok;
            }

            cluster = next;
        }
    }

    private bool IsWithin(uint first, uint count, uint wanted)
    {
        uint cluster = first;
        for (uint i = 0; i < count; i++)
        {
            if (cluster == wanted)
            {
                return true;
            }

            if (_table.Next(cluster, out cluster) != FatxStatus.Ok)
            {
                break;
            }
        }

        return false;
    }

    /// <summary>Ends a chain behind its last good cluster; without one, a file becomes empty and a folder goes.</summary>
    private FatxStatus Cut(FatxCheckFolder folder, FatxNode node, uint last, FatxFindingKind kind, string detail)
    {
        _report.Add(kind, () => folder.PathOf(node.Name), detail);
        if (!_repair)
        {
            return FatxStatus.Ok;
        }

        _report.Repaired++;
        return last != 0 ? _table.Link(last, FatxTable.End)
            : node.IsDirectory ? _volume.Folder.Mark(node.DirectoryCluster, node.Index, FatxEntry.DeletedMark)
            : _volume.Folder.Put(node with { FirstCluster = 0, Size = 0 });
    }

    private FatxStatus CheckLost()
    {
        uint first = 0;
        for (uint cluster = 1; cluster <= _geometry.ClusterCount; cluster++)
        {
            if (_table.Get(cluster, out uint entry) is not FatxStatus.Ok and var unread)
            {
                return unread;
            }

            if (entry is FatxTable.Free or Bad || _owned[(int)cluster])
            {
                continue;
            }

            first = first == 0 ? cluster : first;
            _report.LostClusters++;
            if (_repair && _table.Set(cluster, FatxTable.Free) is not FatxStatus.Ok and var unset)
            {
                return unset;
            }
        }

        if (_report.LostClusters > 0)
        {
            _report.Add(FatxFindingKind.LostClusters, static () => string.Empty, string.Create(CultureInfo.InvariantCulture, $"{_report.LostClusters} clusters, the first of them {first}, are taken and belong to nothing."));
            _report.Repaired += _repair ? 1 : 0;
        }

        return _repair ? _table.Commit() : FatxStatus.Ok;
    }
}
