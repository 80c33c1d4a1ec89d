using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Xemu.Monitor.Qmp;

/// <summary>The answer to a command.</summary>
internal sealed record QmpReply(JsonObject Message)
{
    /// <summary>Done once the answer is on its way.</summary>
    public Action? AfterReply { get; init; }

    /// <summary>An error without an id: the input was not understood.</summary>
    public static QmpReply Of(QmpException error) => new(ErrorOf(error));

    /// <summary>The body of an error.</summary>
    public static JsonObject ErrorOf(QmpException error) => new()
    {
        ["error"] = new JsonObject { ["class"] = error.ErrorClass, ["desc"] = error.Message },
    };

    /// <summary>The answer as it is sent.</summary>
    public byte[] ToLine() => ToLine(Message);

    /// <summary>A message as it is sent: one line, ended as the protocol says.</summary>
    public static byte[] ToLine(JsonObject message)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            message.WriteTo(writer);
        }

        buffer.Write("\r\n"u8);
        return buffer.WrittenSpan.ToArray();
    }
}
