namespace Xemu.Host;

/// <summary>Makes paths of manifests absolute.</summary>
internal static class PathResolver
{
    /// <summary><c>~/</c> starts at the user's home, <c>data:/</c> at the platform's data directory, anything else at a folder.</summary>
    public static string Resolve(string text, string directory)
    {
        if (text == "~" || text.StartsWith("~/", StringComparison.Ordinal))
        {
            return Path.GetFullPath(text[1..].TrimStart('/'), HostPaths.Home);
        }

        const string Data = "data:/";
        return text.StartsWith(Data, StringComparison.Ordinal)
            ? Path.GetFullPath(text[Data.Length..].TrimStart('/'), HostPaths.DataDirectory)
            : Path.GetFullPath(text, directory);
    }
}
