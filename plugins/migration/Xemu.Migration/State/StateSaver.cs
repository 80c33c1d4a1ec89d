using Xemu.Abstractions.State;
using Xemu.Abstractions.Time;
using Xemu.Migration.Format;

namespace Xemu.Migration;

/// <summary>Writes described state into a section of the file.</summary>
internal sealed class StateSaver : IStateVisitor
{
    private readonly VmStateWriter _writer;

    private StateSaver(VmStateWriter writer, int version)
    {
        _writer = writer;
        Version = version;
    }

    public int Version { get; }

    public bool IsLoading => false;

    /// <summary>Writes everything that an object describes. Machine thread, standing still.</summary>
    /// <param name="typeName">Name of the description in the file.</param>
    /// <param name="stateful">The object.</param>
    public static VmStateSection Save(string typeName, IStateful stateful)
    {
        var writer = new VmStateWriter(typeName, (uint)stateful.StateVersion);
        stateful.DescribeState(new StateSaver(writer, stateful.StateVersion));
        return writer.Finish();
    }

    public void Field(string name, ref bool value) => _writer.Field(name, value);

    public void Field(string name, ref byte value) => _writer.Field(name, value);

    public void Field(string name, ref ushort value) => _writer.Field(name, value);

    public void Field(string name, ref uint value) => _writer.Field(name, value);

    public void Field(string name, ref int value) => _writer.Field(name, value);

    public void Field(string name, ref ulong value) => _writer.Field(name, value);

    public void Field(string name, ref long value) => _writer.Field(name, value);

    public void Bytes(string name, Span<byte> value) => _writer.Bytes(name, value);

    public void Words(string name, Span<uint> value) => _writer.Words(name, value);

    public void Blob(string name, ref byte[] value, int maxLength)
    {
        CheckLength(name, value.Length, maxLength);
        _writer.Blob(name, value);
    }

    public void Text(string name, ref string value, int maxLength)
    {
        CheckLength(name, System.Text.Encoding.UTF8.GetByteCount(value), maxLength);
        _writer.Text(name, value);
    }

    public void Timer(string name, IGuestTimer timer) => _writer.Timer(name, timer.IsArmed, timer.IsArmed ? timer.DeadlineNs : 0);

    public void Part(string name, IStateful part)
    {
        _writer.BeginPart(name, (uint)part.StateVersion);
        part.DescribeState(new StateSaver(_writer, part.StateVersion));
        _writer.End();
    }

    public void Subsection(string name, bool needed, Action<IStateVisitor> fields)
    {
        if (needed)
        {
            _writer.BeginSubsection(name);
            fields(this);
            _writer.End();
        }
    }

    private static void CheckLength(string name, int length, int most)
    {
        if (length > most)
        {
            throw new StateException($"Field '{name}' holds {length} bytes, more than its limit of {most}.");
        }
    }
}
