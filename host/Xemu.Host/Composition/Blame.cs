namespace Xemu.Host;

/// <summary>Finds the value, in a manifest or on the command line, that a component's message is about.</summary>
internal static class Blame
{
    /// <summary>The place of the path that the message quotes; else where the manifest has the component.</summary>
    public static SourcePlace Of(BoundComponent item, string message) => Find(item.Table, message) ?? item.Place;

    private static SourcePlace? Find(ManifestValue value, string message) => value switch
    {
        ManifestTable table => First(table.Entries.Select(static entry => entry.Value), message),
        ManifestArray array => First(array.Items, message),
        ManifestScalar { Text: { Length: > 0 } text } scalar when IsQuoted(text, scalar.Origin.Directory, message) => scalar.Place,
        _ => null,
    };

    private static SourcePlace? First(IEnumerable<ManifestValue> values, string message) =>
        values.Select(value => Find(value, message)).FirstOrDefault(static place => place is not null);

    private static bool IsQuoted(string text, string directory, string message) =>
        !text.Contains('\0') && message.Contains($"'{PathResolver.Resolve(text, directory)}'", StringComparison.Ordinal);
}
