using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Xemu.Block.Fatx;

/// <summary>Where things lie on a volume: header, allocation table, clusters.</summary>
/// <remarks>
/// Header: 00 "FATX", 04 volume id, 08 sectors a cluster, 0C first cluster of the root, 10 name (32 UTF-16 units, ended by 0), the rest of the 4 KiB is FF. The table follows, with an
/// entry for each cluster that the whole partition would hold and one more, rounded up to 4 KiB; entries have 16 bits below 0xFFF0 of them and 32 bits otherwise. Cluster 1 lies behind it.
/// Sources: nxdk lib/nxdk/format.c; libfatx; xboxdevwiki "FATX" (name).
/// </remarks>
internal sealed class FatxGeometry
{
    /// <summary>Size of the header in bytes, and where the table starts.</summary>
    public const int HeaderBytes = 4096;

    /// <summary>Longest name of a volume, in UTF-16 units.</summary>
    public const int MaxVolumeName = 32;

    /// <summary>Largest file in bytes.</summary>
    public const ulong MaxFileBytes = uint.MaxValue;

    /// <summary>Most entries that a folder is given. Source: fatxplorer.eaton-works.com, "FATX File System Limitations Reference".</summary>
    public const uint MaxNewEntries = 4096;

    /// <summary>Most entries of a folder that are looked at: other systems may write larger ones.</summary>
    public const uint MaxEntries = 65536;

    private const uint Signature = 0x5854_4146;
    private const uint Fat16Limit = 0xFFF0;
    private const uint MaxSectorsPerCluster = 1024;

    /// <summary>Most clusters of a volume that is used: four times what the console can; it bounds the time that counting the free ones takes.</summary>
    private const uint MaxClusters = 1 << 26;

    private FatxGeometry(ulong sizeBytes, uint clusterBytes)
    {
        ulong entries = (sizeBytes / clusterBytes) + 1;
        IsFat16 = entries < Fat16Limit;
        TableBytes = ((entries * (IsFat16 ? 2UL : 4UL)) + HeaderBytes - 1) / HeaderBytes * HeaderBytes;
        ClusterBytes = clusterBytes;
        ClusterCount = sizeBytes > DataOffset ? (uint)Math.Min((sizeBytes - DataOffset) / clusterBytes, 0xFFFF_FFE0) : 0;
    }

    /// <summary>Size of a cluster in bytes.</summary>
    public uint ClusterBytes { get; }

    /// <summary>Number of clusters; they are counted from 1.</summary>
    public uint ClusterCount { get; }

    /// <summary>Whether the table's entries have 16 bits.</summary>
    public bool IsFat16 { get; }

    /// <summary>Size of the table in bytes.</summary>
    public ulong TableBytes { get; }

    /// <summary>Where cluster 1 starts.</summary>
    public ulong DataOffset => HeaderBytes + TableBytes;

    /// <summary>First cluster of the root folder.</summary>
    public uint RootCluster { get; private init; } = 1;

    /// <summary>The volume's id.</summary>
    public uint VolumeId { get; private init; }

    /// <summary>The volume's name.</summary>
    public string VolumeName { get; private init; } = string.Empty;

    /// <summary>Most clusters that a chain may have: those of the largest file.</summary>
    public uint MaxChain => (uint)Math.Min(((MaxFileBytes + ClusterBytes - 1) / ClusterBytes) + 1, ClusterCount);

    /// <summary>Whether a cluster of this number exists.</summary>
    public bool Holds(uint cluster) => cluster >= 1 && cluster <= ClusterCount;

    /// <summary>Where a cluster starts.</summary>
    public ulong OffsetOf(uint cluster) => DataOffset + ((cluster - 1UL) * ClusterBytes);

    /// <summary>Plans a volume.</summary>
    /// <param name="sizeBytes">Size of the partition.</param>
    /// <param name="clusterBytes">Size of a cluster: 512 to 512 KiB, a power of two.</param>
    /// <param name="volumeId">The volume's id.</param>
    /// <param name="volumeName">The volume's name, at most 32 characters.</param>
    /// <returns>The plan, or null when nothing would fit.</returns>
    public static FatxGeometry? Plan(ulong sizeBytes, uint clusterBytes, uint volumeId, string volumeName)
    {
        if (!IsClusterSize(clusterBytes / FatxWindow.SectorBytes) || clusterBytes % FatxWindow.SectorBytes != 0 || volumeName.Length > MaxVolumeName)
        {
            return null;
        }

        var plan = new FatxGeometry(sizeBytes, clusterBytes) { VolumeId = volumeId, VolumeName = volumeName };
        return plan.ClusterCount is 0 or > MaxClusters ? null : plan;
    }

    /// <summary>The size of clusters that a partition of this size gets.</summary>
    /// <remarks>A volume holds at most 2^24 clusters on the console; 16 KiB ones reach 256 GiB. Source: wiki-scene "FATX". Programs refuse the standard partitions with any other than 16 KiB (libfatx).</remarks>
    public static uint DefaultClusterBytes(ulong sizeBytes)
    {
        uint bytes = 16 << 10;
        while (bytes < 512 << 10 && sizeBytes / bytes > 1 << 24)
        {
            bytes <<= 1;
        }

        return bytes;
    }

    /// <summary>Reads a header.</summary>
    /// <param name="header">The first sector of the volume.</param>
    /// <param name="sizeBytes">Size of the partition.</param>
    /// <param name="geometry">What it says.</param>
    /// <returns><see cref="FatxStatus.NotFound"/> without the signature, <see cref="FatxStatus.Corrupt"/> when the rest makes no sense.</returns>
    public static FatxStatus TryParse(ReadOnlySpan<byte> header, ulong sizeBytes, out FatxGeometry? geometry)
    {
        geometry = null;
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != Signature)
        {
            return FatxStatus.NotFound;
        }

        uint sectors = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);
        if (!IsClusterSize(sectors))
        {
            return FatxStatus.Corrupt;
        }

        geometry = new FatxGeometry(sizeBytes, sectors * FatxWindow.SectorBytes)
        {
            VolumeId = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]),
            RootCluster = BinaryPrimitives.ReadUInt32LittleEndian(header[12..]),
            VolumeName = DecodeName(header.Slice(16, MaxVolumeName * 2)),
        };
        return geometry.Holds(geometry.RootCluster) && geometry.ClusterCount <= MaxClusters ? FatxStatus.Ok : FatxStatus.Corrupt;
    }

    /// <summary>Writes the header.</summary>
    public void EncodeHeader(Span<byte> header)
    {
        header.Fill(0xFF);
        BinaryPrimitives.WriteUInt32LittleEndian(header, Signature);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], VolumeId);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], ClusterBytes / FatxWindow.SectorBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(header[12..], RootCluster);
        int length = Encoding.Unicode.GetBytes(VolumeName, header.Slice(16, MaxVolumeName * 2));
        if (length < MaxVolumeName * 2)
        {
            header.Slice(16 + length, 2).Clear();
        }
    }

    private static bool IsClusterSize(uint sectors) => sectors is > 0 and <= MaxSectorsPerCluster && BitOperations.IsPow2(sectors);

    private static string DecodeName(ReadOnlySpan<byte> bytes)
    {
        string name = Encoding.Unicode.GetString(bytes);
        int end = name.AsSpan().IndexOfAny('\0', '\uFFFF');
        return end < 0 ? name : name[..end];
    }
}
