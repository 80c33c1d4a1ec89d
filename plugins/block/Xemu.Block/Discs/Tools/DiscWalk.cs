using Xemu.Block.Xdvdfs;

namespace Xemu.Block;

/// <summary>Goes through all of a disc, directories before what is in them. A hostile disc may nest without end: depth and number are bounded.</summary>
internal sealed class DiscWalk(XdvdfsVolume volume)
{
    private const int MaxDepth = 100;
    private const int MaxEntries = 1_000_000;
    private int _entries;

    /// <summary>What was wrong with directories; what could be read was given all the same.</summary>
    public DiscProblems Problems { get; } = new();

    /// <summary>Gives the entries, with their paths from the root, without a slash at the front.</summary>
    public IEnumerable<(string Path, XdvdfsNode Node)> Run()
    {
        var open = new Stack<(string Path, XdvdfsNode Directory, int Position, int Depth)>();
        open.Push((string.Empty, volume.Root, 0, 0));
        while (open.TryPop(out (string Path, XdvdfsNode Directory, int Position, int Depth) at))
        {
            XdvdfsStatus status = volume.List(at.Directory, at.Position, out XdvdfsNode node, out int next);
            if (status != XdvdfsStatus.Done)
            {
                Note(status, at.Path);
                continue;
            }

            if (++_entries > MaxEntries)
            {
                Problems.Add($"The disc has more than {MaxEntries} entries; the rest is left out.");
                yield break;
            }

            string path = at.Path.Length == 0 ? node.Name : $"{at.Path}/{node.Name}";
            open.Push(at with { Position = next });
            yield return (path, node);
            if (node.IsDirectory)
            {
                Enter(open, path, node, at.Depth + 1);
            }
        }
    }

    private void Enter(Stack<(string Path, XdvdfsNode Directory, int Position, int Depth)> open, string path, XdvdfsNode node, int depth)
    {
        if (depth > MaxDepth || open.Any(a => a.Directory.StartSector == node.StartSector && a.Directory.SizeBytes == node.SizeBytes && node.SizeBytes > 0))
        {
            Problems.Add($"Directory '{DiscNames.Show(path)}' lies within itself or deeper than {MaxDepth} directories, and is left out.");
            return;
        }

        open.Push((path, node, 0, depth));
    }

    private void Note(XdvdfsStatus status, string path)
    {
        if (status != XdvdfsStatus.NoMoreEntries)
        {
            Problems.Add($"Directory '/{DiscNames.Show(path)}' {(status == XdvdfsStatus.ReadError ? "cannot be read" : "is damaged")}; what is missing there is left out.");
        }
    }
}
