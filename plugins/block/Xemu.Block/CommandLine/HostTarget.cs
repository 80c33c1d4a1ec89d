using Xemu.Abstractions;

namespace Xemu.Block;

/// <summary>A file or folder of the host that copies from a disk go to. Nothing is written outside of it, whatever the names on the disk are.</summary>
internal sealed class HostTarget(string root) : ICopyTarget
{
    private const int PieceBytes = 1 << 20;

    /// <inheritdoc/>
    public CopyKind KindOf(IReadOnlyList<string> path)
    {
        string full = PathOf(path);
        return path.Count > 0 && IsLink(full) ? CopyKind.File
            : Directory.Exists(full) ? CopyKind.Folder
            : File.Exists(full) || IsLink(full) ? CopyKind.File
            : CopyKind.None;
    }

    /// <inheritdoc/>
    public void Check(IReadOnlyList<string> path, CopyItem item) => PathOf(path);

    /// <inheritdoc/>
    public void MakeFolder(IReadOnlyList<string> path, CopyItem item) => Directory.CreateDirectory(PathOf(path));

    /// <inheritdoc/>
    /// <remarks>The file gets its name when it is complete, which replaces a link and does not follow it.</remarks>
    public void WriteFile(IReadOnlyList<string> path, CopyItem item, Action<int> written)
    {
        string full = PathOf(path);
        string folder = Path.GetDirectoryName(full)!;
        if (!Directory.Exists(folder))
        {
            throw new ComponentException($"Folder '{folder}' does not exist; make it first.");
        }

        string part = Path.Combine(folder, $".{Guid.NewGuid():N}.part");
        try
        {
            using (CopyReader reader = item.Open())
            using (var stream = new FileStream(part, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                Copy(reader, item, stream, written);
            }

            File.SetLastWriteTimeUtc(part, item.Modified);
            File.Move(part, full, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }
    }

    private static void Copy(CopyReader reader, CopyItem item, FileStream stream, Action<int> written)
    {
        byte[] piece = new byte[(int)Math.Min(PieceBytes, Math.Max(item.Size, 1))];
        for (ulong offset = 0; offset < item.Size;)
        {
            int count = reader.Read(offset, piece);
            if (count == 0)
            {
                throw new ComponentException($"'{DiskText.Printable(item.Shown)}' ended early; 'disk check' tells more.");
            }

            stream.Write(piece, 0, count);
            offset += (ulong)count;
            written(count);
        }
    }

    /// <summary>The path of a place; every folder on the way is one, not a link that leads elsewhere.</summary>
    private string PathOf(IReadOnlyList<string> path)
    {
        string full = root;
        for (int i = 0; i < path.Count; i++)
        {
            string name = path[i];
            if (name.Length == 0 || name is "." or ".." || name.AsSpan().ContainsAny(Path.GetInvalidFileNameChars()) || Path.GetFileName(name) != name)
            {
                throw new ComponentException($"'{DiskText.Printable(name)}' on the disk cannot be a name on the host; rename it first.");
            }

            if (i > 0 && IsLink(full))
            {
                throw new ComponentException($"'{full}' is a link, and what is copied must not leave '{root}'; remove the link or copy elsewhere.");
            }

            full = Path.Combine(full, name);
        }

        return full;
    }

    private static bool IsLink(string path) => new FileInfo(path).LinkTarget is not null;
}
