using System.Buffers;
using System.Globalization;
using System.IO.Hashing;
using System.Text;
using System.Text.Json;

namespace Xemu.Migration.Format;

/// <summary>Our own object in the description, and the checksum of the description itself, which are its last sixteen digits.</summary>
/// <remarks>
/// <c>"xemu":{"format":1, …, "checksums":{"prefix":H,"sections":[{"name":N,"instance":I,"hash":H}],"blocks":[{"name":N,"bitmap":H,"chunks":TEXT}],"description":H}}</c>
/// </remarks>
internal static class XemuJson
{
    public const int Format = 1;

    private const string End = "\"}}}";
    private const int DigitCount = 16;

    public static ReadOnlySpan<byte> Write(SnapshotChecksums checksums, Action<Utf8JsonWriter>? extra)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("format", Format);
            extra?.Invoke(json);
            json.WriteStartObject("checksums");
            json.WriteString("prefix", Hex(checksums.Prefix));
            json.WriteStartArray("sections");
            foreach (SectionChecksum section in checksums.Sections)
            {
                json.WriteStartObject();
                json.WriteString("name", section.Name);
                json.WriteNumber("instance", section.Instance);
                json.WriteString("hash", Hex(section.Hash));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("blocks");
            foreach (BlockChecksums block in checksums.Blocks)
            {
                json.WriteStartObject();
                json.WriteString("name", block.Name);
                json.WriteString("bitmap", Hex(block.Bitmap));
                json.WriteString("chunks", block.ToText());
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("description", Hex(0));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan;
    }

    /// <summary>Closes the object whose members are given, and puts its checksum in.</summary>
    public static ReadOnlySpan<byte> Seal(ReadOnlySpan<byte> members)
    {
        // QEMU's script takes the first brace behind the last zero byte for the beginning of the JSON: no byte of the length may look like one.
        int blanks = 0;
        while (LooksLikeBrace((uint)(members.Length + 2 + blanks)))
        {
            blanks++;
        }

        byte[] json = new byte[members.Length + 2 + blanks];
        json.AsSpan().Fill((byte)' ');
        json[0] = (byte)'{';
        members.CopyTo(json.AsSpan(1 + blanks));
        json[^1] = (byte)'}';
        int covered = json.Length - End.Length - DigitCount;
        Encoding.ASCII.GetBytes(Hex(XxHash3.HashToUInt64(json.AsSpan(0, covered))), json.AsSpan(covered));
        return json;
    }

    /// <summary>Whether the description's own checksum is right.</summary>
    public static bool IsSealed(ReadOnlySpan<byte> json)
    {
        int covered = json.Length - End.Length - DigitCount;
        return covered > 0
            && json[(covered + DigitCount)..].SequenceEqual(Encoding.ASCII.GetBytes(End))
            && json.Slice(covered, DigitCount).SequenceEqual(Encoding.ASCII.GetBytes(Hex(XxHash3.HashToUInt64(json[..covered]))));
    }

    public static SnapshotChecksums Read(JsonElement xemu)
    {
        int format = Json.Int32(Json.Member(xemu, "format", "xemu"), "xemu.format");
        if (format != Format)
        {
            throw new SnapshotFormatException($"The snapshot is of our format {format}; this version reads format {Format}.");
        }

        JsonElement checksums = Json.Member(xemu, "checksums", "xemu");
        var sections = new List<SectionChecksum>();
        foreach (JsonElement section in Json.Items(checksums, "sections", FormatLimits.Sections))
        {
            sections.Add(new SectionChecksum(
                Json.Text(section, "name", FormatLimits.NameBytes),
                Json.UInt32(Json.Member(section, "instance", "sections"), "instance"),
                Hash(section, "hash")));
        }

        var blocks = new List<BlockChecksums>();
        foreach (JsonElement block in Json.Items(checksums, "blocks", FormatLimits.RamBlocks))
        {
            string name = Json.Text(block, "name", FormatLimits.NameBytes);
            string chunks = Json.Text(block, "chunks", FormatLimits.DescriptionBytes);
            blocks.Add(new BlockChecksums(name, Hash(block, "bitmap"), BlockChecksums.ParseChunks(name, chunks)));
        }

        return new SnapshotChecksums(Hash(checksums, "prefix"), sections, blocks);
    }

    private static ulong Hash(JsonElement parent, string name)
    {
        string text = Json.Text(parent, name, DigitCount);
        return text.Length == DigitCount && ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong hash)
            ? hash
            : throw new SnapshotFormatException($"The description's '{name}' is '{text}', not a checksum of {DigitCount} hexadecimal digits.");
    }

    private static string Hex(ulong value) => value.ToString("x16", CultureInfo.InvariantCulture);

    private static bool LooksLikeBrace(uint length) =>
        (byte)length == '{' || (byte)(length >> 8) == '{' || (byte)(length >> 16) == '{' || (byte)(length >> 24) == '{';
}
