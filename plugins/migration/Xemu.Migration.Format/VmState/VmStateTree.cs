using System.Text;

namespace Xemu.Migration.Format;

/// <summary>Parses a section's payload by its description.</summary>
public static class VmStateTree
{
    /// <summary>Parses a payload.</summary>
    /// <param name="payload">The bytes between header and footer: exactly these are consumed.</param>
    /// <param name="description">What they are.</param>
    /// <param name="position">Where the payload stands in the file, for messages and <see cref="VmStateNode.Position"/>.</param>
    /// <returns>The root: a struct.</returns>
    /// <exception cref="SnapshotFormatException">Payload and description do not agree.</exception>
    public static VmStateNode Parse(ReadOnlyMemory<byte> payload, VmStateStruct description, long position)
    {
        ArgumentNullException.ThrowIfNull(description);
        var parser = new Parser(payload, position);
        VmStateNode root = parser.Struct(description.VmsdName, description, VmStateNodeKind.Struct, depth: 0);
        if (root.Data.Length != payload.Length)
        {
            throw new SnapshotFormatException(
                $"Section '{description.VmsdName}' at {Wire.Hex(position)} has {payload.Length} bytes, its description {root.Data.Length}.");
        }

        VmStateField? first = description.Fields.Count > 0 ? description.Fields[0] : null;
        if (first is { Name: Wire.PayloadLength, Type: "uint32", Size: 4, IsArray: false })
        {
            uint claimed = Wire.UInt32(payload.Span);
            if (claimed != payload.Length - 4)
            {
                throw new SnapshotFormatException(
                    $"Section '{description.VmsdName}' at {Wire.Hex(position)} claims {claimed} bytes after its length, but has {payload.Length - 4}.");
            }
        }

        return root;
    }

    private sealed class Parser(ReadOnlyMemory<byte> payload, long position)
    {
        private int _at;

        public VmStateNode Struct(string name, VmStateStruct description, VmStateNodeKind kind, int depth)
        {
            if (depth > FormatLimits.StructDepth)
            {
                throw new SnapshotFormatException($"Struct '{name}' at {Here()} stands deeper than {FormatLimits.StructDepth} levels.");
            }

            int start = _at;
            var children = new List<VmStateNode>(description.Fields.Count + description.Subsections.Count);
            foreach (VmStateField field in description.Fields)
            {
                children.Add(Field(field, depth));
            }

            foreach (VmStateStruct subsection in description.Subsections)
            {
                children.Add(Subsection(subsection, depth));
            }

            return new VmStateNode(name, kind, "struct", payload[start.._at], _at - start, 1, position + start)
            {
                Children = children,
                VmsdName = description.VmsdName,
                Version = description.Version,
            };
        }

        private VmStateNode Field(VmStateField field, int depth)
        {
            int start = _at;
            if (field.Struct is null)
            {
                ReadOnlyMemory<byte> data = Take(field.Name, field.Size * field.Count);
                VmStateNodeKind kind = field.IsArray ? VmStateNodeKind.Values : VmStateNodeKind.Value;
                return new VmStateNode(field.Name, kind, field.Type, data, (int)field.Size, field.Count, position + start);
            }

            if (!field.IsArray)
            {
                return Element(field, field.Index < 0 ? field.Name : $"{field.Name}[{field.Index}]", depth);
            }

            if (field.Size == 0 || field.Size * field.Count > payload.Length - _at)
            {
                throw new SnapshotFormatException(
                    $"Array '{field.Name}' at {Here()} claims {field.Count} structs of {field.Size} bytes; {payload.Length - _at} bytes are left.");
            }

            var elements = new List<VmStateNode>();
            for (int i = 0; i < field.Count; i++)
            {
                elements.Add(Element(field, $"{field.Name}[{i}]", depth));
            }

            return new VmStateNode(field.Name, VmStateNodeKind.Structs, field.Type, payload[start.._at], (int)field.Size, field.Count, position + start)
            {
                Children = elements,
                VmsdName = field.Struct.VmsdName,
                Version = field.Struct.Version,
            };
        }

        private VmStateNode Element(VmStateField field, string name, int depth)
        {
            int start = _at;
            VmStateNode node = Struct(name, field.Struct!, VmStateNodeKind.Struct, depth + 1);
            return node.Data.Length == field.Size
                ? node
                : throw new SnapshotFormatException(
                    $"Struct '{name}' at {Wire.Hex(position + start)} has {node.Data.Length} bytes, its description says {field.Size}.");
        }

        private VmStateNode Subsection(VmStateStruct description, int depth)
        {
            int start = _at;
            string what = $"Subsection '{description.VmsdName}' at {Here()}";
            ReadOnlySpan<byte> mark = Take(description.VmsdName, 2).Span;
            byte kind = mark[0];
            byte length = mark[1];
            ReadOnlySpan<byte> name = Take(description.VmsdName, length).Span;
            if (kind != Wire.Subsection || !name.SequenceEqual(Encoding.UTF8.GetBytes(description.VmsdName)))
            {
                throw new SnapshotFormatException($"{what} is described, but the file has 0x{kind:X2} '{Wire.Show(name)}' there.");
            }

            uint version = Wire.UInt32(Take(description.VmsdName, 4).Span);
            if (version != description.Version)
            {
                throw new SnapshotFormatException($"{what} has version {version}, its description {description.Version}.");
            }

            VmStateNode inner = Struct(description.VmsdName, description, VmStateNodeKind.Subsection, depth + 1);
            return new VmStateNode(description.VmsdName, VmStateNodeKind.Subsection, "subsection", payload[start.._at], _at - start, 1, position + start)
            {
                Children = inner.Children,
                VmsdName = description.VmsdName,
                Version = description.Version,
            };
        }

        private ReadOnlyMemory<byte> Take(string name, long size)
        {
            if (size < 0 || size > payload.Length - _at)
            {
                throw new SnapshotFormatException($"Field '{name}' at {Here()} needs {size} bytes; its section has {payload.Length - _at} left.");
            }

            ReadOnlyMemory<byte> taken = payload.Slice(_at, (int)size);
            _at += (int)size;
            return taken;
        }

        private string Here() => Wire.Hex(position + _at);
    }
}
