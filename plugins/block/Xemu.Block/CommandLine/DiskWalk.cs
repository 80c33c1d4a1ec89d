using Xemu.Block.Fatx;

namespace Xemu.Block;

/// <summary>Walks over folders, also on damaged volumes: no folder is gone into twice, nor deeper than any path of the console.</summary>
internal static class DiskWalk
{
    private const int MaxDepth = 256;

    /// <summary>Lists a folder, folders before what is in them; a file lists itself.</summary>
    /// <exception cref="Abstractions.ComponentException">The place does not exist.</exception>
    public static IEnumerable<DiskEntry> List(DiskFile disk, DiskPath path, bool recursive, CancellationToken cancellation)
    {
        FatxVolume volume = disk.Mount(path);
        DiskText.Require(volume.Find([.. path.Names], out FatxNode start), path.ToString());
        return start.IsDirectory ? Walk(volume, new DiskEntry(path.ToString().TrimEnd('/'), start, -1), recursive, cancellation) : [new DiskEntry(path.ToString(), start, 0)];
    }

    /// <summary>Walks over what is in a folder.</summary>
    public static IEnumerable<DiskEntry> Walk(FatxVolume volume, DiskEntry start, bool recursive, CancellationToken cancellation)
    {
        var seen = new HashSet<uint> { start.Node.FirstCluster };
        var open = new Stack<(DiskEntry Folder, int Position)>([(start, 0)]);
        while (open.TryPop(out (DiskEntry Folder, int Position) at))
        {
            cancellation.ThrowIfCancellationRequested();
            FatxStatus status = volume.List(at.Folder.Node, at.Position, out FatxNode node, out int next);
            if (status != FatxStatus.Ok)
            {
                if (status != FatxStatus.NotFound)
                {
                    yield return at.Folder with { Problem = $"Folder '{DiskText.Printable(at.Folder.Path)}' cannot be read to its end ({status}); 'disk check' tells more." };
                }

                continue;
            }

            open.Push((at.Folder, next));
            var entry = new DiskEntry($"{at.Folder.Path}/{node.Name}", node, at.Folder.Depth + 1);
            yield return entry;
            if (recursive && node.IsDirectory)
            {
                if (entry.Depth < MaxDepth && seen.Add(node.FirstCluster))
                {
                    open.Push((entry, 0));
                }
                else
                {
                    yield return entry with { Problem = $"Folder '{DiskText.Printable(entry.Path)}' is too deep, or is on the disk twice; 'disk check' tells more." };
                }
            }
        }
    }
}
