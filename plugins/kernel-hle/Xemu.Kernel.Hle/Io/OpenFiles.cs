using System.Text;
using Xemu.Abstractions.State;

namespace Xemu.Kernel.Hle;

/// <summary>The open files by the address of their FILE_OBJECT, and the files and folders behind them.</summary>
internal sealed class OpenFiles : IStateful
{
    private const int MostBytes = 128 << 20;

    [Derived("saved as 'files'")]
    private readonly SortedDictionary<uint, OpenFile> _files = [];

    [Derived("saved as 'files'")]
    private readonly Dictionary<OpenNodeKey, OpenNode> _nodes = [];

    /// <summary>All of them, in the order of their addresses.</summary>
    public IReadOnlyCollection<OpenFile> All => _files.Values;

    /// <summary>All files and folders that are open.</summary>
    public IReadOnlyCollection<OpenNode> Nodes => _nodes.Values;

    /// <summary>Forgets all.</summary>
    public void Reset()
    {
        _files.Clear();
        _nodes.Clear();
    }

    /// <summary>The open file of an object, or null.</summary>
    public OpenFile? Find(uint obj) => _files.GetValueOrDefault(obj);

    /// <summary>What is open under a key, or null.</summary>
    public OpenNode? FindNode(OpenNodeKey key) => _nodes.GetValueOrDefault(key);

    /// <summary>Adds an open file, and counts it for sharing.</summary>
    public void Add(OpenFile file)
    {
        Claim(file.Node);
        _files.Add(file.Object, file);
        file.Node.Files++;
        file.Node.Share.Add(file.Access, file.Share);
    }

    /// <summary>Takes an open file away.</summary>
    public void Remove(OpenFile file)
    {
        _files.Remove(file.Object);
        file.Node.Share.Remove(file.Access, file.Share);
        file.Node.Files--;
        if (file.Node.Files == 0)
        {
            _nodes.Remove(file.Node.Key);
        }
    }

    /// <summary>A file has another place or name.</summary>
    public void Move(OpenNode node, FileNode to, string path)
    {
        _nodes.Remove(node.Key);
        node.Node = to;
        node.Path = path;
        Claim(node);
    }

    /// <inheritdoc/>
    public void DescribeState(IStateVisitor state)
    {
        byte[] bytes = state.IsLoading ? [] : Pack();
        state.Blob("files", ref bytes, MostBytes);
        if (state.IsLoading)
        {
            Load(bytes);
        }
    }

    /// <summary>
    /// Gives a file its key. A program that writes to a partition itself can take an open file's entry away, and the next new file gets its place: who has the old file open then has the
    /// new one, as the medium has it.
    /// </summary>
    private void Claim(OpenNode node)
    {
        if (FindNode(node.Key) is { } other && other != node)
        {
            foreach (OpenFile file in _files.Values.Where(f => f.Node == other))
            {
                file.Node = node;
                node.Files++;
                node.Share.Add(file.Access, file.Share);
            }
        }

        _nodes[node.Key] = node;
    }

    private byte[] Pack()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.Latin1);
        var numbers = new Dictionary<OpenNode, int>();
        foreach (OpenFile file in _files.Values)
        {
            bool isNew = numbers.TryAdd(file.Node, numbers.Count);
            writer.Write(numbers[file.Node]);
            if (isNew)
            {
                WriteNode(writer, file.Node);
            }

            WriteFile(writer, file);
        }

        return stream.ToArray();
    }

    private static void WriteNode(BinaryWriter writer, OpenNode node)
    {
        writer.Write(node.Device);
        writer.Write(node.Generation);
        writer.Write(node.Path);
        writer.Write(node.Node.Key);
        writer.Write(node.Node.Name ?? string.Empty);
        writer.Write(node.Node.Attributes);
        writer.Write(node.Node.SizeBytes);
        writer.Write(node.Node.Created);
        writer.Write(node.Node.Modified);
        writer.Write(node.Node.Accessed);
        writer.Write(node.DeletePending);
    }

    private static void WriteFile(BinaryWriter writer, OpenFile file)
    {
        writer.Write(file.Object);
        writer.Write(file.Access);
        writer.Write(file.Share);
        writer.Write(file.Options);
        writer.Write(file.ListPosition);
        writer.Write(file.ListMask is not null);
        writer.Write(file.ListMask ?? string.Empty);
        writer.Write(file.Port);
        writer.Write(file.PortKey);
        writer.Write(file.PortBlock);
    }

    private void Load(byte[] bytes)
    {
        Reset();
        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.Latin1);
        var nodes = new List<OpenNode>();
        try
        {
            while (reader.BaseStream.Position < bytes.Length)
            {
                LoadFile(reader, nodes);
            }
        }
        catch (Exception e) when (e is EndOfStreamException or FormatException or IOException)
        {
            throw new StateException("Field 'files' is cut short; the snapshot is damaged.");
        }
    }

    private void LoadFile(BinaryReader reader, List<OpenNode> nodes)
    {
        int number = reader.ReadInt32();
        if (number < 0 || number > nodes.Count)
        {
            throw new StateException($"Field 'files' refers to open file {number} of {nodes.Count}; the snapshot is damaged.");
        }

        if (number == nodes.Count)
        {
            OpenNode made = ReadNode(reader);
            nodes.Add(FindNode(made.Key) is null ? made : throw new StateException($"Field 'files' holds '{made.Path}' twice; the snapshot is damaged."));
        }

        OpenFile file = ReadFile(reader, nodes[number]);
        if (_files.ContainsKey(file.Object) || file.ListPosition < 0)
        {
            throw new StateException($"Field 'files' holds no sound file object 0x{file.Object:X8}; the snapshot is damaged.");
        }

        Add(file);
    }

    private static OpenNode ReadNode(BinaryReader reader)
    {
        int device = reader.ReadInt32();
        uint generation = reader.ReadUInt32();
        string path = reader.ReadString();
        var node = new FileNode(
            reader.ReadUInt64(), reader.ReadString(), reader.ReadUInt32(), reader.ReadUInt64(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());
        return new OpenNode(device, generation, path, node) { DeletePending = reader.ReadBoolean() };
    }

    private static OpenFile ReadFile(BinaryReader reader, OpenNode node)
    {
        var file = new OpenFile(reader.ReadUInt32(), node, reader.ReadUInt32(), reader.ReadUInt32(), reader.ReadUInt32()) { ListPosition = reader.ReadInt32() };
        bool hasMask = reader.ReadBoolean();
        string mask = reader.ReadString();
        file.ListMask = hasMask ? mask : null;
        file.Port = reader.ReadUInt32();
        file.PortKey = reader.ReadUInt32();
        file.PortBlock = reader.ReadUInt32();
        return file;
    }
}
