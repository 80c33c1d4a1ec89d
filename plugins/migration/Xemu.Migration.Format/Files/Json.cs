using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Xemu.Migration.Format;

/// <summary>Reads hostile JSON: what is missing, of another type, or no text is one sentence.</summary>
internal static class Json
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 4 * FormatLimits.StructDepth + 16 };

    /// <summary>Parses an object. Every text and name in it is UTF-8, so that no later look-up throws.</summary>
    public static JsonElement Parse(ReadOnlyMemory<byte> text, long position)
    {
        try
        {
            CheckText(text.Span, position);
            using var document = JsonDocument.Parse(text, Options);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw new SnapshotFormatException($"The description at {Wire.Hex(position)} is no JSON object.");
        }
        catch (JsonException e)
        {
            throw new SnapshotFormatException(
                $"The description at {Wire.Hex(position)} is no JSON: line {e.LineNumber}, byte {e.BytePositionInLine} cannot be read.", e);
        }
    }

    private static void CheckText(ReadOnlySpan<byte> text, long position)
    {
        if (!Utf8.IsValid(text))
        {
            throw new SnapshotFormatException($"The description at {Wire.Hex(position)} is no UTF-8 text.");
        }

        // Escapes can still make half a character, which JsonElement throws at only when it is compared or read.
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = Options.MaxDepth });
        while (reader.Read())
        {
            if (reader.ValueIsEscaped && !IsWhole(ref reader))
            {
                throw new SnapshotFormatException($"The description at {Wire.Hex(position)} has half a character at byte {reader.TokenStartIndex}.");
            }
        }
    }

    private static bool IsWhole(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() is not null;
        }
        catch (InvalidOperationException)
        {
            // The reader has no other way to say that an escape is half a surrogate pair.
            return false;
        }
    }

    public static JsonElement Member(JsonElement parent, string name, string where)
    {
        if (parent.ValueKind != JsonValueKind.Object || !parent.TryGetProperty(name, out JsonElement member))
        {
            throw new SnapshotFormatException($"The description lacks '{name}' in '{where}'.");
        }

        return member;
    }

    public static string Text(JsonElement parent, string name, int maxBytes)
    {
        JsonElement member = Member(parent, name, "an entry");
        if (member.ValueKind != JsonValueKind.String)
        {
            throw new SnapshotFormatException($"The description's '{name}' is {Kind(member)}, not text.");
        }

        string text = member.GetString()!;
        return Encoding.UTF8.GetByteCount(text) <= maxBytes
            ? text
            : throw new SnapshotFormatException($"The description's '{name}' has {text.Length} characters; at most {maxBytes} bytes are read.");
    }

    public static long Int64(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number)
            ? number
            : throw new SnapshotFormatException($"The description's '{name}' is {Kind(value)}, not a whole number in range.");

    public static int Int32(JsonElement value, string name) => (int)Range(Int64(value, name), int.MinValue, int.MaxValue, name);

    public static uint UInt32(JsonElement value, string name) => (uint)Range(Int64(value, name), 0, uint.MaxValue, name);

    public static long Range(long value, long least, long most, string name) =>
        value >= least && value <= most
            ? value
            : throw new SnapshotFormatException($"The description's '{name}' is {value}; {least} to {most} is read.");

    public static JsonElement.ArrayEnumerator Items(JsonElement parent, string name, int maxItems)
    {
        JsonElement member = Member(parent, name, "an entry");
        if (member.ValueKind != JsonValueKind.Array || member.GetArrayLength() > maxItems)
        {
            throw new SnapshotFormatException($"The description's '{name}' is {Kind(member)}, not a list of at most {maxItems}.");
        }

        return member.EnumerateArray();
    }

    private static string Kind(JsonElement value) => value.ValueKind.ToString().ToLowerInvariant();
}
