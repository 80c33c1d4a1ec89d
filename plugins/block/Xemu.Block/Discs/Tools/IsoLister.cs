using System.Globalization;
using System.Text;
using System.Text.Json;
using Xemu.Abstractions;
using Xemu.Block.Xdvdfs;

namespace Xemu.Block;

/// <summary><c>iso ls FILE [--json]</c>: what a disc holds.</summary>
internal static class IsoLister
{
    /// <summary>Lists.</summary>
    /// <returns>What is wrong with directories, a line each.</returns>
    public static IReadOnlyList<string> List(IVerbContext context, DiscFile disc, bool asJson)
    {
        var walk = new DiscWalk(disc.Volume);
        if (asJson)
        {
            WriteJson(context, walk);
        }
        else
        {
            foreach ((string path, XdvdfsNode node) in walk.Run())
            {
                context.Output.WriteLine(node.IsDirectory
                    ? $"{string.Empty,10}  {DiscNames.Show(path)}/"
                    : string.Create(CultureInfo.InvariantCulture, $"{node.SizeBytes,10}  {DiscNames.Show(path)}"));
            }
        }

        return walk.Problems.Lines;
    }

    private static void WriteJson(IVerbContext context, DiscWalk walk)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartArray();
            foreach ((string path, XdvdfsNode node) in walk.Run())
            {
                json.WriteStartObject();
                json.WriteString("path", path);
                json.WriteBoolean("directory", node.IsDirectory);
                json.WriteNumber("size", node.SizeBytes);
                json.WriteNumber("sector", node.StartSector);
                json.WriteNumber("attributes", node.Attributes);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        context.Output.WriteLine(Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length));
    }
}
