using System.Buffers.Binary;
using System.Text;
using Xemu.Abstractions.Media;

namespace Xemu.Kernel.Io.Tests;

/// <summary>A disc in memory with an XDVDFS volume: files in its root, and one folder with files.</summary>
internal sealed class TestDisc(byte[] bytes) : IBlockDevice
{
    private const int Sector = 2048;
    private const int RootSector = 33;
    private const int FolderSector = 34;
    private const byte Folder = 0x10;
    private const byte Archive = 0x20;

    public ulong SizeBytes => (ulong)bytes.Length;

    public bool IsReadOnly => true;

    public bool IsBroken { get; set; }

    /// <summary>Changes something in the descriptor's fields or in a directory.</summary>
    public void Damage(Random random)
    {
        (int start, int length) = random.Next(3) switch { 0 => ((32 * Sector) + 0x14, 16), 1 => (RootSector * Sector, 64), _ => (FolderSector * Sector, 64) };
        DamagedMedia.Change(bytes.AsSpan(start + random.Next(length)), random);
    }

    /// <summary>Makes a disc.</summary>
    /// <param name="root">Files of the root.</param>
    /// <param name="folder">Files of the folder <c>media</c>.</param>
    /// <param name="offset">Where the volume starts.</param>
    public static TestDisc Create(IReadOnlyDictionary<string, byte[]> root, IReadOnlyDictionary<string, byte[]> folder, int offset = 0)
    {
        byte[] volume = new byte[1 << 20];
        int next = FolderSector + 1;
        int folderBytes = Table(volume, FolderSector, folder, null, ref next);
        int rootBytes = Table(volume, RootSector, root, folderBytes, ref next);
        Span<byte> descriptor = volume.AsSpan(32 * Sector, Sector);
        "MICROSOFT*XBOX*MEDIA"u8.CopyTo(descriptor);
        "MICROSOFT*XBOX*MEDIA"u8.CopyTo(descriptor[0x7EC..]);
        BinaryPrimitives.WriteInt32LittleEndian(descriptor[0x14..], RootSector);
        BinaryPrimitives.WriteInt32LittleEndian(descriptor[0x18..], rootBytes);
        BinaryPrimitives.WriteInt64LittleEndian(descriptor[0x1C..], 127_000_000_000_000_000);
        return new TestDisc([.. new byte[offset], .. volume]);
    }

    public void Read(ulong offset, Span<byte> destination)
    {
        if (IsBroken)
        {
            throw new IOException("Scratched.");
        }

        bytes.AsSpan((int)offset, destination.Length).CopyTo(destination);
    }

    public void Write(ulong offset, ReadOnlySpan<byte> source) => throw new IOException("A disc takes no writes.");

    public void Flush()
    {
    }

    /// <summary>A tree of entries that has only right branches.</summary>
    private static int Table(byte[] volume, int sector, IReadOnlyDictionary<string, byte[]> files, int? folderBytes, ref int next)
    {
        Span<byte> table = volume.AsSpan(sector * Sector, Sector);
        table.Fill(0xFF);
        List<(string Name, byte Attributes, int Start, int Size)> entries = folderBytes is { } size ? [("media", Folder, FolderSector, size)] : [];
        foreach ((string name, byte[] content) in files)
        {
            entries.Add((name, Archive, content.Length == 0 ? 0 : next, content.Length));
            content.CopyTo(volume, next * Sector);
            next += (content.Length + Sector - 1) / Sector;
        }

        int place = 0;
        for (int i = 0; i < entries.Count; i++)
        {
            Span<byte> entry = table[place..];
            place = (place + 14 + entries[i].Name.Length + 3) & ~3;
            BinaryPrimitives.WriteUInt16LittleEndian(entry, 0);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[2..], i == entries.Count - 1 ? (ushort)0 : (ushort)(place / 4));
            BinaryPrimitives.WriteInt32LittleEndian(entry[4..], entries[i].Start);
            BinaryPrimitives.WriteInt32LittleEndian(entry[8..], entries[i].Size);
            entry[12] = entries[i].Attributes;
            entry[13] = (byte)entries[i].Name.Length;
            _ = Encoding.Latin1.GetBytes(entries[i].Name, entry[14..]);
        }

        return Sector;
    }
}
