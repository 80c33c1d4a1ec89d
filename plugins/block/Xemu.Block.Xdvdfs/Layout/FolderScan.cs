using System.Text;

namespace Xemu.Block.Xdvdfs;

/// <summary>Looks through a host folder for what goes on a disc.</summary>
/// <remarks>
/// Links to files are followed while they stay within the folder. Links that lead out of it, to folders, or nowhere are left out: a folder that is
/// linked from within itself would have no end.
/// </remarks>
internal sealed class FolderScan(string root, LayoutLimits limits)
{
    private int _entries;

    /// <summary>When the newest of what was found was changed.</summary>
    public DateTime Newest { get; private set; } = DateTime.UnixEpoch;

    /// <summary>Looks through the folder.</summary>
    /// <exception cref="LayoutException">It cannot be put on a disc.</exception>
    public HostEntry Run() => Folder(new DirectoryInfo(root), string.Empty, 0);

    private HostEntry Folder(DirectoryInfo folder, string name, int depth)
    {
        if (depth > limits.MaxDepth)
        {
            throw new LayoutException($"Folder '{folder.FullName}' lies deeper than the {limits.MaxDepth} folders within folders that a disc may have; move it up.");
        }

        var children = new List<HostEntry>();
        foreach (FileSystemInfo info in folder.EnumerateFileSystemInfos())
        {
            if (Entry(info, depth) is { } child)
            {
                Count(folder);
                children.Add(child);
            }
        }

        children.Sort(static (a, b) => string.Compare(a.Name, b.Name, StringComparison.OrdinalIgnoreCase));
        RefuseTwins(folder, children);
        return new HostEntry { Name = name, Path = folder.FullName, FileBytes = 0, Children = children };
    }

    private HostEntry? Entry(FileSystemInfo info, int depth)
    {
        bool isLink = info.LinkTarget is not null;
        if (info is DirectoryInfo folder)
        {
            return isLink ? null : Folder(folder, CheckName(info), depth + 1);
        }

        string? path = isLink ? HostPaths.Resolve(info.FullName) : info.FullName;
        return path is not null && HostPaths.IsWithin(root, path) && new FileInfo(path) is { Exists: true } file && !Directory.Exists(path)
            ? FileEntry(file, CheckName(info))
            : null;
    }

    private HostEntry FileEntry(FileInfo file, string name)
    {
        if (file.Length > uint.MaxValue)
        {
            throw new LayoutException($"File '{file.FullName}' has {file.Length} bytes, and a file on a disc has at most {uint.MaxValue}; leave it out or split it.");
        }

        Newest = file.LastWriteTimeUtc > Newest ? file.LastWriteTimeUtc : Newest;
        return new HostEntry { Name = name, Path = file.FullName, FileBytes = (uint)file.Length };
    }

    private void Count(DirectoryInfo folder)
    {
        if (++_entries > limits.MaxEntries)
        {
            throw new LayoutException($"Folder '{root}' holds more than the {limits.MaxEntries} files and folders that a disc may have (the last one looked at is '{folder.FullName}'); name a folder with a program in it.");
        }
    }

    /// <summary>Names on discs are bytes (Latin-1).</summary>
    private static string CheckName(FileSystemInfo info)
    {
        string name = info.Name;
        return name.Length <= XdvdfsFormat.MaxNameBytes && name.All(static c => c is >= ' ' and <= '\xFF' and not '\\') && Encoding.Latin1.GetByteCount(name) == name.Length
            ? name
            : throw new LayoutException($"Name '{info.FullName}' cannot be on a disc: at most {XdvdfsFormat.MaxNameBytes} Latin-1 characters without '\\'; rename it.");
    }

    /// <summary>The host may tell names apart by case; a disc does not.</summary>
    private static void RefuseTwins(DirectoryInfo folder, List<HostEntry> children)
    {
        for (int i = 1; i < children.Count; i++)
        {
            if (string.Equals(children[i].Name, children[i - 1].Name, StringComparison.OrdinalIgnoreCase))
            {
                throw new LayoutException($"Folder '{folder.FullName}' holds both '{children[i - 1].Name}' and '{children[i].Name}', which are one name on a disc; rename one.");
            }
        }
    }
}
