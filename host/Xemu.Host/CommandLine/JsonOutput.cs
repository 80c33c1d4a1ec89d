using System.Text.Encodings.Web;
using System.Text.Json;

namespace Xemu.Host;

/// <summary>How the host writes JSON.</summary>
internal static class JsonOutput
{
    // The relaxed encoder leaves quotes and dashes readable; the output is no web page.
    public static JsonSerializerOptions Options { get; } = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
