using System.Buffers.Binary;

namespace Xemu.EndToEnd.Tests;

/// <summary>Wraps a disc in the forms that people have, in their plainest shape: nothing is packed.</summary>
internal static class DiscForms
{
    /// <summary>Where a whole disc has its game partition.</summary>
    private const long GamePartition = 0x1830_0000;

    private const int BlockBytes = 2048;
    private const uint Marked = 0x8000_0000;

    /// <summary>Writes a disc in a form.</summary>
    /// <param name="form"><c>iso</c>, <c>whole</c>, <c>cso</c>, <c>cci</c>, <c>chd</c> or <c>qcow2</c>.</param>
    /// <param name="disc">A volume, from its first sector on.</param>
    /// <param name="path">The file.</param>
    public static void Write(string form, byte[] disc, string path)
    {
        using FileStream file = File.Create(path);
        switch (form)
        {
            case "whole":
                file.Position = GamePartition;
                file.Write(disc);
                break;
            case "cso":
                file.Write([.. "CISO"u8, .. Little(24), .. Little((uint)disc.Length), .. Little(0), .. Little(BlockBytes), 1, 0, 0, 0]);
                file.Write(Index(disc, 24 + (4 * ((disc.Length / BlockBytes) + 1)), Marked));
                file.Write(disc);
                break;
            case "cci":
                file.Write([.. "CCIM"u8, .. Little(32), .. Little((uint)disc.Length), .. Little(0), .. Little(32 + (uint)disc.Length), .. Little(0), .. Little(BlockBytes), 1, 2, 0, 0]);
                file.Write(disc);
                file.Write(Index(disc, 32, 0, shift: 2));
                break;
            case "chd":
                WriteChd(file, disc);
                break;
            case "qcow2":
                WriteQcow2(file, disc);
                break;
            default:
                file.Write(disc);
                break;
        }
    }

    /// <summary>Where blocks lie, one behind the other; and where the last one ends.</summary>
    private static byte[] Index(byte[] disc, int start, uint mark, int shift = 0) =>
        [.. Enumerable.Range(0, (disc.Length / BlockBytes) + 1).SelectMany(i => Little(((uint)(start + (i * BlockBytes)) >> shift) | mark))];

    private static void WriteChd(FileStream file, byte[] disc)
    {
        const int HunkBytes = 4096;
        const int HeaderBytes = 124;
        int hunks = (disc.Length + HunkBytes - 1) / HunkBytes;
        int first = (HeaderBytes + (4 * hunks) + HunkBytes - 1) / HunkBytes;
        file.Write([.. "MComprHD"u8, .. Big(HeaderBytes), .. Big(5), .. new byte[16], .. Big(0), .. Big((uint)disc.Length), .. Big(0), .. Big(HeaderBytes), .. new byte[8], .. Big(HunkBytes), .. Big(BlockBytes), .. new byte[60]]);
        file.Write([.. Enumerable.Range(first, hunks).SelectMany(static i => Big((uint)i))]);
        file.Position = (long)first * HunkBytes;
        file.Write(disc);
        file.SetLength((long)(first + hunks) * HunkBytes);
    }

    /// <summary>Version 2: header, refcounts, the two tables, then the data; a cluster each.</summary>
    private static void WriteQcow2(FileStream file, byte[] disc)
    {
        const int ClusterBits = 16;
        const uint Cluster = 1 << ClusterBits;
        const uint Copied = 0x8000_0000;
        const uint FirstData = 5;
        uint clusters = ((uint)disc.Length + Cluster - 1) / Cluster;
        file.Write([.. "QFI"u8, 0xFB, .. Big(2), .. new byte[12], .. Big(ClusterBits), .. Big(0), .. Big(clusters * Cluster), .. Big(0), .. Big(1), .. Big(0), .. Big(3 * Cluster), .. Big(0), .. Big(Cluster), .. Big(1), .. new byte[12]]);
        file.Position = Cluster;
        file.Write([.. Big(0), .. Big(2 * Cluster)]);
        file.Position = 2 * Cluster;
        file.Write([.. Enumerable.Range(0, (int)(FirstData + clusters)).SelectMany(static _ => (byte[])[0, 1])]);
        file.Position = 3 * Cluster;
        file.Write([.. Big(Copied), .. Big(4 * Cluster)]);
        file.Position = 4 * Cluster;
        file.Write([.. Enumerable.Range(0, (int)clusters).SelectMany(static i => (byte[])[.. Big(Copied), .. Big((FirstData + (uint)i) * Cluster)])]);
        file.Position = FirstData * Cluster;
        file.Write(disc);
        file.SetLength((FirstData + clusters) * Cluster);
    }

    private static byte[] Little(uint value) => BitConverter.GetBytes(value);

    private static byte[] Big(uint value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }
}
