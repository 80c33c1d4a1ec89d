namespace Xemu.Kernel.Hle;

/// <summary>Walks the part of a path that a volume parses. There is no way up: <c>..</c> and <c>.</c> are names that no file has.</summary>
internal static class FilePaths
{
    /// <summary>More parts than any path of 260 characters has.</summary>
    private const int MostParts = 130;

    /// <summary>Finds a file.</summary>
    /// <param name="files">The volume.</param>
    /// <param name="path">The path, starting with a backslash; doubled and trailing ones are left out.</param>
    /// <param name="node">The file.</param>
    /// <param name="parent">Its folder; also when only the file is missing.</param>
    /// <param name="name">Its name.</param>
    /// <returns>ObjectNameNotFound when only the file is missing, ObjectPathNotFound when a folder on the way is.</returns>
    public static uint Find(IFileSystem files, string path, out FileNode node, out FileNode parent, out string name)
    {
        node = files.Root;
        parent = files.Root;
        name = string.Empty;
        string[] parts = path.Split('\\', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length > MostParts)
        {
            return NtStatus.ObjectNameInvalid;
        }

        for (int i = 0; i < parts.Length; i++)
        {
            parent = node;
            name = parts[i];
            bool isLast = i == parts.Length - 1;
            if (!parent.IsDirectory)
            {
                return NtStatus.ObjectPathNotFound;
            }

            uint status = files.Child(parent, name, out node);
            if (status != NtStatus.Success)
            {
                return status == NtStatus.ObjectNameNotFound && !isLast ? NtStatus.ObjectPathNotFound : status;
            }
        }

        return NtStatus.Success;
    }
}
