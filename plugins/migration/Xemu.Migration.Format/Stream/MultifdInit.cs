using System.Buffers.Binary;

namespace Xemu.Migration.Format;

/// <summary>The first packet on each multifd channel. Source: QEMU migration/multifd.c, MultiFDInit_t (64 bytes, big-endian).</summary>
/// <param name="MachineId">UUID of the sending machine; the receiver may compare it with its own.</param>
/// <param name="Channel">Number of the channel, from 0.</param>
public readonly record struct MultifdInit(Guid MachineId, byte Channel)
{
    /// <summary>Bytes of the packet.</summary>
    public const int Bytes = 64;

    internal const uint Magic = 0x1122_3344;
    internal const uint Version = 1;

    /// <summary>Writes the packet.</summary>
    public void Write(Span<byte> destination)
    {
        destination[..Bytes].Clear();
        BinaryPrimitives.WriteUInt32BigEndian(destination, Magic);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], Version);
        MachineId.TryWriteBytes(destination[8..], bigEndian: true, out _);
        destination[24] = Channel;
    }

    /// <summary>Reads the packet.</summary>
    /// <param name="source">64 bytes.</param>
    /// <exception cref="SnapshotFormatException">It is none.</exception>
    public static MultifdInit Read(ReadOnlySpan<byte> source)
    {
        Check(source, Bytes, "first");
        return new MultifdInit(new Guid(source.Slice(8, 16), bigEndian: true), source[24]);
    }

    internal static void Check(ReadOnlySpan<byte> source, int bytes, string what)
    {
        if (source.Length < bytes)
        {
            throw new SnapshotFormatException($"The {what} multifd packet has {source.Length} bytes, not {bytes}.");
        }

        uint magic = BinaryPrimitives.ReadUInt32BigEndian(source);
        uint version = BinaryPrimitives.ReadUInt32BigEndian(source[4..]);
        if (magic != Magic || version != Version)
        {
            throw new SnapshotFormatException($"The {what} multifd packet has magic 0x{magic:X8} version {version}, not 0x{Magic:X8} version {Version}.");
        }
    }
}
