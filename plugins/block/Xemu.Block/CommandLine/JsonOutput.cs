using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Xemu.Abstractions;
using Xemu.Block.Fatx;

namespace Xemu.Block;

/// <summary>JSON on standard output.</summary>
internal static class JsonOutput
{
    /// <summary>Prints what a writer is given.</summary>
    public static void Write(IVerbContext context, Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            write(json);
        }

        context.Output.WriteLine(Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length));
    }

    /// <summary>Writes an entry's attributes as text, <c>dhrsa</c> with a dash for each that is missing.</summary>
    public static string Attributes(FatxNode node) => string.Create(5, node, static (text, n) =>
    {
        text[0] = n.IsDirectory ? 'd' : '-';
        text[1] = (n.Attributes & FatxAttributes.Hidden) != 0 ? 'h' : '-';
        text[2] = (n.Attributes & FatxAttributes.ReadOnly) != 0 ? 'r' : '-';
        text[3] = (n.Attributes & FatxAttributes.System) != 0 ? 's' : '-';
        text[4] = (n.Attributes & FatxAttributes.Archive) != 0 ? 'a' : '-';
    });
}
