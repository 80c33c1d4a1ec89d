using Xemu.Abstractions;

namespace Xemu.Block;

/// <summary>A place on the command line: <c>IMAGE::E:/path</c> in an image, anything else on the host.</summary>
/// <param name="Image">The image's full path, or null for a place on the host.</param>
/// <param name="Partition">The partition's letter or number as it was written; empty on the host.</param>
/// <param name="Names">The path in the image, name by name; empty on the host.</param>
/// <param name="Host">The path on the host, or the text as it was written.</param>
/// <param name="MustBeFolder">Whether it ends with a separator.</param>
internal sealed record DiskPath(string? Image, string Partition, IReadOnlyList<string> Names, string Host, bool MustBeFolder)
{
    /// <summary>Makes any text a place on the host.</summary>
    public const string HostPrefix = "host:";

    private const string Mark = "::";

    /// <summary>Whether it lies in an image.</summary>
    public bool IsInImage => Image is not null;

    /// <summary>Reads an operand.</summary>
    /// <exception cref="ComponentException">It means a file of the host as well, or has an empty part.</exception>
    public static DiskPath Parse(string text)
    {
        if (text.StartsWith(HostPrefix, StringComparison.Ordinal))
        {
            return OnHost(text[HostPrefix.Length..]);
        }

        int at = text.LastIndexOf(Mark, StringComparison.Ordinal);
        if (at <= 0 || SplitInner(text[(at + Mark.Length)..]) is not { } inner)
        {
            return OnHost(text);
        }

        if (Path.Exists(text))
        {
            throw new ComponentException($"'{text}' is a file of the host and a place in an image; write '{HostPrefix}{text}' for the file, or an absolute path of the image.");
        }

        return inner with { Image = Path.GetFullPath(text[..at]), Host = text };
    }

    /// <summary>Reads the part within an image: <c>E:/path</c>; the separators / and \ are the same.</summary>
    /// <exception cref="ComponentException">It is none.</exception>
    public static DiskPath ParseInner(string image, string text) => SplitInner(text) is { } inner
        ? inner with { Image = Path.GetFullPath(image), Host = text }
        : throw new ComponentException($"'{text}' is no place on a disk; write a partition's letter or number, a colon and a path: E:/UDATA.");

    /// <summary>The place as it is shown.</summary>
    public override string ToString() => IsInImage ? $"{Partition}:/{string.Join('/', Names)}" : Host;

    private static DiskPath OnHost(string path) => path.Length > 0
        ? new DiskPath(null, string.Empty, [], Path.GetFullPath(path), path.EndsWith('/') || path.EndsWith(Path.DirectorySeparatorChar))
        : throw new ComponentException("A path is empty; name a file or folder.");

    private static DiskPath? SplitInner(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string partition = colon > 0 ? text[..colon].ToUpperInvariant() : string.Empty;
        string path = text[(colon + 1)..];
        bool isPartition = partition.Length is 1 or 2 && (partition.All(char.IsAsciiDigit) || (partition.Length == 1 && char.IsAsciiLetter(partition[0])));
        return isPartition && (path.Length == 0 || path[0] is '/' or '\\')
            ? new DiskPath(null, partition, path.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries), text, path.EndsWith('/') || path.EndsWith('\\'))
            : null;
    }
}
