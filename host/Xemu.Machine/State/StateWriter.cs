using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Xemu.Abstractions.State;
using Xemu.Abstractions.Time;

namespace Xemu.Machine;

/// <summary>Saves described state: each field as tag, name and value, so that a reader can check and list it.</summary>
internal sealed class StateWriter : IStateVisitor
{
    private readonly ArrayBufferWriter<byte> _output = new(4096);

    public int Version { get; private set; } = 1;

    public bool IsLoading => false;

    /// <summary>Writes everything that an object describes.</summary>
    public static byte[] Save(IStateful stateful)
    {
        var writer = new StateWriter();
        writer.WriteFields(stateful);
        return writer._output.WrittenSpan.ToArray();
    }

    public void Field(string name, ref bool value) => Put(StateTag.Bool, name, value ? 1UL : 0, 1);

    public void Field(string name, ref byte value) => Put(StateTag.Byte, name, value, 1);

    public void Field(string name, ref ushort value) => Put(StateTag.UInt16, name, value, 2);

    public void Field(string name, ref uint value) => Put(StateTag.UInt32, name, value, 4);

    public void Field(string name, ref int value) => Put(StateTag.Int32, name, (uint)value, 4);

    public void Field(string name, ref ulong value) => Put(StateTag.UInt64, name, value, 8);

    public void Field(string name, ref long value) => Put(StateTag.Int64, name, (ulong)value, 8);

    public void Bytes(string name, Span<byte> value) => PutBytes(StateTag.Bytes, name, value);

    public void Words(string name, Span<uint> value) => PutBytes(StateTag.Words, name, MemoryMarshal.AsBytes(value));

    public void Blob(string name, ref byte[] value, int maxLength)
    {
        if (value.Length > maxLength)
        {
            throw new StateException($"Field '{name}' holds {value.Length} bytes, more than its limit of {maxLength}.");
        }

        PutBytes(StateTag.Blob, name, value);
    }

    public void Text(string name, ref string value, int maxLength)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(value);
        if (utf8.Length > maxLength)
        {
            throw new StateException($"Field '{name}' holds {utf8.Length} bytes of text, more than its limit of {maxLength}.");
        }

        PutBytes(StateTag.Text, name, utf8);
    }

    public void Timer(string name, IGuestTimer timer)
    {
        Head(StateTag.Timer, name);
        Number(timer.IsArmed ? 1UL : 0, 1);
        Number(timer.IsArmed ? timer.DeadlineNs : 0, 8);
    }

    public void Part(string name, IStateful part) => Nested(StateTag.Part, name, Save(part));

    public void Subsection(string name, bool needed, Action<IStateVisitor> fields)
    {
        if (needed)
        {
            var writer = new StateWriter { Version = Version };
            fields(writer);
            writer.End();
            Nested(StateTag.Subsection, name, writer._output.WrittenSpan);
        }
    }

    private void WriteFields(IStateful stateful)
    {
        Version = stateful.StateVersion;
        Number((ulong)Version, 4);
        stateful.DescribeState(this);
        End();
    }

    private void End() => Number((ulong)StateTag.End, 1);

    private void Nested(StateTag tag, string name, ReadOnlySpan<byte> content) => PutBytes(tag, name, content);

    private void Put(StateTag tag, string name, ulong value, int size)
    {
        Head(tag, name);
        Number(value, size);
    }

    private void PutBytes(StateTag tag, string name, ReadOnlySpan<byte> value)
    {
        Head(tag, name);
        Number((ulong)value.Length, 4);
        _output.Write(value);
    }

    private void Head(StateTag tag, string name)
    {
        Number((ulong)tag, 1);
        byte[] utf8 = Encoding.UTF8.GetBytes(name);
        Number((ulong)utf8.Length, 1);
        _output.Write(utf8);
    }

    private void Number(ulong value, int size)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        _output.Write(bytes[..size]);
    }
}
