using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Xemu.Abstractions.Migration;

namespace Sample.Transport.Zstd;

/// <summary>Where each frame lies. All numbers are little-endian: a skippable frame (magic, size), two numbers a frame, the count, flags, a magic.</summary>
internal sealed class SeekTable
{
    /// <summary>Frames that we write hold as much; those of others may hold up to <see cref="LargestFrame"/>.</summary>
    public const int FrameBytes = 1 << 20;

    public const int LargestFrame = 16 << 20;

    private const uint SkippableMagic = 0x184D2A5E;
    private const uint SeekableMagic = 0x8F92EAB1;
    private const int Header = 8;
    private const int Footer = 9;
    private readonly List<Frame> _frames = [];

    /// <summary>Where the data ends.</summary>
    public ulong LengthBytes { get; private set; }

    public static SeekTable Read(string path, SafeFileHandle file)
    {
        long size = RandomAccess.GetLength(file);
        byte[] footer = new byte[Footer];
        if (size < Header + Footer || RandomAccess.Read(file, footer, size - Footer) != Footer || BinaryPrimitives.ReadUInt32LittleEndian(footer.AsSpan(5)) != SeekableMagic)
        {
            throw Broken(path, "it has no table of frames at its end");
        }

        // The flag's highest bit says that each entry has a checksum, which this reader skips: frames have their own.
        int entry = (footer[4] & 0x80) != 0 ? 12 : 8;
        long tableBytes = BinaryPrimitives.ReadUInt32LittleEndian(footer) * (long)entry;
        long start = size - Footer - tableBytes - Header;
        byte[] header = new byte[Header];
        if (start < 0 || RandomAccess.Read(file, header, start) != Header || BinaryPrimitives.ReadUInt32LittleEndian(header) != SkippableMagic
            || BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(4)) != tableBytes + Footer || tableBytes > int.MaxValue)
        {
            throw Broken(path, "its table of frames is broken");
        }

        byte[] entries = new byte[tableBytes];
        if (RandomAccess.Read(file, entries, start + Header) != entries.Length)
        {
            throw Broken(path, "its table of frames is cut short");
        }

        var table = new SeekTable();
        for (int at = 0; at < entries.Length; at += entry)
        {
            table.Add(BinaryPrimitives.ReadUInt32LittleEndian(entries.AsSpan(at)), BinaryPrimitives.ReadUInt32LittleEndian(entries.AsSpan(at + 4)));
        }

        bool isSound = table._frames.All(static f => f.PlainBytes <= LargestFrame && f.PackedBytes <= 2 * LargestFrame)
            && (table._frames.Count == 0 || table._frames[^1].PackedAt + table._frames[^1].PackedBytes == start);
        return isSound ? table : throw Broken(path, "its table of frames does not fit it");
    }

    public void Add(uint packedBytes, uint plainBytes)
    {
        long packedAt = _frames.Count == 0 ? 0 : _frames[^1].PackedAt + _frames[^1].PackedBytes;
        _frames.Add(new Frame(packedAt, packedBytes, LengthBytes, plainBytes));
        LengthBytes += plainBytes;
    }

    /// <summary>The frame with a byte of the data, which must be there.</summary>
    public Frame Find(ulong position)
    {
        int low = 0;
        int high = _frames.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            (low, high) = _frames[middle].PlainAt <= position ? (middle, high) : (low, middle - 1);
        }

        return _frames[low];
    }

    public byte[] ToBytes()
    {
        byte[] bytes = new byte[Header + (8 * _frames.Count) + Footer];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, SkippableMagic);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), (uint)(bytes.Length - Header));
        for (int i = 0; i < _frames.Count; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(Header + (8 * i)), _frames[i].PackedBytes);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(Header + (8 * i) + 4), _frames[i].PlainBytes);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(bytes.Length - Footer), (uint)_frames.Count);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(bytes.Length - 4), SeekableMagic);
        return bytes;
    }

    private static MigrationException Broken(string path, string why) => new($"File '{path}' is no snapshot in zstd's seekable format: {why}; choose another.");

    /// <summary>A frame's places in the file and in the data.</summary>
    public readonly record struct Frame(long PackedAt, uint PackedBytes, ulong PlainAt, uint PlainBytes);
}
