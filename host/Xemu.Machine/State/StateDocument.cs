using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Xemu.Machine;

/// <summary>Lists saved state as paths and values: what a comparison of two runs shows.</summary>
public static class StateDocument
{
    private const int LongestValue = 64;

    /// <summary>Lists a component's saved state.</summary>
    /// <param name="owner">Where the paths start.</param>
    /// <param name="state">The component's saved state, as <see cref="StateWriter"/> makes it.</param>
    public static IEnumerable<KeyValuePair<string, string>> List(string owner, ReadOnlyMemory<byte> state) =>
        Fields(owner, state[4..]);

    /// <summary>Where two saved states of one component differ.</summary>
    /// <param name="owner">Where the paths start.</param>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static IEnumerable<string> Differences(string owner, ReadOnlyMemory<byte> left, ReadOnlyMemory<byte> right)
    {
        var rightValues = new Dictionary<string, string>(List(owner, right));
        foreach ((string path, string value) in List(owner, left))
        {
            string other = rightValues.GetValueOrDefault(path, "(absent)");
            if (other != value)
            {
                yield return $"{path}: {value} / {other}";
            }
        }
    }

    private static List<KeyValuePair<string, string>> Fields(string path, ReadOnlyMemory<byte> state)
    {
        var fields = new List<KeyValuePair<string, string>>();
        ReadOnlySpan<byte> rest = state.Span;
        int position = 0;
        while (position < rest.Length && (StateTag)rest[position] != StateTag.End)
        {
            var tag = (StateTag)rest[position];
            int nameLength = rest[position + 1];
            string name = $"{path}.{Encoding.UTF8.GetString(rest.Slice(position + 2, nameLength))}";
            position += 2 + nameLength;
            int size = FixedSize(tag);
            if (size > 0)
            {
                fields.Add(new(name, Convert.ToHexString(rest.Slice(position, size))));
                position += size;
                continue;
            }

            int length = BinaryPrimitives.ReadInt32LittleEndian(rest[position..]);
            ReadOnlyMemory<byte> content = state.Slice(position + 4, length);
            position += 4 + length;
            switch (tag)
            {
                case StateTag.Part:
                    fields.AddRange(Fields(name, content[4..]));
                    break;
                case StateTag.Subsection:
                    fields.AddRange(Fields(name, content));
                    break;
                default:
                    fields.Add(new(name, Show(content.Span)));
                    break;
            }
        }

        return fields;
    }

    private static int FixedSize(StateTag tag) => tag switch
    {
        StateTag.Bool or StateTag.Byte => 1,
        StateTag.UInt16 => 2,
        StateTag.UInt32 or StateTag.Int32 => 4,
        StateTag.UInt64 or StateTag.Int64 => 8,
        StateTag.Timer => 9,
        _ => 0,
    };

    private static string Show(ReadOnlySpan<byte> bytes) => bytes.Length <= LongestValue
        ? Convert.ToHexString(bytes)
        : string.Create(CultureInfo.InvariantCulture, $"{bytes.Length} bytes, hash {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(bytes))[..16]}");
}
