using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Xemu.Migration.Format;

/// <summary>Builds the payload of one device section and its JSON description at once. Not thread-safe.</summary>
/// <remarks>
/// Numbers are big-endian. The first described field is <c>payload-length</c>: the bytes of the payload after it. Subsections always stand behind the fields
/// of their struct, whatever the order of the calls. Source: QEMU docs/devel/migration/main.rst, "VMState".
/// </remarks>
public sealed class VmStateWriter
{
    private readonly Stack<Frame> _frames = new();

    /// <summary>Starts a section.</summary>
    /// <param name="vmsdName">Name of the description, the component type's name say.</param>
    /// <param name="version">The section's version.</param>
    public VmStateWriter(string vmsdName, uint version)
    {
        ArgumentNullException.ThrowIfNull(vmsdName);
        Wire.CheckName(vmsdName, "Description");
        _frames.Push(new Frame(vmsdName, vmsdName, version, isSubsection: false));
    }

    private Frame Top => _frames.Peek();

    /// <summary>A flag, one byte.</summary>
    public void Field(string name, bool value)
    {
        Describe(name, "bool", 1);
        Top.Data.Byte(value ? (byte)1 : (byte)0);
    }

    /// <summary>8 bits.</summary>
    public void Field(string name, byte value)
    {
        Describe(name, "uint8", 1);
        Top.Data.Byte(value);
    }

    /// <summary>16 bits.</summary>
    public void Field(string name, ushort value)
    {
        Describe(name, "uint16", 2);
        Top.Data.UInt16(value);
    }

    /// <summary>32 bits.</summary>
    public void Field(string name, uint value)
    {
        Describe(name, "uint32", 4);
        Top.Data.UInt32(value);
    }

    /// <summary>32 bits, signed.</summary>
    public void Field(string name, int value)
    {
        Describe(name, "int32", 4);
        Top.Data.UInt32((uint)value);
    }

    /// <summary>64 bits.</summary>
    public void Field(string name, ulong value)
    {
        Describe(name, "uint64", 8);
        Top.Data.UInt64(value);
    }

    /// <summary>64 bits, signed.</summary>
    public void Field(string name, long value)
    {
        Describe(name, "int64", 8);
        Top.Data.UInt64((ulong)value);
    }

    /// <summary>A fixed number of bytes.</summary>
    public void Bytes(string name, ReadOnlySpan<byte> value)
    {
        Describe(name, "buffer", value.Length);
        Top.Data.Bytes(value);
    }

    /// <summary>A fixed number of words, an array of 32-bit numbers.</summary>
    public void Words(string name, ReadOnlySpan<uint> value)
    {
        if (value.Length == 0)
        {
            // QEMU's tools read one element of an array of none.
            Describe(name, "buffer", 0);
            return;
        }

        Describe(name, "uint32", 4, value.Length);
        foreach (uint word in value)
        {
            Top.Data.UInt32(word);
        }
    }

    /// <summary>Bytes whose number varies: a field <c>NAME-length</c>, then the buffer.</summary>
    public void Blob(string name, ReadOnlySpan<byte> value)
    {
        Field(name + VmStateNames.LengthSuffix, (uint)value.Length);
        Bytes(name, value);
    }

    /// <summary>Text: a blob of its UTF-8 bytes.</summary>
    public void Text(string name, string value) => Blob(name, Encoding.UTF8.GetBytes(value));

    /// <summary>A timer: a struct of <c>armed</c> and <c>deadline</c>.</summary>
    /// <param name="name">Name of the field.</param>
    /// <param name="armed">Whether it will fire.</param>
    /// <param name="deadline">When; written as 0 when it is not armed.</param>
    public void Timer(string name, bool armed, ulong deadline)
    {
        Begin(name, "timer", 1, isSubsection: false);
        Field(VmStateNames.Armed, armed ? (byte)1 : (byte)0);
        Field(VmStateNames.Deadline, armed ? deadline : 0);
        End();
    }

    /// <summary>Opens a part: a struct whose first field is its <c>version</c>. <see cref="End"/> closes it.</summary>
    public void BeginPart(string name, uint version)
    {
        Begin(name, name, version, isSubsection: false);
        Field(VmStateNames.Version, version);
    }

    /// <summary>Opens a subsection of the part that is open, or of the section. <see cref="End"/> closes it.</summary>
    /// <param name="name">Short name; in the file it stands behind its struct's name and a slash, as QEMU asks.</param>
    /// <param name="version">Its version.</param>
    public void BeginSubsection(string name, uint version = 1) =>
        Begin(name, Top.VmsdName + "/" + name, version, isSubsection: true);

    /// <summary>Closes the part or subsection that was opened last.</summary>
    public void End()
    {
        if (_frames.Count < 2)
        {
            throw new InvalidOperationException("No part and no subsection is open.");
        }

        Frame frame = _frames.Pop();
        if (frame.IsSubsection)
        {
            Top.AddSubsection(frame);
        }
        else
        {
            Top.AddStruct(frame);
        }
    }

    /// <summary>Gives the section. The writer is spent.</summary>
    /// <exception cref="SnapshotFormatException">It is larger than a section may be.</exception>
    public VmStateSection Finish()
    {
        if (_frames.Count != 1)
        {
            throw new InvalidOperationException($"'{Top.Name}' is still open.");
        }

        Frame root = _frames.Pop();
        long length = (long)root.Data.Length + root.SubsectionData.Length;
        if (length + 4 > FormatLimits.SectionBytes)
        {
            throw new SnapshotFormatException(
                $"The state '{root.Name}' has {length} bytes; a section takes at most {FormatLimits.SectionBytes}.");
        }

        byte[] payload = new byte[length + 4];
        BinaryPrimitives.WriteUInt32BigEndian(payload, (uint)length);
        root.Data.Span.CopyTo(payload.AsSpan(4));
        root.SubsectionData.Span.CopyTo(payload.AsSpan(4 + root.Data.Length));

        var json = new ByteBuffer();
        root.Describe(json, Wire.PayloadLength);
        return new VmStateSection(root.VmsdName, root.Version, payload, json.Memory);
    }

    private void Begin(string name, string vmsdName, uint version, bool isSubsection)
    {
        Wire.CheckName(name, "Part");
        Wire.CheckName(vmsdName, "Part");
        if (_frames.Count >= FormatLimits.StructDepth)
        {
            throw new SnapshotFormatException($"Part '{name}' stands {_frames.Count} levels deep; {FormatLimits.StructDepth} is the limit.");
        }

        Top.Take(isSubsection ? vmsdName : name);
        _frames.Push(new Frame(name, vmsdName, version, isSubsection));
    }

    private void Describe(string name, string type, long size, int arrayLength = 0)
    {
        Wire.CheckName(name, "Field");
        Top.Take(name);
        Top.DescribeField(name, type, size, arrayLength);
    }

    private sealed class Frame(string name, string vmsdName, uint version, bool isSubsection)
    {
        private readonly HashSet<string> _names = new(StringComparer.Ordinal);
        private readonly ByteBuffer _fields = new();
        private readonly ByteBuffer _subsections = new();

        public string Name { get; } = name;

        public string VmsdName { get; } = vmsdName;

        public uint Version { get; } = version;

        public bool IsSubsection { get; } = isSubsection;

        public ByteBuffer Data { get; } = new();

        public ByteBuffer SubsectionData { get; } = new();

        public void Take(string child)
        {
            if (child == Wire.PayloadLength || !_names.Add(child))
            {
                throw new SnapshotFormatException($"Field '{child}' of '{Name}' is described twice; give every field a name of its own.");
            }
        }

        public void DescribeField(string field, string type, long size, int arrayLength)
        {
            StartField(field);
            _fields.Ascii(arrayLength == 0 ? "" : $"\"array_len\":{Number(arrayLength)},");
            _fields.Ascii($"\"type\":\"{type}\",\"size\":{Number(size)}}}");
        }

        public void AddStruct(Frame part)
        {
            Data.Bytes(part.Data.Span);
            Data.Bytes(part.SubsectionData.Span);
            StartField(part.Name);
            _fields.Ascii("\"type\":\"struct\",\"struct\":{");
            part.Describe(_fields, firstField: null);
            _fields.Ascii($"}},\"size\":{Number((long)part.Data.Length + part.SubsectionData.Length)}}}");
        }

        public void AddSubsection(Frame part)
        {
            SubsectionData.Byte(Wire.Subsection);
            Wire.PutName(SubsectionData, part.VmsdName);
            SubsectionData.UInt32(part.Version);
            SubsectionData.Bytes(part.Data.Span);
            SubsectionData.Bytes(part.SubsectionData.Span);
            _subsections.Ascii(_subsections.Length == 0 ? "{" : ",{");
            part.Describe(_subsections, firstField: null);
            _subsections.Ascii("}");
        }

        public void Describe(ByteBuffer json, string? firstField)
        {
            json.Ascii($"\"vmsd_name\":\"{VmsdName}\",\"version\":{Version.ToString(CultureInfo.InvariantCulture)},\"fields\":[");
            if (firstField is not null)
            {
                json.Ascii($"{{\"name\":\"{firstField}\",\"type\":\"uint32\",\"size\":4}}");
                json.Ascii(_fields.Length == 0 ? "" : ",");
            }

            json.Bytes(_fields.Span);
            json.Ascii("]");
            if (_subsections.Length != 0)
            {
                json.Ascii(",\"subsections\":[");
                json.Bytes(_subsections.Span);
                json.Ascii("]");
            }
        }

        private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

        private void StartField(string field) => _fields.Ascii($"{(_fields.Length == 0 ? "" : ",")}{{\"name\":\"{field}\",");
    }
}
