using Xemu.Abstractions.State;
using Xemu.Abstractions.Time;
using Xemu.Migration.Format;

namespace Xemu.Migration;

/// <summary>Loads described state from a parsed section of the file, which is hostile: names, kinds, lengths and versions are checked, and nothing may be left over.</summary>
internal sealed class StateLoader : IStateVisitor
{
    private readonly VmStateReader _reader;

    private StateLoader(VmStateReader reader, int version)
    {
        _reader = reader;
        Version = version;
    }

    public int Version { get; }

    public bool IsLoading => true;

    /// <summary>Assigns everything that an object describes; <see cref="IStateful.AfterRestore"/> is the caller's to call. Machine thread, standing still.</summary>
    /// <param name="owner">Whose state it is, for messages.</param>
    /// <param name="stateful">The object.</param>
    /// <param name="root">The section's parsed payload.</param>
    /// <exception cref="StateException">The state does not fit.</exception>
    /// <exception cref="SnapshotFormatException">The state does not fit.</exception>
    public static void Load(string owner, IStateful stateful, VmStateNode root)
    {
        var reader = new VmStateReader(root);
        stateful.DescribeState(new StateLoader(reader, CheckVersion(owner, reader.Version, stateful.StateVersion)));
        reader.Finish();
    }

    /// <summary>Refuses versions that this build does not know.</summary>
    public static int CheckVersion(string owner, uint version, int newest) => version >= 1 && version <= newest
        ? (int)version
        : throw new StateException($"State of '{owner}' has version {version}, this build knows 1 to {newest}; load it with the build that saved it.");

    public void Field(string name, ref bool value) => value = _reader.Bool(name);

    public void Field(string name, ref byte value) => value = _reader.UInt8(name);

    public void Field(string name, ref ushort value) => value = _reader.UInt16(name);

    public void Field(string name, ref uint value) => value = _reader.UInt32(name);

    public void Field(string name, ref int value) => value = _reader.Int32(name);

    public void Field(string name, ref ulong value) => value = _reader.UInt64(name);

    public void Field(string name, ref long value) => value = _reader.Int64(name);

    public void Bytes(string name, Span<byte> value) => _reader.Bytes(name, value);

    public void Words(string name, Span<uint> value) => _reader.Words(name, value);

    public void Blob(string name, ref byte[] value, int maxLength) => value = _reader.Blob(name, maxLength).ToArray();

    public void Text(string name, ref string value, int maxLength) => value = _reader.Text(name, maxLength);

    public void Timer(string name, IGuestTimer timer)
    {
        if (_reader.Timer(name, out ulong deadline))
        {
            timer.Arm(deadline);
        }
        else
        {
            timer.Cancel();
        }
    }

    public void Part(string name, IStateful part)
    {
        VmStateReader reader = _reader.Part(name);
        part.DescribeState(new StateLoader(reader, CheckVersion(name, reader.Version, part.StateVersion)));
    }

    public void Subsection(string name, bool needed, Action<IStateVisitor> fields)
    {
        if (_reader.Subsection(name) is { } reader)
        {
            fields(new StateLoader(reader, Version));
        }
    }
}
