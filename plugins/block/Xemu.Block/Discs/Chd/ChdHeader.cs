using System.Buffers.Binary;
using Xemu.Abstractions;

namespace Xemu.Block;

/// <summary>The header of a CHD image, version 5. Source: MAME's description of the format (docs/source/techspecs/chd.rst).</summary>
internal sealed record ChdHeader
{
    /// <summary>Its size.</summary>
    public const int HeaderBytes = 124;

    /// <summary>The most hunks that are taken, for memory; enough for a disc of two layers in hunks of 2 KiB.</summary>
    public const ulong MaxHunks = 8 << 20;

    private const uint MaxHunkBytes = 1 << 20;

    /// <summary>The codecs that hunks name by number; zeros for none.</summary>
    public required ChdCodec[] Codecs { get; init; }

    /// <summary>Size of the medium.</summary>
    public required ulong LogicalBytes { get; init; }

    /// <summary>Where the map lies.</summary>
    public required ulong MapOffset { get; init; }

    /// <summary>Where the first piece of metadata lies, or 0.</summary>
    public required ulong MetadataOffset { get; init; }

    /// <summary>Size of a hunk.</summary>
    public required uint HunkBytes { get; init; }

    /// <summary>Size of a unit: a sector.</summary>
    public required uint UnitBytes { get; init; }

    /// <summary>Whether hunks are packed at all.</summary>
    public bool IsPacked => Codecs[0] != ChdCodec.None;

    /// <summary>Number of hunks.</summary>
    public int Hunks => (int)((LogicalBytes + HunkBytes - 1) / HunkBytes);

    /// <summary>Reads and checks it.</summary>
    /// <exception cref="ComponentException">It is damaged, of another version, or holds what is no disc of sectors.</exception>
    public static ChdHeader Parse(string path, ReadOnlySpan<byte> bytes)
    {
        string? problem = CheckKind(bytes);
        ChdHeader header = Read(bytes);
        problem ??= Check(header) ?? (bytes.Slice(104, 20).ContainsAnyExcept((byte)0) ? "holds only the differences to a parent image; make one without ('chdman copy')" : null);
        return problem is null ? header : throw new ComponentException($"CHD image '{path}' {problem}.");
    }

    private static ChdHeader Read(ReadOnlySpan<byte> bytes) => new()
    {
        Codecs = [Codec(bytes[16..]), Codec(bytes[20..]), Codec(bytes[24..]), Codec(bytes[28..])],
        LogicalBytes = BinaryPrimitives.ReadUInt64BigEndian(bytes[32..]),
        MapOffset = BinaryPrimitives.ReadUInt64BigEndian(bytes[40..]),
        MetadataOffset = BinaryPrimitives.ReadUInt64BigEndian(bytes[48..]),
        HunkBytes = BinaryPrimitives.ReadUInt32BigEndian(bytes[56..]),
        UnitBytes = BinaryPrimitives.ReadUInt32BigEndian(bytes[60..]),
    };

    private static ChdCodec Codec(ReadOnlySpan<byte> bytes) => (ChdCodec)BinaryPrimitives.ReadUInt32BigEndian(bytes);

    private static string? CheckKind(ReadOnlySpan<byte> bytes)
    {
        uint version = BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]);
        return !bytes.StartsWith("MComprHD"u8) ? "does not begin with 'MComprHD'"
            : version != 5 ? $"is of version {version}, and version 5 is known; make one with 'chdman copy'"
            : BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]) != HeaderBytes ? $"has a header of {BinaryPrimitives.ReadUInt32BigEndian(bytes[8..])} bytes in place of {HeaderBytes}; it is damaged"
            : null;
    }

    private static string? Check(ChdHeader header) =>
        header.HunkBytes is 0 or > MaxHunkBytes ? $"has hunks of {header.HunkBytes} bytes, which is not between 1 and {MaxHunkBytes}; it is damaged"
        : header.UnitBytes is 0 || header.UnitBytes % 512 != 0 || header.HunkBytes % header.UnitBytes != 0 ? $"has units of {header.UnitBytes} bytes in hunks of {header.HunkBytes}: it is no disc or disk of 512-byte sectors (an image of a CD is none)"
        : header.LogicalBytes == 0 || header.LogicalBytes / header.HunkBytes >= MaxHunks ? $"says that it holds {header.LogicalBytes} bytes in hunks of {header.HunkBytes}, and 1 to {MaxHunks} hunks are known; it is damaged"
        : null;
}
