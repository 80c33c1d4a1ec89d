using System.Runtime.InteropServices;
using System.Text;
using Xemu.Abstractions.State;
using Xemu.Abstractions.Time;

namespace Xemu.Gpu.Nv2a;

/// <summary>State as named fields, so that a capture outlives versions of the state's description: what is missing keeps its value from the reset.</summary>
internal sealed class FieldBag : IStateVisitor
{
    private const int MaxFields = 4096;
    private const int MaxNameBytes = 256;

    /// <summary>Of all fields together.</summary>
    private const int MaxBytes = 1 << 26;
    private const string VersionField = "$version";

    private readonly Dictionary<string, byte[]> _fields;
    private string _prefix = string.Empty;

    private FieldBag(Dictionary<string, byte[]> fields, bool isLoading)
    {
        _fields = fields;
        IsLoading = isLoading;
    }

    public int Version { get; private set; } = 1;

    public bool IsLoading { get; }

    /// <summary>Writes the state of something.</summary>
    public static void Save(BinaryWriter writer, IStateful root)
    {
        var bag = new FieldBag([], isLoading: false);
        bag.Part(string.Empty, root);
        writer.Write(bag._fields.Count);
        foreach ((string name, byte[] bytes) in bag._fields)
        {
            writer.Write(name);
            writer.Write(bytes.Length);
            writer.Write(bytes);
        }
    }

    /// <summary>Loads the state of something that has been reset.</summary>
    /// <exception cref="CaptureException">The file cannot be.</exception>
    public static void Load(BinaryReader reader, IStateful root)
    {
        int count = Checked(reader.ReadInt32(), MaxFields, "fields");
        var fields = new Dictionary<string, byte[]>(count);
        int left = MaxBytes;
        for (int i = 0; i < count; i++)
        {
            int nameLength = Checked(reader.Read7BitEncodedInt(), MaxNameBytes, "bytes in the name of a field");
            string name = Encoding.UTF8.GetString(ReadExactly(reader, nameLength));
            int length = Checked(reader.ReadInt32(), left, $"bytes in field '{name}'");
            fields[name] = ReadExactly(reader, length);
            left -= length;
        }

        new FieldBag(fields, isLoading: true).Part(string.Empty, root);
    }

    public void Field(string name, ref bool value) => Value(name, ref value);

    public void Field(string name, ref byte value) => Value(name, ref value);

    public void Field(string name, ref ushort value) => Value(name, ref value);

    public void Field(string name, ref uint value) => Value(name, ref value);

    public void Field(string name, ref int value) => Value(name, ref value);

    public void Field(string name, ref ulong value) => Value(name, ref value);

    public void Field(string name, ref long value) => Value(name, ref value);

    public void Bytes(string name, Span<byte> value)
    {
        if (!IsLoading)
        {
            _fields[_prefix + name] = value.ToArray();
        }
        else if (_fields.TryGetValue(_prefix + name, out byte[]? bytes))
        {
            bytes.AsSpan(0, Math.Min(bytes.Length, value.Length)).CopyTo(value);
        }
    }

    public void Words(string name, Span<uint> value) => Bytes(name, MemoryMarshal.AsBytes(value));

    public void Blob(string name, ref byte[] value, int maxLength)
    {
        if (!IsLoading)
        {
            _fields[_prefix + name] = [.. value];
        }
        else if (_fields.TryGetValue(_prefix + name, out byte[]? bytes))
        {
            value = bytes.Length <= maxLength ? bytes : throw new CaptureException($"Its field '{_prefix}{name}' has {bytes.Length} bytes, and {maxLength} are the most.");
        }
    }

    public void Text(string name, ref string value, int maxLength)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(value);
        Blob(name, ref bytes, maxLength);
        value = Encoding.UTF8.GetString(bytes);
    }

    public void Timer(string name, IGuestTimer timer)
    {
        // No time passes in a replay.
    }

    public void Part(string name, IStateful part)
    {
        (string prefix, int version) = (_prefix, Version);
        _prefix = name.Length == 0 ? prefix : $"{prefix}{name}/";
        int partVersion = part.StateVersion;
        Value(VersionField, ref partVersion);
        Version = partVersion;
        part.DescribeState(this);
        (_prefix, Version) = (prefix, version);
    }

    public void Subsection(string name, bool needed, Action<IStateVisitor> fields)
    {
        string prefix = _prefix;
        _prefix = $"{prefix}{name}/";
        if (IsLoading ? _fields.Keys.Any(key => key.StartsWith(_prefix, StringComparison.Ordinal)) : needed)
        {
            fields(this);
        }

        _prefix = prefix;
    }

    private static byte[] ReadExactly(BinaryReader reader, int length) => reader.ReadBytes(length) is var bytes && bytes.Length == length ? bytes : throw new EndOfStreamException();

    private static int Checked(int value, int most, string what) =>
        value >= 0 && value <= most ? value : throw new CaptureException($"It claims {value} {what}, and {most} are the most.");

    private void Value<T>(string name, ref T value)
        where T : unmanaged => Bytes(name, MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref value, 1)));
}
