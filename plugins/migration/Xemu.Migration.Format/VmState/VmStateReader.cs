using System.Buffers.Binary;
using System.Text;

namespace Xemu.Migration.Format;

/// <summary>Loads the fields of one struct by name; the other side of <see cref="VmStateWriter"/>. Not thread-safe.</summary>
public sealed class VmStateReader
{
    private readonly VmStateNode _node;
    private readonly string _path;
    private readonly Dictionary<string, VmStateNode> _children = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unread = new(StringComparer.Ordinal);
    private readonly List<VmStateReader> _parts = [];

    /// <summary>Reads a tree from its root.</summary>
    /// <param name="root">A struct or subsection.</param>
    /// <exception cref="SnapshotFormatException">It has two fields of one name.</exception>
    public VmStateReader(VmStateNode root)
        : this(root, (root ?? throw new ArgumentNullException(nameof(root))).Name)
    {
        Version = root.Version;
    }

    private VmStateReader(VmStateNode node, string path)
    {
        _node = node;
        _path = path;
        foreach (VmStateNode child in node.Children)
        {
            if (!_children.TryAdd(child.Name, child))
            {
                throw new SnapshotFormatException($"State '{path}' at {Wire.Hex(child.Position)} has two fields '{child.Name}'.");
            }

            _unread.Add(child.Name);
        }

        _unread.Remove(Wire.PayloadLength);
    }

    /// <summary>The version of the section or subsection; for a part its field <c>version</c>.</summary>
    public uint Version { get; private set; }

    /// <summary>Whether there is a field of this name.</summary>
    public bool Has(string name) => _children.ContainsKey(name);

    /// <summary>A flag.</summary>
    public bool Bool(string name)
    {
        byte value = Number(name, "bool", 1)[0];
        return value <= 1 ? value == 1 : throw Wrong(name, $"holds {value}, which is neither 0 nor 1");
    }

    /// <summary>8 bits.</summary>
    public byte UInt8(string name) => Number(name, "uint8", 1)[0];

    /// <summary>16 bits.</summary>
    public ushort UInt16(string name) => BinaryPrimitives.ReadUInt16BigEndian(Number(name, "uint16", 2));

    /// <summary>32 bits.</summary>
    public uint UInt32(string name) => BinaryPrimitives.ReadUInt32BigEndian(Number(name, "uint32", 4));

    /// <summary>32 bits, signed.</summary>
    public int Int32(string name) => BinaryPrimitives.ReadInt32BigEndian(Number(name, "int32", 4));

    /// <summary>64 bits.</summary>
    public ulong UInt64(string name) => BinaryPrimitives.ReadUInt64BigEndian(Number(name, "uint64", 8));

    /// <summary>64 bits, signed.</summary>
    public long Int64(string name) => BinaryPrimitives.ReadInt64BigEndian(Number(name, "int64", 8));

    /// <summary>A fixed number of bytes.</summary>
    /// <exception cref="SnapshotFormatException">The file has another number.</exception>
    public void Bytes(string name, Span<byte> destination)
    {
        VmStateNode node = Value(name, "buffer");
        if (node.Data.Length != destination.Length)
        {
            throw Wrong(name, $"has {node.Data.Length} bytes, this machine wants {destination.Length}");
        }

        node.Data.Span.CopyTo(destination);
    }

    /// <summary>A fixed number of words.</summary>
    /// <exception cref="SnapshotFormatException">The file has another number.</exception>
    public void Words(string name, Span<uint> destination)
    {
        VmStateNode node = Child(name);
        bool isWords = node.Kind == VmStateNodeKind.Values && node.Type == "uint32" && node.ElementSize == 4;
        bool isEmpty = node.Kind == VmStateNodeKind.Value && node.Type == "buffer" && node.Data.Length == 0;
        if (!isWords && !isEmpty)
        {
            throw Wrong(name, $"is {node.Type} of {node.Data.Length} bytes, not an array of uint32");
        }

        if (node.Data.Length != destination.Length * 4L)
        {
            throw Wrong(name, $"has {node.Data.Length / 4} words, this machine wants {destination.Length}");
        }

        ReadOnlySpan<byte> data = node.Data.Span;
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = BinaryPrimitives.ReadUInt32BigEndian(data[(i * 4)..]);
        }
    }

    /// <summary>Bytes whose number varies: a slice of the payload.</summary>
    /// <param name="name">Name of the field.</param>
    /// <param name="maxLength">A file that has more is refused.</param>
    public ReadOnlyMemory<byte> Blob(string name, int maxLength)
    {
        uint length = UInt32(name + VmStateNames.LengthSuffix);
        VmStateNode node = Value(name, "buffer");
        if (node.Data.Length != length)
        {
            throw Wrong(name, $"has {node.Data.Length} bytes, its length field says {length}");
        }

        return length <= maxLength ? node.Data : throw Wrong(name, $"has {length} bytes; at most {maxLength} are taken");
    }

    /// <summary>Text.</summary>
    /// <param name="name">Name of the field.</param>
    /// <param name="maxLength">Most UTF-8 bytes.</param>
    public string Text(string name, int maxLength)
    {
        ReadOnlyMemory<byte> bytes = Blob(name, maxLength);
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes.Span);
        }
        catch (DecoderFallbackException e)
        {
            throw new SnapshotFormatException($"Field '{name}' of '{_path}' is no UTF-8 text.", e);
        }
    }

    /// <summary>A timer.</summary>
    /// <param name="name">Name of the field.</param>
    /// <param name="deadline">When it fires; 0 when it is not armed.</param>
    /// <returns>Whether it is armed.</returns>
    public bool Timer(string name, out ulong deadline)
    {
        VmStateReader timer = Struct(name);
        byte armed = timer.UInt8(VmStateNames.Armed);
        deadline = timer.UInt64(VmStateNames.Deadline);
        return armed <= 1 ? armed == 1 : throw Wrong(name, $"is armed {armed}, which is neither 0 nor 1");
    }

    /// <summary>A part; its <see cref="Version"/> is that of the file.</summary>
    public VmStateReader Part(string name)
    {
        VmStateReader part = Struct(name);
        part.Version = part.UInt32(VmStateNames.Version);
        return part;
    }

    /// <summary>A subsection by its short name, or none when the file lacks it.</summary>
    public VmStateReader? Subsection(string name)
    {
        string whole = _node.VmsdName + "/" + name;
        if (!_children.TryGetValue(whole, out VmStateNode? node) || node.Kind != VmStateNodeKind.Subsection)
        {
            return null;
        }

        _unread.Remove(whole);
        return Keep(new VmStateReader(node, $"{_path}/{name}") { Version = node.Version });
    }

    /// <summary>Refuses what was never asked for, parts and subsections that were opened included.</summary>
    /// <exception cref="SnapshotFormatException">Names the fields that are left.</exception>
    public void Finish()
    {
        List<string> left = [];
        Collect(left);
        if (left.Count > 0)
        {
            throw new SnapshotFormatException(
                $"The state of '{_path}' at {Wire.Hex(_node.Position)} has fields that this machine does not know: {string.Join(", ", left)}.");
        }
    }

    private void Collect(List<string> left)
    {
        left.AddRange(_unread.Take(8).Select(name => $"{_path}.{name}"));
        foreach (VmStateReader part in _parts)
        {
            part.Collect(left);
        }
    }

    private VmStateReader Struct(string name)
    {
        VmStateNode node = Child(name);
        return node.Kind == VmStateNodeKind.Struct
            ? Keep(new VmStateReader(node, $"{_path}.{name}"))
            : throw Wrong(name, $"is {node.Type}, not a struct");
    }

    private VmStateReader Keep(VmStateReader part)
    {
        _parts.Add(part);
        return part;
    }

    private ReadOnlySpan<byte> Number(string name, string type, int size)
    {
        VmStateNode node = Value(name, type);
        return node.Data.Length == size ? node.Data.Span : throw Wrong(name, $"has {node.Data.Length} bytes, {type} has {size}");
    }

    private VmStateNode Value(string name, string type)
    {
        VmStateNode node = Child(name);
        return node.Kind == VmStateNodeKind.Value && node.Type == type
            ? node
            : throw Wrong(name, $"is {node.Kind.ToString().ToLowerInvariant()} of {node.Type}, not {type}");
    }

    private VmStateNode Child(string name)
    {
        if (!_children.TryGetValue(name, out VmStateNode? node))
        {
            throw new SnapshotFormatException($"The state of '{_path}' at {Wire.Hex(_node.Position)} lacks the field '{name}'.");
        }

        _unread.Remove(name);
        return node;
    }

    private SnapshotFormatException Wrong(string name, string what) => new($"Field '{name}' of '{_path}' {what}.");
}
