using System.Buffers.Binary;

namespace Xemu.Migration.Format;

/// <summary>A message on the return path: be16 kind, be16 length, be32 value.</summary>
/// <param name="Kind">What is said.</param>
/// <param name="Value">0 or an error for <see cref="ReturnPathKind.Shut"/>, the ping's number for <see cref="ReturnPathKind.Pong"/>.</param>
public readonly record struct ReturnPathMessage(ReturnPathKind Kind, uint Value)
{
    /// <summary>Bytes of a message.</summary>
    public const int Bytes = 8;

    /// <summary>Writes the message.</summary>
    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)Kind);
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], 4);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], Value);
    }

    /// <summary>Reads a message.</summary>
    /// <param name="source">What has arrived.</param>
    /// <param name="message">The message.</param>
    /// <returns>Whether it was whole.</returns>
    /// <exception cref="SnapshotFormatException">It is no message that is read.</exception>
    public static bool TryRead(ReadOnlySpan<byte> source, out ReturnPathMessage message)
    {
        message = default;
        if (source.Length < 4)
        {
            return false;
        }

        var kind = (ReturnPathKind)BinaryPrimitives.ReadUInt16BigEndian(source);
        int length = BinaryPrimitives.ReadUInt16BigEndian(source[2..]);
        if (kind is not (ReturnPathKind.Shut or ReturnPathKind.Pong) || length != 4)
        {
            throw new SnapshotFormatException($"The return path has a message {(int)kind} of {length} bytes, which is not read here.");
        }

        if (source.Length < Bytes)
        {
            return false;
        }

        message = new ReturnPathMessage(kind, BinaryPrimitives.ReadUInt32BigEndian(source[4..]));
        return true;
    }
}
