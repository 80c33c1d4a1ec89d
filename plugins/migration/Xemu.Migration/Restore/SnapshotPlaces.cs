namespace Xemu.Migration;

/// <summary>Addresses of snapshots, and where those lie that others build on.</summary>
internal static class SnapshotPlaces
{
    private const string FileScheme = "file:";

    /// <summary>An address as the user wrote it, or the one that a path stands for.</summary>
    public static string ToUri(string text) => HasScheme(text) ? text : FileScheme + Path.GetFullPath(text);

    /// <summary>The path of an address that names a file, or null.</summary>
    public static string? PathOf(string uri) =>
        uri.StartsWith(FileScheme, StringComparison.Ordinal) && !uri.Contains(",offset=", StringComparison.Ordinal) ? uri[FileScheme.Length..] : null;

    /// <summary>Where a parent may be: beside its child, and then where it was when the child was saved.</summary>
    public static IEnumerable<string> OfParent(string childUri, string parentUri)
    {
        if (PathOf(childUri) is { } child && PathOf(parentUri) is { } parent)
        {
            string beside = FileScheme + Path.Combine(Path.GetDirectoryName(Path.GetFullPath(child)) ?? string.Empty, Path.GetFileName(parent));
            yield return beside;
            if (beside == parentUri)
            {
                yield break;
            }
        }

        yield return parentUri;
    }

    /// <summary>An address that means the same from every folder.</summary>
    public static string Absolute(string uri) => PathOf(uri) is { } path ? FileScheme + Path.GetFullPath(path) : uri;

    // A letter alone before the colon would be a drive.
    private static bool HasScheme(string text) => text.IndexOf(':', StringComparison.Ordinal) is > 1 and int colon && text.AsSpan(0, colon).IndexOfAnyExceptInRange('a', 'z') < 0;
}
