using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Xemu.Abstractions.Migration;
using Xemu.Migration.Format;

namespace Xemu.Migration;

/// <summary>The main channel, read in order and exactly as far as is known to come; nothing can be read ahead of a peer that waits for an answer.</summary>
internal sealed class MainReader(IMigrationChannel channel)
{
    private const int PieceBytes = 1 << 20;

    private readonly ArrayBufferWriter<byte> _kept = new();
    private readonly byte[] _number = new byte[8];

    /// <summary>Where it stands.</summary>
    public ulong Position { get; private set; }

    /// <summary>The channel, to answer on.</summary>
    public IMigrationChannel Channel => channel;

    /// <summary>What <see cref="Keep"/> has kept.</summary>
    public ReadOnlyMemory<byte> Kept => _kept.WrittenMemory;

    public void Read(Span<byte> destination)
    {
        channel.Read(Position, destination);
        Position += (ulong)destination.Length;
    }

    public void Read(ReadOnlySpan<IoSlice> slices, int bytes)
    {
        channel.ReadVectored(Position, slices);
        Position += (ulong)bytes;
    }

    /// <summary>Passes over bytes of a source that obeys positions.</summary>
    public void Skip(int bytes) => Position += (ulong)bytes;

    public byte Byte()
    {
        Read(_number.AsSpan(0, 1));
        return _number[0];
    }

    public ushort UInt16()
    {
        Read(_number.AsSpan(0, 2));
        return BinaryPrimitives.ReadUInt16BigEndian(_number);
    }

    public uint UInt32()
    {
        Read(_number.AsSpan(0, 4));
        return BinaryPrimitives.ReadUInt32BigEndian(_number);
    }

    /// <summary>Keeps bytes for the snapshot that is put together at the end.</summary>
    public void Keep(ReadOnlySpan<byte> bytes) => _kept.Write(bytes);

    public byte KeepByte()
    {
        byte value = Byte();
        Keep([value]);
        return value;
    }

    public uint KeepUInt32()
    {
        uint value = UInt32();
        Keep(_number.AsSpan(0, 4));
        return value;
    }

    public ulong KeepUInt64()
    {
        Read(_number);
        Keep(_number);
        return BinaryPrimitives.ReadUInt64BigEndian(_number);
    }

    /// <summary>Reads and keeps bytes of a length that the stream claims: memory follows what has come.</summary>
    public ReadOnlyMemory<byte> KeepBytes(int length)
    {
        int start = _kept.WrittenCount;
        for (int left = length; left > 0;)
        {
            int count = Math.Min(left, PieceBytes);
            Read(_kept.GetSpan(count)[..count]);
            _kept.Advance(count);
            left -= count;
        }

        return _kept.WrittenMemory.Slice(start, length);
    }

    /// <summary>Reads and keeps a name behind its length.</summary>
    public string KeepName(string what)
    {
        ulong at = Position;
        int length = KeepByte();
        if (length is 0 or > FormatLimits.NameBytes)
        {
            throw new SnapshotFormatException($"The name of {what} at 0x{at:X} has {length} bytes; 1 to {FormatLimits.NameBytes} are read.");
        }

        ReadOnlySpan<byte> name = KeepBytes(length).Span;
        return name.ContainsAnyExceptInRange((byte)0x20, (byte)0x7E)
            ? throw new SnapshotFormatException($"The name of {what} at 0x{at:X} is not printable.")
            : Encoding.ASCII.GetString(name);
    }
}
