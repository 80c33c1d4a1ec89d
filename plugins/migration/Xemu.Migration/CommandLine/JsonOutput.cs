using System.Text;
using System.Text.Json;
using Xemu.Abstractions;

namespace Xemu.Migration;

/// <summary>JSON on standard output.</summary>
internal static class JsonOutput
{
    public static void Write(IVerbContext context, Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true }))
        {
            write(json);
        }

        context.Output.WriteLine(Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length));
    }
}
