namespace Xemu.Migration.Format;

/// <summary>A named part of a device's state, parsed by its description.</summary>
public sealed class VmStateNode
{
    internal VmStateNode(string name, VmStateNodeKind kind, string type, ReadOnlyMemory<byte> data, int elementSize, int count, long position)
    {
        Name = name;
        Kind = kind;
        Type = type;
        Data = data;
        ElementSize = elementSize;
        Count = count;
        Position = position;
    }

    /// <summary>Its name. Subsections have their whole name: <c>STRUCT/NAME</c>.</summary>
    public string Name { get; }

    /// <summary>What it is.</summary>
    public VmStateNodeKind Kind { get; }

    /// <summary>QEMU's type word.</summary>
    public string Type { get; }

    /// <summary>Its bytes, those of its children included.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>Bytes of an element.</summary>
    public int ElementSize { get; }

    /// <summary>Elements.</summary>
    public int Count { get; }

    /// <summary>Where it stands in the file.</summary>
    public long Position { get; }

    /// <summary>The description's name, for structs and subsections.</summary>
    public string VmsdName { get; internal init; } = "";

    /// <summary>The description's version, for structs and subsections.</summary>
    public uint Version { get; internal init; }

    /// <summary>Fields and then subsections, or the structs of an array.</summary>
    public IReadOnlyList<VmStateNode> Children { get; internal init; } = [];

    /// <summary>The first child of a name, or none.</summary>
    public VmStateNode? Find(string name)
    {
        foreach (VmStateNode child in Children)
        {
            if (child.Name == name)
            {
                return child;
            }
        }

        return null;
    }
}
