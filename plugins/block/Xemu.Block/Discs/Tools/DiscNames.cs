namespace Xemu.Block;

/// <summary>Names that come from discs, and may be hostile.</summary>
internal static class DiscNames
{
    /// <summary>Whether a name is good for one file in a folder of the host, and for nothing else.</summary>
    public static bool IsSafe(string name) =>
        name is not "" and not "." and not ".." && !name.AsSpan().ContainsAny('/', '\\', ':') && !name.Any(char.IsControl);

    /// <summary>A name for people: control characters would do things to a terminal.</summary>
    public static string Show(string name) => string.Concat(name.Select(static c => char.IsControl(c) ? '?' : c));
}
