using System.Buffers.Binary;
using System.Text;
using Xemu.Abstractions;

namespace Xemu.Block;

/// <summary>The header of a qcow2 file, checked.</summary>
/// <remarks>Source: QEMU docs/interop/qcow2.txt. Limits on table sizes are the ones that document and qemu-img enforce.</remarks>
internal sealed record Qcow2Header
{
    /// <summary>Bytes of the header that are ever looked at besides extensions.</summary>
    public const int MaxFixedBytes = 112;

    /// <summary>Offset of l1_size: from here to <see cref="RootEnd"/> lie the fields that a commit switches, in one small write.</summary>
    public const int RootStart = 36;

    /// <summary>End of refcount_table_clusters.</summary>
    public const int RootEnd = 60;

    /// <summary>Greatest medium that is opened.</summary>
    public const ulong MaxSizeBytes = 16UL << 40;

    private const uint Magic = 0x514649FB;
    private const ulong IncompatibleDirty = 1;
    private const ulong IncompatibleCorrupt = 2;
    private const ulong IncompatibleExternalData = 4;
    private const ulong IncompatibleCompression = 8;
    private const ulong IncompatibleExtendedL2 = 16;
    private const uint ExtensionEnd = 0;
    private const uint ExtensionBackingFormat = 0xE2792ACA;
    private const int MaxL1Bytes = 32 << 20;
    private const int MaxRefcountTableBytes = 8 << 20;
    private const int MaxSnapshots = 65536;

    /// <summary>2 or 3.</summary>
    public required int Version { get; init; }

    /// <summary>9 to 21.</summary>
    public required int ClusterBits { get; init; }

    /// <summary>Size of the medium in bytes.</summary>
    public required ulong SizeBytes { get; init; }

    /// <summary>Entries in the active L1 table.</summary>
    public required int L1Entries { get; init; }

    /// <summary>Where the active L1 table is.</summary>
    public required ulong L1Offset { get; init; }

    /// <summary>Where the refcount table is.</summary>
    public required ulong RefcountTableOffset { get; init; }

    /// <summary>Its size in clusters.</summary>
    public required int RefcountTableClusters { get; init; }

    /// <summary>Number of internal snapshots.</summary>
    public required int SnapshotCount { get; init; }

    /// <summary>Where the snapshot table is.</summary>
    public required ulong SnapshotsOffset { get; init; }

    /// <summary>A refcount has 1 &lt;&lt; this bits.</summary>
    public required int RefcountOrder { get; init; }

    /// <summary>Whether the file was not closed cleanly and its refcounts may be stale.</summary>
    public required bool IsDirty { get; init; }

    /// <summary>Whether somebody has marked the file as damaged.</summary>
    public required bool IsCorrupt { get; init; }

    /// <summary>The autoclear feature bits.</summary>
    public required ulong AutoclearFeatures { get; init; }

    /// <summary>The backing file as it is written, or null.</summary>
    public required string? BackingFile { get; init; }

    /// <summary>The backing file's format as it is written, or null.</summary>
    public required string? BackingFormat { get; init; }

    /// <summary>Bytes of a cluster.</summary>
    public int ClusterSize => 1 << ClusterBits;

    /// <summary>Entries of the L1 table that a medium of this size needs.</summary>
    public int L1EntriesNeeded => (int)Math.Min((SizeBytes + ((1UL << ((2 * ClusterBits) - 3)) - 1)) >> ((2 * ClusterBits) - 3), int.MaxValue);

    /// <summary>Reads and checks the header.</summary>
    /// <exception cref="ComponentException">It is no qcow2 file, is damaged, or needs what is not done here.</exception>
    public static Qcow2Header Parse(ImageFile file)
    {
        string path = file.Path;
        Span<byte> h = stackalloc byte[MaxFixedBytes];
        file.ReadPadded(0, h);
        if (file.Length < 72 || U32(h, 0) != Magic)
        {
            throw Bad(path, "has no qcow2 header; a raw image uses block.raw");
        }

        uint version = U32(h, 4);
        if (version is not (2 or 3))
        {
            throw Bad(path, $"is of qcow2 version {version} and only 2 and 3 are known; convert it with 'qemu-img convert -O qcow2'");
        }

        uint clusterBits = U32(h, 20);
        if (clusterBits is < 9 or > 21)
        {
            throw Damaged(path, $"cluster_bits is {clusterBits} and must be 9 to 21");
        }

        int clusterSize = 1 << (int)clusterBits;
        uint crypt = U32(h, 32);
        if (crypt != 0)
        {
            throw Bad(path, $"is encrypted (method {crypt}), which is not supported; decrypt it with 'qemu-img convert'");
        }

        ulong incompatible = 0;
        ulong autoclear = 0;
        uint refcountOrder = 4;
        uint headerLength = 72;
        if (version == 3)
        {
            incompatible = U64(h, 72);
            autoclear = U64(h, 88);
            refcountOrder = U32(h, 96);
            headerLength = U32(h, 100);
            if (headerLength < 104 || headerLength % 8 != 0 || headerLength > clusterSize)
            {
                throw Damaged(path, $"header_length is {headerLength}");
            }

            CheckFeatures(path, incompatible, headerLength > 104 ? h[104] : (byte)0);
            if (refcountOrder > 6)
            {
                throw Damaged(path, $"refcount_order is {refcountOrder} and must be 0 to 6");
            }
        }

        ulong size = U64(h, 24);
        if (size % 512 != 0 || size > MaxSizeBytes)
        {
            throw Bad(path, $"describes a medium of {size} bytes; a multiple of 512 up to {MaxSizeBytes} is supported");
        }

        (string? backing, string? format) = ReadBacking(file, h, headerLength, clusterSize);
        var header = new Qcow2Header
        {
            Version = (int)version,
            ClusterBits = (int)clusterBits,
            SizeBytes = size,
            L1Entries = (int)Math.Min(U32(h, 36), int.MaxValue),
            L1Offset = U64(h, 40),
            RefcountTableOffset = U64(h, 48),
            RefcountTableClusters = (int)Math.Min(U32(h, 56), int.MaxValue),
            SnapshotCount = (int)Math.Min(U32(h, 60), int.MaxValue),
            SnapshotsOffset = U64(h, 64),
            RefcountOrder = (int)refcountOrder,
            IsDirty = (incompatible & IncompatibleDirty) != 0,
            IsCorrupt = (incompatible & IncompatibleCorrupt) != 0,
            AutoclearFeatures = autoclear,
            BackingFile = backing,
            BackingFormat = format,
        };
        header.CheckTables(file);
        return header;
    }

    /// <summary>Makes the error for a damaged file.</summary>
    public static ComponentException Damaged(string path, string what) =>
        Bad(path, $"is damaged: {what}; try 'qemu-img check -r all' on a copy");

    /// <summary>Makes an error about a file.</summary>
    public static ComponentException Bad(string path, string what) => new($"Image '{path}' {what}.");

    private static void CheckFeatures(string path, ulong incompatible, byte compressionType)
    {
        if ((incompatible & IncompatibleExternalData) != 0)
        {
            throw Bad(path, "keeps its data in an external file, which is not supported; convert it with 'qemu-img convert -O qcow2'");
        }

        if ((incompatible & IncompatibleExtendedL2) != 0)
        {
            throw Bad(path, "uses extended L2 entries, which are not supported; convert it with 'qemu-img convert -O qcow2 -o extended_l2=off'");
        }

        if ((incompatible & IncompatibleCompression) != 0 || compressionType != 0)
        {
            throw Bad(path, $"uses compression type {compressionType}, and only deflate (0) is supported; convert it with 'qemu-img convert -O qcow2 -o compression_type=zlib'");
        }

        ulong known = IncompatibleDirty | IncompatibleCorrupt;
        if ((incompatible & ~known) != 0)
        {
            throw Bad(path, $"needs unknown features (incompatible bits 0x{incompatible & ~known:X}); convert it with 'qemu-img convert -O qcow2'");
        }
    }

    private static (string? File, string? Format) ReadBacking(ImageFile file, ReadOnlySpan<byte> h, uint headerLength, int clusterSize)
    {
        ulong nameOffset = U64(h, 8);
        uint nameLength = U32(h, 16);
        if (nameOffset == 0)
        {
            return (null, null);
        }

        if (nameLength is 0 or > 1023 || nameOffset < headerLength || nameOffset > (ulong)clusterSize - nameLength)
        {
            throw Damaged(file.Path, $"the backing file's name has {nameLength} bytes at {nameOffset}");
        }

        // Extensions lie between the header and the backing file's name, all within the first cluster.
        byte[] start = new byte[(int)nameOffset + (int)nameLength];
        file.ReadPadded(0, start);
        string? format = null;
        uint at = headerLength;
        while (at + 8 <= nameOffset)
        {
            uint type = U32(start, (int)at);
            uint length = U32(start, (int)at + 4);
            if (type == ExtensionEnd)
            {
                break;
            }

            if (length > nameOffset - at - 8)
            {
                throw Damaged(file.Path, $"header extension 0x{type:X8} claims {length} bytes");
            }

            if (type == ExtensionBackingFormat)
            {
                format = Encoding.UTF8.GetString(start, (int)at + 8, (int)length);
            }

            at += 8 + ((length + 7) & ~7u);
        }

        return (Encoding.UTF8.GetString(start, (int)nameOffset, (int)nameLength), format);
    }

    private static uint U32(ReadOnlySpan<byte> h, int at) => BinaryPrimitives.ReadUInt32BigEndian(h[at..]);

    private static ulong U64(ReadOnlySpan<byte> h, int at) => BinaryPrimitives.ReadUInt64BigEndian(h[at..]);

    private void CheckTables(ImageFile file)
    {
        ulong cluster = (ulong)ClusterSize;
        if (L1Entries > MaxL1Bytes / 8 || L1Entries < L1EntriesNeeded)
        {
            throw Damaged(file.Path, $"the L1 table has {(uint)L1Entries} entries, and a medium of {SizeBytes} bytes needs {L1EntriesNeeded}");
        }

        if (L1Entries > 0)
        {
            CheckTable(file, "L1 table", L1Offset, (ulong)L1Entries * 8);
        }

        if (RefcountTableClusters == 0 || (ulong)RefcountTableClusters * cluster > MaxRefcountTableBytes)
        {
            throw Damaged(file.Path, $"the refcount table has {(uint)RefcountTableClusters} clusters");
        }

        CheckTable(file, "refcount table", RefcountTableOffset, (ulong)RefcountTableClusters * cluster);
        if (SnapshotCount > MaxSnapshots)
        {
            throw Damaged(file.Path, $"it claims {(uint)SnapshotCount} internal snapshots");
        }

        if (SnapshotCount > 0)
        {
            CheckTable(file, "snapshot table", SnapshotsOffset, 40);
        }
    }

    private void CheckTable(ImageFile file, string name, ulong offset, ulong length)
    {
        // The last table of a file may lack its unused tail.
        if (offset == 0 || offset % (ulong)ClusterSize != 0 || offset >= file.Length || offset > long.MaxValue - length)
        {
            throw Damaged(file.Path, $"the {name} of {length} bytes is at {offset} in a file of {file.Length}");
        }
    }
}
