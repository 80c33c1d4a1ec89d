using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace Xemu.Migration.Format;

/// <summary>How values of the tree are shown.</summary>
internal static class StateText
{
    private const int ShownBytes = 32;

    public static string Name(string name) => Wire.Show(Encoding.UTF8.GetBytes(name));

    /// <summary>A value or array of values.</summary>
    public static string Value(VmStateNode node)
    {
        ReadOnlySpan<byte> data = node.Data.Span;
        bool isNumber = Number(node, 0) is not null;
        if (!isNumber)
        {
            return Bytes(data);
        }

        if (node.Kind == VmStateNodeKind.Value)
        {
            return Number(node, 0)!;
        }

        var text = new StringBuilder("[");
        int shown = Math.Min(node.Count, ShownBytes);
        for (int i = 0; i < shown; i++)
        {
            text.Append(i == 0 ? "" : " ").Append(Number(node, i));
        }

        return text.Append(shown < node.Count ? $" … {node.Count} in all]" : "]").ToString();
    }

    private static string? Number(VmStateNode node, int index)
    {
        int size = node.ElementSize;
        if (node.Data.Length < (index + 1) * size)
        {
            return null;
        }

        ReadOnlySpan<byte> data = node.Data.Span.Slice(index * size, size);
        bool isSigned = node.Type.StartsWith("int", StringComparison.Ordinal);
        bool isUnsigned = node.Type.StartsWith("uint", StringComparison.Ordinal) || node.Type is "bool" or "timer";
        if (node.Type.EndsWith("le", StringComparison.Ordinal) || (!isSigned && !isUnsigned))
        {
            return null;
        }

        CultureInfo c = CultureInfo.InvariantCulture;
        return (size, isSigned) switch
        {
            (1, false) when node.Type == "bool" => data[0] == 0 ? "false" : "true",
            (1, false) => $"0x{data[0]:X2}",
            (2, false) => $"0x{BinaryPrimitives.ReadUInt16BigEndian(data):X4}",
            (4, false) => $"0x{BinaryPrimitives.ReadUInt32BigEndian(data):X8}",
            (8, false) => $"0x{BinaryPrimitives.ReadUInt64BigEndian(data):X16}",
            (1, true) => ((sbyte)data[0]).ToString(c),
            (2, true) => BinaryPrimitives.ReadInt16BigEndian(data).ToString(c),
            (4, true) => BinaryPrimitives.ReadInt32BigEndian(data).ToString(c),
            (8, true) => BinaryPrimitives.ReadInt64BigEndian(data).ToString(c),
            _ => null,
        };
    }

    private static string Bytes(ReadOnlySpan<byte> data)
    {
        string text = Convert.ToHexStringLower(data[..Math.Min(data.Length, ShownBytes)]);
        return data.Length <= ShownBytes ? text : $"{text}… {data.Length} bytes, xxh3 {XxHash3.HashToUInt64(data):x16}";
    }
}
