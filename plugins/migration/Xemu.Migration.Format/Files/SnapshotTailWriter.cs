using System.Globalization;
using System.IO.Hashing;
using System.Text.Json;

namespace Xemu.Migration.Format;

/// <summary>Builds what follows the RAM: end of the <c>ram</c> section, device sections, end mark, description. Not thread-safe.</summary>
public sealed class SnapshotTailWriter
{
    private readonly ByteBuffer _bytes = new();
    private readonly ByteBuffer _devices = new();
    private readonly List<SectionChecksum> _sections = [];
    private readonly HashSet<(string Name, uint Instance)> _names = [];
    private readonly string _configuration;
    private readonly ulong _prefix;
    private uint _nextId = Wire.FirstDeviceSectionId;

    /// <summary>The tail of a mapped-ram file; it goes to <see cref="MappedRamLayout.TailPosition"/>.</summary>
    public SnapshotTailWriter(MappedRamLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        var hash = new XxHash3();
        foreach (SnapshotPiece piece in layout.Pieces)
        {
            hash.Append(piece.Bytes.Span[(piece.Position == 0 ? 4 : 0)..]);
        }

        _prefix = hash.GetCurrentHashAsUInt64();
        _configuration = ConfigurationDescription(layout.MachineName, Wire.MappedRamCapability);
        foreach (byte kind in (ReadOnlySpan<byte>)[Wire.SectionStart, Wire.SectionEnd])
        {
            if (kind == Wire.SectionEnd)
            {
                _bytes.Byte(kind);
                _bytes.UInt32(Wire.RamSectionId);
            }

            _bytes.UInt64((ulong)RamStreamFlags.EndOfSection);
            Wire.PutFooter(_bytes, Wire.RamSectionId);
        }
    }

    /// <summary>The tail of a sequential file; it follows the footer of the last <c>ram</c> section.</summary>
    public SnapshotTailWriter(StreamPrefix prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        _prefix = XxHash3.HashToUInt64(prefix.Bytes.Span[4..]);
        _configuration = ConfigurationDescription(prefix.MachineName, capability: null);
    }

    /// <summary>Adds a device.</summary>
    /// <param name="name">The component's id in the manifest.</param>
    /// <param name="instance">Number among sections of one name; 0 where names are unique.</param>
    /// <param name="section">Its state.</param>
    /// <exception cref="SnapshotFormatException">The name is taken or cannot stand in a file.</exception>
    public void AddDevice(string name, uint instance, VmStateSection section)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(section);
        Wire.CheckName(name, "Device");
        if (name == Wire.RamSection || !_names.Add((name, instance)) || _names.Count > FormatLimits.Sections)
        {
            throw new SnapshotFormatException($"Device '{name}' {instance} cannot be added: the name is taken, or the file is full.");
        }

        uint id = _nextId++;
        Wire.PutSection(_bytes, Wire.SectionFull, id, name, instance, section.Version);
        _bytes.Bytes(section.Payload.Span);
        Wire.PutFooter(_bytes, id);
        _sections.Add(new SectionChecksum(name, instance, XxHash3.HashToUInt64(section.Payload.Span)));

        _devices.Ascii(_devices.Length == 0 ? "{" : ",{");
        _devices.Ascii($"\"name\":\"{name}\",\"instance_id\":{instance.ToString(CultureInfo.InvariantCulture)},");
        _devices.Bytes(section.Description.Span);
        _devices.Ascii("}");
    }

    /// <summary>Gives the whole tail. The writer is spent.</summary>
    /// <param name="blocks">Checksums of the RAM blocks, in file order; empty to record none.</param>
    /// <param name="extra">Writes members of the object <c>xemu</c>: media, parent, manifest. The names <c>format</c> and <c>checksums</c> are taken.</param>
    /// <exception cref="SnapshotFormatException">The description is larger than QEMU's tools read.</exception>
    public ReadOnlyMemory<byte> Finish(IReadOnlyList<BlockChecksums> blocks, Action<Utf8JsonWriter>? extra = null)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        var json = new ByteBuffer();
        json.Ascii($"\"page_size\":{FormatLimits.PageSize},\"configuration\":{_configuration},\"devices\":[");
        json.Bytes(_devices.Span);
        json.Ascii("],\"xemu\":");
        json.Bytes(XemuJson.Write(new SnapshotChecksums(_prefix, _sections, blocks), extra));

        ReadOnlySpan<byte> description = XemuJson.Seal(json.Span);
        if (description.Length > FormatLimits.WrittenDescriptionBytes)
        {
            throw new SnapshotFormatException(
                $"The description has {description.Length} bytes; QEMU's tools read at most {FormatLimits.WrittenDescriptionBytes}.");
        }

        _bytes.Byte(Wire.Eof);
        _bytes.Byte(Wire.Description);
        _bytes.UInt32((uint)description.Length);
        _bytes.Bytes(description);
        return _bytes.Memory;
    }

    private static string ConfigurationDescription(string machineName, string? capability)
    {
        string subsections = capability is null
            ? ""
            : $$"""
               ,"subsections":[{"vmsd_name":"{{Wire.CapabilitiesName}}","version":1,"fields":[{"name":"caps_count","type":"uint32","size":4},{"name":"capabilities","type":"capability","size":{{capability.Length + 1}}}]}]
               """;
        return $$"""
            {"vmsd_name":"{{Wire.ConfigurationName}}","version":1,"fields":[{"name":"len","type":"uint32","size":4},{"name":"name","type":"buffer","size":{{machineName.Length}}}]{{subsections}}}
            """;
    }
}
