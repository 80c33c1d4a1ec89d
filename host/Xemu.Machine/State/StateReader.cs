using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Xemu.Abstractions.State;
using Xemu.Abstractions.Time;

namespace Xemu.Machine;

/// <summary>Loads described state. The bytes are hostile: every name, tag and length is checked, and nothing may be left over.</summary>
internal sealed class StateReader : IStateVisitor
{
    private readonly ReadOnlyMemory<byte> _input;
    private readonly string _owner;
    private int _position;

    private StateReader(ReadOnlyMemory<byte> input, string owner)
    {
        _input = input;
        _owner = owner;
    }

    public int Version { get; private set; }

    public bool IsLoading => true;

    /// <summary>Assigns everything that an object describes; <see cref="IStateful.AfterRestore"/> is the caller's to call.</summary>
    /// <param name="owner">Whose state it is, for messages.</param>
    /// <param name="stateful">The object.</param>
    /// <param name="input">What <see cref="StateWriter.Save"/> gave.</param>
    public static void Load(string owner, IStateful stateful, ReadOnlyMemory<byte> input)
    {
        var reader = new StateReader(input, owner);
        reader.Version = (int)reader.Number(4);
        if (reader.Version < 1 || reader.Version > stateful.StateVersion)
        {
            throw new StateException($"State of '{owner}' has version {reader.Version}, this build knows 1 to {stateful.StateVersion}; load it with the build that saved it.");
        }

        stateful.DescribeState(reader);
        reader.ExpectEnd();
    }

    public void Field(string name, ref bool value)
    {
        ulong number = Take(StateTag.Bool, name, 1);
        value = number <= 1 ? number == 1 : throw Bad(name, $"holds {number}, which is no truth value");
    }

    public void Field(string name, ref byte value) => value = (byte)Take(StateTag.Byte, name, 1);

    public void Field(string name, ref ushort value) => value = (ushort)Take(StateTag.UInt16, name, 2);

    public void Field(string name, ref uint value) => value = (uint)Take(StateTag.UInt32, name, 4);

    public void Field(string name, ref int value) => value = (int)Take(StateTag.Int32, name, 4);

    public void Field(string name, ref ulong value) => value = Take(StateTag.UInt64, name, 8);

    public void Field(string name, ref long value) => value = (long)Take(StateTag.Int64, name, 8);

    public void Bytes(string name, Span<byte> value) => TakeFixed(StateTag.Bytes, name, value);

    public void Words(string name, Span<uint> value) => TakeFixed(StateTag.Words, name, MemoryMarshal.AsBytes(value));

    public void Blob(string name, ref byte[] value, int maxLength) => value = TakeBytes(StateTag.Blob, name, maxLength).ToArray();

    public void Text(string name, ref string value, int maxLength) => value = Encoding.UTF8.GetString(TakeBytes(StateTag.Text, name, maxLength).Span);

    public void Timer(string name, IGuestTimer timer)
    {
        bool armed = Take(StateTag.Timer, name, 1) != 0;
        ulong deadline = Number(8);
        if (armed)
        {
            timer.Arm(deadline);
        }
        else
        {
            timer.Cancel();
        }
    }

    public void Part(string name, IStateful part) => Load($"{_owner}/{name}", part, TakeBytes(StateTag.Part, name, int.MaxValue));

    public void Subsection(string name, bool needed, Action<IStateVisitor> fields)
    {
        if (!IsNext(StateTag.Subsection, name))
        {
            return;
        }

        var reader = new StateReader(TakeBytes(StateTag.Subsection, name, int.MaxValue), $"{_owner}/{name}") { Version = Version };
        fields(reader);
        reader.ExpectEnd();
    }

    private void ExpectEnd()
    {
        if ((StateTag)Number(1) != StateTag.End || _position != _input.Length)
        {
            throw new StateException($"State of '{_owner}' has fields that this build does not know; load it with the build that saved it.");
        }
    }

    private bool IsNext(StateTag tag, string name)
    {
        int start = _position;
        bool matches = (StateTag)Number(1) == tag && Name() == name;
        _position = start;
        return matches;
    }

    private ulong Take(StateTag tag, string name, int size)
    {
        Expect(tag, name);
        return Number(size);
    }

    private void TakeFixed(StateTag tag, string name, Span<byte> value)
    {
        ReadOnlyMemory<byte> bytes = TakeBytes(tag, name, value.Length);
        if (bytes.Length != value.Length)
        {
            throw Bad(name, $"holds {bytes.Length} bytes where {value.Length} are expected");
        }

        bytes.Span.CopyTo(value);
    }

    private ReadOnlyMemory<byte> TakeBytes(StateTag tag, string name, int maxLength)
    {
        Expect(tag, name);
        ulong length = Number(4);
        if (length > (ulong)maxLength || length > (ulong)(_input.Length - _position))
        {
            throw Bad(name, $"claims {length} bytes, more than there are or may be");
        }

        ReadOnlyMemory<byte> bytes = _input.Slice(_position, (int)length);
        _position += (int)length;
        return bytes;
    }

    private void Expect(StateTag tag, string name)
    {
        var found = (StateTag)Number(1);
        string foundName = found == StateTag.End ? "(end)" : Name();
        if (found != tag || foundName != name)
        {
            throw Bad(name, $"of kind {tag} was expected, the snapshot has '{foundName}' of kind {found}");
        }
    }

    private string Name()
    {
        int length = (int)Number(1);
        if (length > _input.Length - _position)
        {
            throw new StateException($"State of '{_owner}' ends within a name; the snapshot is damaged.");
        }

        string name = Encoding.UTF8.GetString(_input.Span.Slice(_position, length));
        _position += length;
        return name;
    }

    private ulong Number(int size)
    {
        if (size > _input.Length - _position)
        {
            throw new StateException($"State of '{_owner}' ends early; the snapshot is damaged.");
        }

        Span<byte> bytes = stackalloc byte[8];
        bytes.Clear();
        _input.Span.Slice(_position, size).CopyTo(bytes);
        _position += size;
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    private StateException Bad(string name, string what) =>
        new($"Field '{name}' of '{_owner}' {what}; the snapshot is damaged or from another version.");
}
