using System.Globalization;
using System.Text.Json.Nodes;

namespace Xemu.Host.Tests;

/// <summary>A manifest as JSON, the way an editor hands it to a schema validator.</summary>
internal static class TomlJson
{
    public static string Read(string path)
    {
        var diagnostics = new Diagnostics();
        ManifestTable? table = TomlReader.Read(File.ReadAllText(path), new ManifestOrigin(path, "/", 0), diagnostics);
        Assert.True(table is not null, string.Join('\n', diagnostics.Errors));
        return Convert(table)!.ToJsonString();
    }

    private static JsonNode? Convert(ManifestValue value) => value switch
    {
        ManifestTable table => new JsonObject(table.Entries.Select(entry => KeyValuePair.Create(entry.Key, Convert(entry.Value)))),
        ManifestArray array => new JsonArray([.. array.Items.Select(Convert)]),
        ManifestScalar { Value: string text } => text,
        ManifestScalar { Value: bool flag } => flag,
        ManifestScalar { Value: Int128 number } => (decimal)number,
        ManifestScalar { Value: double number } => double.IsFinite(number) ? number : number.ToString(CultureInfo.InvariantCulture),
        ManifestScalar scalar => scalar.Literal,
        _ => null,
    };
}
