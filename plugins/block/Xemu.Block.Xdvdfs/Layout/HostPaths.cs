namespace Xemu.Block.Xdvdfs;

/// <summary>Says where a host path really leads.</summary>
internal static class HostPaths
{
    /// <summary>As the kernel of Linux allows.</summary>
    private const int MaxLinks = 40;

    /// <summary>Follows all links on the way.</summary>
    /// <param name="path">An absolute path.</param>
    /// <returns>The path without links; null when links go in a circle.</returns>
    public static string? Resolve(string path)
    {
        int links = 0;
        string done = Path.GetPathRoot(path) ?? "/";
        var open = new Stack<string>();
        PushParts(open, path);
        while (open.TryPop(out string? part))
        {
            string next = part == ".." ? Path.GetDirectoryName(done) ?? done : Path.Combine(done, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                done = next;
                continue;
            }

            if (++links > MaxLinks)
            {
                return null;
            }

            done = Path.IsPathRooted(target) ? Path.GetPathRoot(target)! : done;
            PushParts(open, target);
        }

        return done;
    }

    /// <summary>Whether a path without links lies in a folder, also without links.</summary>
    public static bool IsWithin(string folder, string path) =>
        path.StartsWith(folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static void PushParts(Stack<string> open, string path)
    {
        string[] parts = path[(Path.GetPathRoot(path)?.Length ?? 0)..].Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar);
        for (int i = parts.Length - 1; i >= 0; i--)
        {
            if (parts[i] is not "" and not ".")
            {
                open.Push(parts[i]);
            }
        }
    }
}
