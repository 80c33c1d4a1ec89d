using System.Buffers.Binary;
using System.Text;

namespace Xemu.Block.Fatx;

/// <summary>The 64 bytes of a folder's entry.</summary>
/// <remarks>
/// 00 length of the name (E5: deleted, 00 or FF: end of the folder), 01 attributes, 02 name (42 bytes, filled with FF), 2C first cluster, 30 size,
/// 34 modified, 38 created, 3C accessed: time and date, 16 bits each, all little-endian. Source: libfatx; Xbox Linux, "Xbox Partitioning and Filesystem Details".
/// </remarks>
internal static class FatxEntry
{
    /// <summary>Size in bytes.</summary>
    public const int Bytes = 64;

    /// <summary>First byte of an entry that was deleted.</summary>
    public const byte DeletedMark = 0xE5;

    /// <summary>First byte of the entry after a folder's last, and what a new folder is filled with.</summary>
    public const byte EndMark = 0xFF;

    private const byte OtherEndMark = 0x00;

    /// <summary>What an entry is.</summary>
    public static FatxEntryKind Kind(ReadOnlySpan<byte> entry) => entry[0] switch
    {
        EndMark or OtherEndMark => FatxEntryKind.End,
        DeletedMark => FatxEntryKind.Deleted,
        <= FatxName.MaxLength when FatxName.IsReadable(Name(entry)) => FatxEntryKind.Live,
        _ => FatxEntryKind.Unreadable,
    };

    /// <summary>The bytes of a live entry's name.</summary>
    public static ReadOnlySpan<byte> Name(ReadOnlySpan<byte> entry) => entry.Slice(2, Math.Min((int)entry[0], FatxName.MaxLength));

    /// <summary>First cluster.</summary>
    public static uint FirstCluster(ReadOnlySpan<byte> entry) => BinaryPrimitives.ReadUInt32LittleEndian(entry[0x2C..]);

    /// <summary>Reads an entry.</summary>
    public static FatxNode Decode(ReadOnlySpan<byte> entry, uint directoryCluster, uint index) => new(
        directoryCluster,
        index,
        FatxName.Decode(Name(entry)),
        (FatxAttributes)entry[1],
        FirstCluster(entry),
        BinaryPrimitives.ReadUInt32LittleEndian(entry[0x30..]),
        DecodeTime(entry[0x38..]),
        DecodeTime(entry[0x34..]),
        DecodeTime(entry[0x3C..]));

    /// <summary>Writes an entry.</summary>
    public static void Encode(in FatxNode node, Span<byte> entry)
    {
        entry[..0x2C].Fill(EndMark);
        entry[0] = (byte)Encoding.Latin1.GetBytes(node.Name, entry.Slice(2, FatxName.MaxLength));
        entry[1] = (byte)node.Attributes;
        BinaryPrimitives.WriteUInt32LittleEndian(entry[0x2C..], node.FirstCluster);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[0x30..], node.Size);
        EncodeTime(node.Modified, entry[0x34..]);
        EncodeTime(node.Created, entry[0x38..]);
        EncodeTime(node.Accessed, entry[0x3C..]);
    }

    private static FatxTime DecodeTime(ReadOnlySpan<byte> at) =>
        new(BinaryPrimitives.ReadUInt16LittleEndian(at[2..]), BinaryPrimitives.ReadUInt16LittleEndian(at));

    private static void EncodeTime(FatxTime time, Span<byte> at)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(at, time.Time);
        BinaryPrimitives.WriteUInt16LittleEndian(at[2..], time.Date);
    }
}
