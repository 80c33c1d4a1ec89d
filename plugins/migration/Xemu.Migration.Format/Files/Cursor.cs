using System.Buffers.Binary;

namespace Xemu.Migration.Format;

/// <summary>Reads forward through a source with a small buffer. Every read is checked against the end.</summary>
internal sealed class Cursor(ISnapshotSource source)
{
    private readonly byte[] _buffer = new byte[8192];
    private long _bufferAt;
    private int _buffered;

    public long Position { get; private set; }

    public byte Byte(string what) => Take(1, what)[0];

    public ushort UInt16(string what) => BinaryPrimitives.ReadUInt16BigEndian(Take(2, what));

    public uint UInt32(string what) => BinaryPrimitives.ReadUInt32BigEndian(Take(4, what));

    public ulong UInt64(string what) => BinaryPrimitives.ReadUInt64BigEndian(Take(8, what));

    /// <summary>A name: a length byte, then printable bytes.</summary>
    public string Name(string what)
    {
        long at = Position;
        int length = Byte(what);
        if (length is 0 or > FormatLimits.NameBytes)
        {
            throw new SnapshotFormatException($"The name of {what} at {Wire.Hex(at)} has {length} bytes; 1 to {FormatLimits.NameBytes} are read.");
        }

        return Printable(length, what);
    }

    public string Printable(int length, string what)
    {
        long at = Position;
        ReadOnlySpan<byte> bytes = Take(length, what);
        foreach (byte b in bytes)
        {
            if (b is < 0x20 or > 0x7E)
            {
                throw new SnapshotFormatException($"The name of {what} at {Wire.Hex(at)} is '{Wire.Show(bytes)}', which is not printable.");
            }
        }

        return Wire.Show(bytes);
    }

    /// <summary>The next bytes, at most 8192, without going on; fewer at the end.</summary>
    public ReadOnlySpan<byte> Peek(int length)
    {
        long offset = Position - _bufferAt;
        if (offset < 0 || offset + length > _buffered)
        {
            _bufferAt = Position;
            _buffered = source.Read(Position, _buffer);
            offset = 0;
        }

        return _buffer.AsSpan((int)offset, Math.Min(length, _buffered - (int)offset));
    }

    public ReadOnlySpan<byte> Take(int length, string what)
    {
        ReadOnlySpan<byte> bytes = Peek(length);
        if (bytes.Length < length)
        {
            throw new SnapshotFormatException($"The file ends at {Wire.Hex(Position + bytes.Length)} within {what}, which needs {length} bytes at {Wire.Hex(Position)}.");
        }

        Position += length;
        return bytes;
    }

    public byte[] Bytes(int length, string what)
    {
        byte[] bytes = new byte[length];
        int read = source.Read(Position, bytes);
        if (read < length)
        {
            throw new SnapshotFormatException($"The file ends at {Wire.Hex(Position + read)} within {what}, which needs {length} bytes at {Wire.Hex(Position)}.");
        }

        Position += length;
        return bytes;
    }

    public void Skip(long bytes) => Position += bytes;

    public void Seek(long position) => Position = position;
}
