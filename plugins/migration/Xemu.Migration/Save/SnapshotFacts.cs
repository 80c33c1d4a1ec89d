using System.Globalization;
using System.Text.Json;
using Xemu.Abstractions.Media;

namespace Xemu.Migration;

/// <summary>What a snapshot of ours says about itself, in the object <c>xemu</c> of its description.</summary>
internal sealed record SnapshotFacts
{
    /// <summary>Most media or components that are read.</summary>
    private const int MostEntries = 4096;

    private const string Deterministic = "deterministic";

    /// <summary>Names the snapshot, so that others can have it as their parent.</summary>
    public Guid Id { get; init; }

    /// <summary>The machine's name.</summary>
    public string Machine { get; init; } = string.Empty;

    /// <summary>The manifest that made the machine, as the user named it; empty when there was none.</summary>
    public string Manifest { get; init; } = string.Empty;

    /// <summary>Main RAM in bytes.</summary>
    public ulong RamBytes { get; init; }

    /// <summary>When it was saved, host time.</summary>
    public DateTimeOffset Saved { get; init; }

    /// <summary>Guest time.</summary>
    public ulong GuestNs { get; init; }

    /// <summary>Whether guest time followed instructions.</summary>
    public bool IsDeterministic { get; init; }

    /// <summary>Whether the machine itself comes, with its media, and not a copy of it.</summary>
    public bool IsHandover { get; init; }

    /// <summary>The snapshot whose pages hold where this one has none, or null: this one is whole.</summary>
    public SnapshotName? Parent { get; init; }

    /// <summary>Component types by id.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Components { get; init; } = [];

    /// <summary>Layers of writable media by component id.</summary>
    public IReadOnlyList<KeyValuePair<string, MediumLayer>> Media { get; init; } = [];

    /// <summary>Writes the members.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteString("id", Id);
        json.WriteString("machine", Machine);
        json.WriteString("manifest", Manifest);
        json.WriteNumber("ram", RamBytes);
        json.WriteString("saved", Saved.ToString("O", CultureInfo.InvariantCulture));
        json.WriteNumber("guest_ns", GuestNs);
        json.WriteString("time", IsDeterministic ? Deterministic : "real");
        if (IsHandover)
        {
            json.WriteBoolean("handover", true);
        }

        if (Parent is not null)
        {
            json.WriteStartObject("parent");
            json.WriteString("id", Parent.Id);
            json.WriteString("name", Path.GetFileName(Parent.Uri));
            json.WriteString("path", Parent.Uri);
            json.WriteEndObject();
        }

        json.WriteStartObject("components");
        foreach ((string id, string type) in Components)
        {
            json.WriteString(id, type);
        }

        json.WriteEndObject();
        json.WriteStartObject("media");
        foreach ((string id, MediumLayer layer) in Media)
        {
            json.WriteStartObject(id);
            json.WriteString("medium", layer.MediumId);
            json.WriteString("layer", layer.LayerId);
            json.WriteNumber("generation", layer.Generation);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>Reads the members. They are a file's: nothing is believed.</summary>
    /// <exception cref="Format.SnapshotFormatException">A member is missing or not what it should be.</exception>
    public static SnapshotFacts Read(JsonElement xemu)
    {
        try
        {
            return new SnapshotFacts
            {
                Id = xemu.GetProperty("id").GetGuid(),
                Machine = Text(xemu, "machine"),
                Manifest = Text(xemu, "manifest"),
                RamBytes = xemu.GetProperty("ram").GetUInt64(),
                Saved = DateTimeOffset.TryParse(Text(xemu, "saved"), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out DateTimeOffset saved) ? saved : default,
                GuestNs = xemu.GetProperty("guest_ns").GetUInt64(),
                IsDeterministic = Text(xemu, "time") == Deterministic,
                IsHandover = xemu.TryGetProperty("handover", out JsonElement handover) && handover.GetBoolean(),
                Parent = xemu.TryGetProperty("parent", out JsonElement parent)
                    ? new SnapshotName(parent.GetProperty("id").GetGuid(), Text(parent, "path"))
                    : null,
                Components = [.. Members(xemu, "components").Select(static member => KeyValuePair.Create(member.Name, member.Value.GetString() ?? string.Empty))],
                Media = [.. Members(xemu, "media").Select(static member => KeyValuePair.Create(member.Name, Layer(member.Value)))],
            };
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new Format.SnapshotFormatException($"The description's object 'xemu' is damaged: {e.Message}", e);
        }
    }

    private static string Text(JsonElement parent, string name) => parent.GetProperty(name).GetString() ?? string.Empty;

    private static IEnumerable<JsonProperty> Members(JsonElement xemu, string name) => xemu.GetProperty(name).EnumerateObject().Take(MostEntries);

    private static MediumLayer Layer(JsonElement value) => new(
        value.GetProperty("medium").GetGuid(), value.GetProperty("layer").GetGuid(), value.GetProperty("generation").GetUInt64());
}
