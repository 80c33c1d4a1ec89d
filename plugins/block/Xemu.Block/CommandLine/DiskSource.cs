using Xemu.Abstractions;
using Xemu.Block.Fatx;

namespace Xemu.Block;

/// <summary>Files and folders on a disk that are copied elsewhere.</summary>
internal static class DiskSource
{
    /// <summary>Lists a file, or a folder with all that is in it, folders before what is in them.</summary>
    /// <exception cref="ComponentException">It does not exist, or the volume is damaged there.</exception>
    public static IEnumerable<CopyItem> List(DiskFile disk, DiskPath path, CancellationToken cancellation)
    {
        FatxVolume volume = disk.Mount(path);
        DiskText.Require(volume.Find([.. path.Names], out FatxNode start), path.ToString());
        yield return Item(volume, start, [], path.ToString());
        if (!start.IsDirectory)
        {
            yield break;
        }

        string root = path.ToString().TrimEnd('/');
        foreach (DiskEntry entry in DiskWalk.Walk(volume, new DiskEntry(root, start, -1), recursive: true, cancellation))
        {
            if (entry.Problem is { } problem)
            {
                throw new ComponentException(problem);
            }

            yield return Item(volume, entry.Node, entry.Path[(root.Length + 1)..].Split('/'), entry.Path);
        }
    }

    private static CopyItem Item(FatxVolume volume, FatxNode node, string[] relative, string shown) =>
        new(relative, node.IsDirectory, node.Size, node.Modified.ToDateTime(), shown, () => new Reader(volume, node, shown));

    private sealed class Reader(FatxVolume volume, FatxNode node, string shown) : CopyReader
    {
        public override int Read(ulong offset, Span<byte> destination)
        {
            FatxStatus status = volume.Read(node, offset, destination, out int count);
            DiskText.Require(status == FatxStatus.EndOfFile ? FatxStatus.Ok : status, shown);
            return count;
        }
    }
}
