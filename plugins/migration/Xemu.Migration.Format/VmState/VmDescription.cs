using System.Text.Json;

namespace Xemu.Migration.Format;

/// <summary>The description at the end of a file: <c>page_size</c>, <c>configuration</c>, <c>devices</c>, and our <c>xemu</c>.</summary>
internal sealed class VmDescription
{
    private const int MaxNodes = 1 << 20;

    private readonly Dictionary<(string, uint), VmStateStruct> _devices = [];
    private int _nodes;

    public VmDescription(ReadOnlyMemory<byte> text, long position)
    {
        Position = position;
        Text = text;
        JsonElement root = Json.Parse(text, position);
        PageSize = root.TryGetProperty("page_size", out JsonElement size)
            ? (int)Json.Range(Json.Int64(size, "page_size"), 1024, 65536, "page_size")
            : FormatLimits.PageSize;
        if ((PageSize & (PageSize - 1)) != 0)
        {
            throw new SnapshotFormatException($"The description's 'page_size' is {PageSize}, not a power of two.");
        }

        foreach (JsonElement device in Json.Items(root, "devices", FormatLimits.Sections))
        {
            string name = Json.Text(device, "name", FormatLimits.NameBytes);
            uint instance = Json.UInt32(Json.Member(device, "instance_id", "devices"), "instance_id");
            if (!_devices.TryAdd((name, instance), Struct(device, name, depth: 0)))
            {
                throw new SnapshotFormatException($"The description has the device '{name}' {instance} twice.");
            }

            Devices.Add((name, instance));
        }

        if (root.TryGetProperty(Wire.XemuKey, out JsonElement xemu))
        {
            Xemu = xemu.ValueKind == JsonValueKind.Object
                ? xemu
                : throw new SnapshotFormatException($"The description's '{Wire.XemuKey}' is no object.");
        }
    }

    public long Position { get; }

    public ReadOnlyMemory<byte> Text { get; }

    public int PageSize { get; }

    public List<(string Name, uint Instance)> Devices { get; } = [];

    public JsonElement? Xemu { get; }

    public VmStateStruct? Find(string name, uint instance) => _devices.GetValueOrDefault((name, instance));

    private VmStateStruct Struct(JsonElement parent, string fallbackName, int depth)
    {
        if (depth > FormatLimits.StructDepth || ++_nodes > MaxNodes)
        {
            throw new SnapshotFormatException($"The description of '{fallbackName}' is deeper than {FormatLimits.StructDepth} levels or has more than {MaxNodes} entries.");
        }

        if (parent.ValueKind != JsonValueKind.Object)
        {
            throw new SnapshotFormatException($"The description of '{fallbackName}' is no object.");
        }

        // Sections of QEMU's old style have neither name nor version.
        string name = parent.TryGetProperty("vmsd_name", out _) ? Json.Text(parent, "vmsd_name", FormatLimits.NameBytes) : fallbackName;
        uint version = parent.TryGetProperty("version", out JsonElement number) ? Json.UInt32(number, "version") : 0;
        var fields = new List<VmStateField>();
        foreach (JsonElement field in Json.Items(parent, "fields", MaxNodes))
        {
            fields.Add(Field(field, depth));
        }

        var subsections = new List<VmStateStruct>();
        if (parent.TryGetProperty("subsections", out _))
        {
            foreach (JsonElement subsection in Json.Items(parent, "subsections", MaxNodes))
            {
                Json.Text(subsection, "vmsd_name", FormatLimits.NameBytes);
                subsections.Add(Struct(subsection, name, depth + 1));
            }
        }

        return new VmStateStruct(name, version, fields, subsections);
    }

    private VmStateField Field(JsonElement field, int depth)
    {
        if (++_nodes > MaxNodes)
        {
            throw new SnapshotFormatException($"The description has more than {MaxNodes} entries.");
        }

        string name = Json.Text(field, "name", 4 * FormatLimits.NameBytes);
        string type = Json.Text(field, "type", FormatLimits.NameBytes);
        long size = Json.Range(Json.Int64(Json.Member(field, "size", name), "size"), 0, FormatLimits.SectionBytes, "size");
        bool isArray = field.TryGetProperty("array_len", out JsonElement length);
        int count = isArray ? (int)Json.Range(Json.Int64(length, "array_len"), 0, FormatLimits.SectionBytes, "array_len") : 1;
        int index = field.TryGetProperty("index", out JsonElement number) ? (int)Json.Range(Json.Int64(number, "index"), 0, int.MaxValue, "index") : -1;
        VmStateStruct? inner = type == "struct" ? Struct(Json.Member(field, "struct", name), name, depth + 1) : null;
        return new VmStateField(name, type, size, count, isArray, index, inner);
    }
}
