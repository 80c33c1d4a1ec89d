namespace Xemu.Kernel.Hle;

/// <summary>Walks the part of a path that a volume parses. There is no way up: <c>..</c> and <c>.</c> are names that no file has, and neither is an empty one between two backslashes.</summary>
/// <remarks>Empty names: Microsoft's fastfat sample, and nboxkrnl io/hdd/fatx.cpp.</remarks>
internal static class FilePaths
{
    /// <summary>Longest path on a volume: what launch data holds (nxdk lib/xboxkrnl/xboxkrnl.h, LAUNCH_DATA_PAGE). That the console ends there: unverified.</summary>
    public const int MostCharacters = 520;

    /// <summary>Finds a file.</summary>
    /// <param name="files">The volume.</param>
    /// <param name="path">The path, starting with a backslash; one at its end is left out.</param>
    /// <param name="node">The file.</param>
    /// <param name="parent">Its folder; also when only the file is missing.</param>
    /// <param name="name">Its name.</param>
    /// <returns>ObjectNameNotFound when only the file is missing, ObjectPathNotFound when a folder on the way is.</returns>
    public static uint Find(IFileSystem files, string path, out FileNode node, out FileNode parent, out string name)
    {
        uint status = Find(files, files.Root, "\\", path, out FilePlace place);
        (node, parent, name) = (place.Node, place.Parent, place.Name);
        return status;
    }

    /// <summary>Finds a file from a folder on.</summary>
    /// <param name="files">The volume.</param>
    /// <param name="start">The folder, or the file itself when the path is empty.</param>
    /// <param name="startPath">Its path.</param>
    /// <param name="path">The rest of the path.</param>
    /// <param name="place">What was found, as far as it was.</param>
    public static uint Find(IFileSystem files, FileNode start, string startPath, string path, out FilePlace place)
    {
        string[] parts = Split(path);
        place = new FilePlace(start, start, string.Empty, startPath);
        if (startPath.Length + path.Length > MostCharacters)
        {
            return NtStatus.ObjectNameInvalid;
        }

        for (int i = 0; i < parts.Length; i++)
        {
            FileNode parent = place.Node;
            place = new FilePlace(default, parent, parts[i], Join(place.Path, parts[i]));
            if (!parent.IsDirectory)
            {
                return NtStatus.ObjectPathNotFound;
            }

            uint status = files.Child(parent, parts[i], out FileNode node);
            if (status == NtStatus.ObjectNameNotFound)
            {
                return !files.IsValidName(parts[i]) ? NtStatus.ObjectNameInvalid : i < parts.Length - 1 ? NtStatus.ObjectPathNotFound : status;
            }

            if (status != NtStatus.Success)
            {
                return status;
            }

            place = place with { Node = node, Path = Join(place.Path[..place.Path.LastIndexOf('\\')], node.Name) };
        }

        return NtStatus.Success;
    }

    private static string[] Split(string path)
    {
        string names = path.StartsWith('\\') ? path[1..] : path;
        names = names.Length > 1 && names.EndsWith('\\') ? names[..^1] : names;
        return names.Length == 0 ? [] : names.Split('\\');
    }

    /// <summary>The path of a name in a folder.</summary>
    public static string Join(string folder, string name) => folder.EndsWith('\\') ? folder + name : folder + "\\" + name;
}
