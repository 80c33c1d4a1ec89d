using System.IO.Hashing;

namespace Xemu.Migration.Format;

/// <summary>Goes once through a file, from header to description, and checks every length before it is used.</summary>
internal sealed class SnapshotParser
{
    private readonly ISnapshotSource _source;
    private readonly Cursor _cursor;
    private readonly RamSectionParser _ram;
    private readonly HashSet<(string, uint)> _seen = [];
    private VmDescription? _description;
    private long _sectionBytes;
    private uint _ramSectionId;
    private bool _hasRam;
    private bool _ramEnded;
    private bool _gaveUp;

    public SnapshotParser(ISnapshotSource source)
    {
        _source = source;
        _cursor = new Cursor(source);
        _ram = new RamSectionParser(_cursor, source);
    }

    public string MachineName { get; private set; } = "";

    public List<string> Capabilities { get; } = [];

    public List<SnapshotBlock> Blocks => _ram.Blocks;

    public List<SnapshotDevice> Devices { get; } = [];

    public List<string> Problems { get; } = [];

    public VmDescription Description => _description!;

    public ulong PrefixHash { get; private set; }

    public long TailPosition { get; private set; }

    public long EndPosition { get; private set; }

    private bool IsOurs => _description?.Xemu is not null;

    public void Parse()
    {
        if (_source.Length is < 8)
        {
            throw new SnapshotFormatException($"The file has {_source.Length} bytes, too few for a snapshot.");
        }

        Header();
        if (_source.Length is { } length)
        {
            _description = DescriptionFinder.FromEnd(_source, length);
            _ram.PageSize = _description.PageSize;
        }

        while (!_gaveUp && Section())
        {
        }

        if (!_hasRam)
        {
            throw new SnapshotFormatException($"The file ends its sections at {Wire.Hex(_cursor.Position)} without a '{Wire.RamSection}' section.");
        }

        foreach (SnapshotBlock block in Blocks)
        {
            block.Stream.Close();
        }

        PrefixHash = HashPrefix();
        End();
        Missing();
    }

    private void Header()
    {
        uint magic = _cursor.UInt32("the magic");
        if (magic != Wire.Magic)
        {
            throw new SnapshotFormatException(
                $"The file begins with 0x{magic:X8}, not with QEVM (0x{Wire.Magic:X8}): it is no snapshot, or its writer did not finish.");
        }

        uint version = _cursor.UInt32("the version");
        if (version != Wire.Version)
        {
            throw new SnapshotFormatException($"The snapshot is of QEMU's format {version}; version {Wire.Version} is read.");
        }
    }

    private bool Section()
    {
        long at = _cursor.Position;
        byte kind = _cursor.Byte("the sections");
        switch (kind)
        {
            case Wire.Eof:
                return false;
            case Wire.Configuration:
                Configuration(at);
                return true;
            case Wire.SectionStart or Wire.SectionFull:
                Start(kind, at);
                return true;
            case Wire.SectionPart or Wire.SectionEnd:
                Part(kind, at);
                return true;
            case Wire.Command:
                _cursor.UInt16("a command");
                _cursor.Skip(_cursor.UInt16("a command"));
                return true;
            default:
                throw new SnapshotFormatException($"The section at {Wire.Hex(at)} is of the kind 0x{kind:X2}, which does not exist.");
        }
    }

    private void Configuration(long at)
    {
        if (at != 8)
        {
            throw new SnapshotFormatException($"A configuration section stands at {Wire.Hex(at)}; it can only follow the header.");
        }

        uint length = _cursor.UInt32("the configuration");
        if (length is 0 or > 255)
        {
            throw new SnapshotFormatException($"The machine's name at {Wire.Hex(at + 1)} has {length} bytes; 1 to 255 are read.");
        }

        MachineName = _cursor.Printable((int)length, "the machine");
        while (_cursor.Peek(1) is [Wire.Subsection, ..])
        {
            ConfigurationSubsection();
        }

        _ram.IsMapped = Capabilities.Contains(Wire.MappedRamCapability);
        _ram.IgnoresShared = Capabilities.Contains(Wire.IgnoreSharedCapability);
    }

    private void ConfigurationSubsection()
    {
        long at = _cursor.Position;
        _cursor.Skip(1);
        string name = _cursor.Name("a configuration subsection");
        uint version = _cursor.UInt32(name);
        if (version != 1)
        {
            throw new SnapshotFormatException($"Subsection '{name}' at {Wire.Hex(at)} has version {version}; version 1 is read.");
        }

        switch (name)
        {
            case Wire.CapabilitiesName when Capabilities.Count == 0:
                uint count = _cursor.UInt32(name);
                if (count > FormatLimits.Capabilities)
                {
                    throw new SnapshotFormatException($"Subsection '{name}' at {Wire.Hex(at)} lists {count} capabilities; {FormatLimits.Capabilities} are read.");
                }

                for (uint i = 0; i < count; i++)
                {
                    Capabilities.Add(_cursor.Name("a capability"));
                }

                break;
            case Wire.TargetPageBitsName:
                _cursor.UInt32(name);
                break;
            case Wire.UuidName:
                _cursor.Take(16, name);
                break;
            default:
                throw new SnapshotFormatException($"Subsection '{name}' at {Wire.Hex(at)} is unknown or stands there twice.");
        }
    }

    private void Start(byte kind, long at)
    {
        uint id = _cursor.UInt32("a section");
        string name = _cursor.Name("a section");
        uint instance = _cursor.UInt32(name);
        uint version = _cursor.UInt32(name);
        if (!_seen.Add((name, instance)) || _seen.Count > FormatLimits.Sections)
        {
            throw new SnapshotFormatException($"Section '{name}' {instance} at {Wire.Hex(at)} stands there twice, or the file has more than {FormatLimits.Sections}.");
        }

        if (name == Wire.RamSection)
        {
            if (kind != Wire.SectionStart || instance != 0 || version != Wire.RamVersion)
            {
                throw new SnapshotFormatException(
                    $"Section 'ram' at {Wire.Hex(at)} is kind {kind}, instance {instance}, version {version}; start, 0 and {Wire.RamVersion} are read.");
            }

            _hasRam = true;
            _ramSectionId = id;
            _ram.Read(isStart: true);
            Footer(id, name);
            TailPosition = _ram.IsMapped ? _ram.RegionsEnd : _cursor.Position;
            return;
        }

        if (kind == Wire.SectionStart)
        {
            GiveUp($"Section '{name}' at {Wire.Hex(at)} is of a kind that is not described; what follows it cannot be read.");
            return;
        }

        _description ??= DescriptionFinder.Forward(_source, at);
        Device(id, name, instance, version);
    }

    private void Device(uint id, string name, uint instance, uint version)
    {
        VmStateStruct? description = Description.Find(name, instance);
        if (description is null)
        {
            GiveUp($"Section '{name}' {instance} at {Wire.Hex(_cursor.Position)} is not described; what follows it cannot be read.");
            return;
        }

        long size = description.Size();
        long position = _cursor.Position;
        if ((_sectionBytes += size) > FormatLimits.AllSectionsBytes || size > Description.Position - position)
        {
            throw new SnapshotFormatException(
                $"Section '{name}' at {Wire.Hex(position)} claims {size} bytes; the description begins {Description.Position - position} bytes later.");
        }

        if (IsOurs && version != description.Version)
        {
            throw new SnapshotFormatException($"Section '{name}' at {Wire.Hex(position)} has version {version}, its description {description.Version}.");
        }

        byte[] payload = _cursor.Bytes((int)size, $"section '{name}'");
        try
        {
            VmStateNode state = VmStateTree.Parse(payload, description, position);
            Footer(id, name);
            Devices.Add(new SnapshotDevice(name, instance) { Version = version, Position = position, Payload = payload, State = state });
        }
        catch (SnapshotFormatException e) when (!IsOurs)
        {
            Devices.Add(new SnapshotDevice(name, instance) { Version = version, Position = position, Problem = e.Message });
            GiveUp($"{e.Message} What follows it cannot be read.");
        }
    }

    private void Part(byte kind, long at)
    {
        uint id = _cursor.UInt32("a section");
        if (!_hasRam || id != _ramSectionId || _ramEnded)
        {
            GiveUp($"A part of section {id} stands at {Wire.Hex(at)}, but no such section is open.");
            return;
        }

        _ramEnded = kind == Wire.SectionEnd;
        _ram.Read(isStart: false);
        Footer(id, Wire.RamSection);
        TailPosition = _ram.IsMapped ? TailPosition : _cursor.Position;
    }

    private void Footer(uint id, string name)
    {
        long at = _cursor.Position;
        byte mark = _cursor.Byte($"the footer of '{name}'");
        uint found = _cursor.UInt32($"the footer of '{name}'");
        if (mark != Wire.Footer || found != id)
        {
            throw new SnapshotFormatException($"The footer of section '{name}' at {Wire.Hex(at)} is 0x{mark:X2} {found}, not 0x{Wire.Footer:X2} {id}.");
        }
    }

    private void End()
    {
        if (_description is null)
        {
            _description = DescriptionFinder.Forward(_source, _cursor.Position - 1);
        }

        if (!_gaveUp)
        {
            long at = _cursor.Position;
            byte mark = _cursor.Byte("the description");
            uint length = _cursor.UInt32("the description");
            if (mark != Wire.Description || length != Description.Text.Length || _cursor.Position != Description.Position)
            {
                throw new SnapshotFormatException(
                    $"The description is expected at {Wire.Hex(at)}, where the sections end, but stands at {Wire.Hex(Description.Position - 5)}.");
            }
        }

        EndPosition = Description.Position + Description.Text.Length;
    }

    /// <summary>Devices that are described but were not met.</summary>
    private void Missing()
    {
        var met = Devices.Select(device => (device.Name, device.Instance)).ToHashSet();
        foreach ((string name, uint instance) in Description.Devices)
        {
            if (met.Contains((name, instance)))
            {
                continue;
            }

            if (IsOurs)
            {
                throw new SnapshotFormatException($"Device '{name}' {instance} is described, but has no section.");
            }

            string problem = $"Device '{name}' {instance} is described, but its section was not reached.";
            Devices.Add(new SnapshotDevice(name, instance) { Problem = problem });
        }
    }

    private void GiveUp(string problem)
    {
        _description ??= DescriptionFinder.Forward(_source, _cursor.Position);
        if (IsOurs)
        {
            throw new SnapshotFormatException(problem);
        }

        Problems.Add(problem);
        _gaveUp = true;
    }

    private ulong HashPrefix()
    {
        var hash = new XxHash3();
        foreach ((long start, long end) in _ram.HeaderRanges)
        {
            long from = start == 0 ? 4 : start;
            byte[] bytes = new byte[end - from];
            _source.Read(from, bytes);
            hash.Append(bytes);
        }

        return hash.GetCurrentHashAsUInt64();
    }
}
