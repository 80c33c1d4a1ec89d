using System.Buffers.Binary;
using System.Text;

namespace Xemu.Block.Fatx;

/// <summary>The partition table that homebrew kernels keep in sector 0; a disk from the factory has none.</summary>
/// <remarks>
/// 00 "****PARTINFO****", 30 fourteen entries of 32 bytes, in the order of partition numbers from 1: 00 name, 10 flags (bit 31: in use), 14 first sector, 18 number of sectors,
/// 1C and 1E bits 32-47 of both. Sources: nkpatcher xa_lba48.asm; Cromwell BootFATX.h (names, high bits).
/// </remarks>
internal static class XboxPartitionTable
{
    /// <summary>Number of entries.</summary>
    public const int Entries = 14;

    private const int FirstEntry = 0x30;
    private const int EntryBytes = 32;
    private const uint InUse = 0x8000_0000;
    private static readonly string[] Names = ["XBOX DATA E", "XBOX SHELL C", "XBOX CACHE X", "XBOX CACHE Y", "XBOX CACHE Z", "XBOX EXTRA F", "XBOX EXTRA G"];

    private static ReadOnlySpan<byte> Signature => "****PARTINFO****"u8;

    /// <summary>Reads a table.</summary>
    /// <param name="sector">Sector 0.</param>
    /// <param name="diskBytes">Size of the disk; what does not lie on it is left out.</param>
    /// <returns>The partitions, or null when there is no table.</returns>
    public static List<XboxPartition>? Decode(ReadOnlySpan<byte> sector, ulong diskBytes)
    {
        if (!sector.StartsWith(Signature))
        {
            return null;
        }

        var partitions = new List<XboxPartition>();
        for (int i = 0; i < Entries; i++)
        {
            ReadOnlySpan<byte> entry = sector.Slice(FirstEntry + (i * EntryBytes), EntryBytes);
            ulong first = BinaryPrimitives.ReadUInt32LittleEndian(entry[0x14..]) | ((ulong)BinaryPrimitives.ReadUInt16LittleEndian(entry[0x1C..]) << 32);
            ulong count = BinaryPrimitives.ReadUInt32LittleEndian(entry[0x18..]) | ((ulong)BinaryPrimitives.ReadUInt16LittleEndian(entry[0x1E..]) << 32);
            bool isUsed = (BinaryPrimitives.ReadUInt32LittleEndian(entry[0x10..]) & InUse) != 0;
            ulong sectors = diskBytes / FatxWindow.SectorBytes;
            if (isUsed && first > 0 && count > 0 && first < sectors && count <= sectors - first)
            {
                partitions.Add(new XboxPartition(i + 1, XboxPartition.LetterOf(i + 1), first * FatxWindow.SectorBytes, count * FatxWindow.SectorBytes));
            }
        }

        return partitions;
    }

    /// <summary>Writes a table.</summary>
    public static void Encode(IEnumerable<XboxPartition> partitions, Span<byte> sector)
    {
        sector.Clear();
        Signature.CopyTo(sector);
        for (int i = 0; i < Entries; i++)
        {
            sector.Slice(FirstEntry + (i * EntryBytes), 16).Fill((byte)' ');
        }

        foreach (XboxPartition partition in partitions)
        {
            Span<byte> entry = sector.Slice(FirstEntry + ((partition.Number - 1) * EntryBytes), EntryBytes);
            string name = partition.Number <= Names.Length ? Names[partition.Number - 1] : $"XBOX EXTRA {partition.Number}";
            Encoding.ASCII.GetBytes(name, entry[..16]);
            ulong first = partition.Offset / FatxWindow.SectorBytes;
            ulong count = partition.Size / FatxWindow.SectorBytes;
            BinaryPrimitives.WriteUInt32LittleEndian(entry[0x10..], InUse);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[0x14..], (uint)first);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[0x18..], (uint)count);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[0x1C..], (ushort)(first >> 32));
            BinaryPrimitives.WriteUInt16LittleEndian(entry[0x1E..], (ushort)(count >> 32));
        }
    }
}
