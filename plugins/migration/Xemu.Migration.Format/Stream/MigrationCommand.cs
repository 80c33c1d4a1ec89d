using System.Buffers.Binary;

namespace Xemu.Migration.Format;

/// <summary>A command in the stream: 0x08, be16 kind, be16 length, data.</summary>
/// <param name="Kind">What is asked.</param>
/// <param name="Value">The number that a ping carries.</param>
public readonly record struct MigrationCommand(MigrationCommandKind Kind, uint Value)
{
    /// <summary>Most bytes of a command.</summary>
    public const int MaxBytes = 5 + 4;

    /// <summary>Writes the command.</summary>
    /// <returns>Bytes written.</returns>
    public int Write(Span<byte> destination)
    {
        int data = DataBytes(Kind);
        destination[0] = Wire.Command;
        BinaryPrimitives.WriteUInt16BigEndian(destination[1..], (ushort)Kind);
        BinaryPrimitives.WriteUInt16BigEndian(destination[3..], (ushort)data);
        if (data != 0)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination[5..], Value);
        }

        return 5 + data;
    }

    /// <summary>Reads a command.</summary>
    /// <param name="source">What has arrived, from the byte 0x08.</param>
    /// <param name="command">The command.</param>
    /// <param name="length">Bytes it has.</param>
    /// <returns>Whether it was whole.</returns>
    /// <exception cref="SnapshotFormatException">It is no command that is read.</exception>
    public static bool TryRead(ReadOnlySpan<byte> source, out MigrationCommand command, out int length)
    {
        command = default;
        length = 0;
        if (source.Length < 5)
        {
            return false;
        }

        var kind = (MigrationCommandKind)BinaryPrimitives.ReadUInt16BigEndian(source[1..]);
        int data = BinaryPrimitives.ReadUInt16BigEndian(source[3..]);
        bool isKnown = kind is MigrationCommandKind.OpenReturnPath or MigrationCommandKind.Ping or MigrationCommandKind.SwitchoverStart;
        if (source[0] != Wire.Command || !isKnown || data != DataBytes(kind))
        {
            throw new SnapshotFormatException($"The stream has the command {(int)kind} with {data} bytes (mark 0x{source[0]:X2}), which is not read here.");
        }

        if (source.Length < 5 + data)
        {
            return false;
        }

        command = new MigrationCommand(kind, data == 0 ? 0 : BinaryPrimitives.ReadUInt32BigEndian(source[5..]));
        length = 5 + data;
        return true;
    }

    private static int DataBytes(MigrationCommandKind kind) => kind == MigrationCommandKind.Ping ? 4 : 0;
}
