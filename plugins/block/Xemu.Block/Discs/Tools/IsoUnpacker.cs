using Xemu.Abstractions;
using Xemu.Block.Xdvdfs;

namespace Xemu.Block;

/// <summary><c>iso unpack FILE FOLDER</c>: writes what a disc holds into a folder, and nowhere else: names that are no plain names are left out, and no link is followed.</summary>
internal sealed class IsoUnpacker(IVerbContext context, DiscFile disc, string folder)
{
    private const int ChunkBytes = 1 << 20;

    /// <summary>A hostile disc may name the same sectors many times over.</summary>
    private const ulong MaxTimesTheDisc = 8;

    private readonly DiscProblems _problems = new();
    private readonly byte[] _chunk = new byte[ChunkBytes];
    private ulong _bytes;

    /// <summary>Path of the directory that was left out last. What is in it follows at once: no more need be remembered.</summary>
    private string? _leftOut;

    /// <summary>Files that were written.</summary>
    public int Files { get; private set; }

    /// <summary>Unpacks.</summary>
    /// <returns>What was left out, a line each.</returns>
    /// <exception cref="IOException">The host could not write.</exception>
    public IReadOnlyList<string> Run()
    {
        Directory.CreateDirectory(folder);
        var walk = new DiscWalk(disc.Volume);
        using var progress = new PercentLine(context, "unpacking", disc.Volume.SizeBytes);
        foreach ((string path, XdvdfsNode node) in walk.Run())
        {
            context.Cancellation.ThrowIfCancellationRequested();
            if (Target(path, node) is not { } target)
            {
                continue;
            }

            if (node.IsDirectory)
            {
                Directory.CreateDirectory(target);
            }
            else if (!TryWrite(node, path, target, progress))
            {
                break;
            }
        }

        return [.. _problems.Lines, .. walk.Problems.Lines];
    }

    /// <summary>Where an entry goes, or null. What lies in a directory that was left out is left out too.</summary>
    private string? Target(string path, XdvdfsNode node)
    {
        if (IsLeftOut(path.AsSpan(0, Math.Max(0, path.Length - node.Name.Length - 1))))
        {
            return null;
        }

        string target = Path.Combine(folder, path);
        string? problem = !DiscNames.IsSafe(node.Name) ? "has a name that no file of a folder can have"
            : new FileInfo(target).LinkTarget is not null ? $"would be written through the link '{target}'"
            : node.IsDirectory && File.Exists(target) ? $"is a directory, and '{target}' is a file"
            : !node.IsDirectory && Directory.Exists(target) ? $"is a file, and '{target}' is a folder"
            : null;
        if (problem is null)
        {
            return target;
        }

        _leftOut = node.IsDirectory ? path : _leftOut;
        _problems.Add($"'{DiscNames.Show(path)}' {problem}, and is left out.");
        return null;
    }

    private bool IsLeftOut(ReadOnlySpan<char> parent) =>
        _leftOut is not null && parent.StartsWith(_leftOut, StringComparison.Ordinal) && (parent.Length == _leftOut.Length || parent[_leftOut.Length] == '/');

    private bool TryWrite(XdvdfsNode node, string path, string target, PercentLine progress)
    {
        _bytes += node.SizeBytes;
        if (_bytes > disc.Volume.SizeBytes * MaxTimesTheDisc)
        {
            _problems.Add($"'{DiscNames.Show(path)}' and what follows is left out: the disc's files are larger than {MaxTimesTheDisc} times the disc.");
            return false;
        }

        XdvdfsStatus status;
        using (FileStream file = new(target, FileMode.Create, FileAccess.Write))
        {
            status = CopyTo(file, node, progress);
        }

        if (status == XdvdfsStatus.Done)
        {
            Files++;
            return true;
        }

        File.Delete(target);
        _problems.Add($"'{DiscNames.Show(path)}' {(status == XdvdfsStatus.Damaged ? "lies beyond the disc's end" : "cannot be read")}, and is left out.");
        return true;
    }

    private XdvdfsStatus CopyTo(FileStream file, XdvdfsNode node, PercentLine progress)
    {
        for (ulong done = 0; done < node.SizeBytes;)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            XdvdfsStatus status = disc.Volume.Read(node, done, _chunk, out int count);
            if (status != XdvdfsStatus.Done)
            {
                return status;
            }

            file.Write(_chunk, 0, count);
            progress.Add(count);
            done += (ulong)count;
        }

        return XdvdfsStatus.Done;
    }
}
