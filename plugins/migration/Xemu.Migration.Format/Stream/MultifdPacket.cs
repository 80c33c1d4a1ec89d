using System.Buffers.Binary;

namespace Xemu.Migration.Format;

/// <summary>
/// Encodes and decodes the packets of a multifd channel, in the caller's buffer of <see cref="Bytes"/>: header, block name, then 128 offsets, first those of the
/// pages that follow the packet, then those of zero pages. Source: QEMU 9.2 migration/multifd.h, MultiFDPacket_t; big-endian.
/// </summary>
/// <remarks>
/// <code>
/// 0 magic | 4 version | 8 flags | 12 pages allocated | 16 pages | 20 bytes that follow | 24 packet number (64) | 32 zero pages | 36 unused | 64 block name (256) | 320 offsets
/// </code>
/// Compression and device state on these channels are not read.
/// </remarks>
public static class MultifdPacket
{
    /// <summary>Most pages in a packet: 512 KiB of 4 KiB pages.</summary>
    public const int MaxPages = 128;

    /// <summary>Bytes of a packet; QEMU always sends room for all offsets.</summary>
    public const int Bytes = OffsetsAt + MaxPages * 8;

    private const int OffsetsAt = 320;
    private const int NameAt = 64;
    private const int NameBytes = 256;
    private const uint SyncFlag = 1;

    /// <summary>Writes a packet.</summary>
    /// <param name="destination">At least <see cref="Bytes"/>.</param>
    /// <param name="number">Counts over all channels.</param>
    /// <param name="isSync">Whether this channel meets the others here; such a packet has no pages.</param>
    /// <param name="blockName">ASCII name of the block; empty without pages.</param>
    /// <param name="pages">Offsets of the pages that follow the packet, in order.</param>
    /// <param name="zeroPages">Offsets of zero pages.</param>
    public static void Write(
        Span<byte> destination, ulong number, bool isSync, ReadOnlySpan<byte> blockName, ReadOnlySpan<ulong> pages, ReadOnlySpan<ulong> zeroPages)
    {
        if (pages.Length + zeroPages.Length > MaxPages || blockName.Length > FormatLimits.NameBytes)
        {
            throw new SnapshotFormatException($"A multifd packet takes {MaxPages} pages, not {pages.Length} and {zeroPages.Length} of zeros.");
        }

        destination[..Bytes].Clear();
        BinaryPrimitives.WriteUInt32BigEndian(destination, MultifdInit.Magic);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], MultifdInit.Version);
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], isSync ? SyncFlag : 0);
        BinaryPrimitives.WriteUInt32BigEndian(destination[12..], MaxPages);
        BinaryPrimitives.WriteUInt32BigEndian(destination[16..], (uint)pages.Length);
        BinaryPrimitives.WriteUInt32BigEndian(destination[20..], (uint)pages.Length * FormatLimits.PageSize);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], number);
        BinaryPrimitives.WriteUInt32BigEndian(destination[32..], (uint)zeroPages.Length);
        blockName.CopyTo(destination[NameAt..]);
        Put(destination[OffsetsAt..], pages);
        Put(destination[(OffsetsAt + pages.Length * 8)..], zeroPages);
    }

    /// <summary>Reads a packet.</summary>
    /// <param name="source"><see cref="Bytes"/> bytes.</param>
    /// <param name="offsets">Gets all offsets, at least <see cref="MaxPages"/>: pages first.</param>
    /// <returns>What the packet says.</returns>
    /// <exception cref="SnapshotFormatException">It is damaged, or of a kind that is not read. Offsets are not compared with the block's size.</exception>
    public static MultifdHeader Read(ReadOnlySpan<byte> source, Span<ulong> offsets)
    {
        MultifdInit.Check(source, Bytes, "page");
        uint flags = BinaryPrimitives.ReadUInt32BigEndian(source[8..]);
        uint allocated = BinaryPrimitives.ReadUInt32BigEndian(source[12..]);
        uint pages = BinaryPrimitives.ReadUInt32BigEndian(source[16..]);
        uint following = BinaryPrimitives.ReadUInt32BigEndian(source[20..]);
        uint zeroPages = BinaryPrimitives.ReadUInt32BigEndian(source[32..]);
        if ((flags & ~SyncFlag) != 0)
        {
            throw new SnapshotFormatException($"A multifd packet has the flags 0x{flags:X}; compression and device state are not read.");
        }

        if (allocated > MaxPages || pages > allocated || zeroPages > allocated - pages || following != pages * FormatLimits.PageSize)
        {
            throw new SnapshotFormatException(
                $"A multifd packet claims {pages} pages and {zeroPages} of zeros, room for {allocated}, and {following} bytes to follow; at most {MaxPages} of {FormatLimits.PageSize} can be.");
        }

        ReadOnlySpan<byte> name = source.Slice(NameAt, NameBytes);
        int end = name.IndexOf((byte)0);
        int count = (int)(pages + zeroPages);
        if (end is < 0 or > FormatLimits.NameBytes || (end == 0 && count != 0))
        {
            throw new SnapshotFormatException($"A multifd packet with {count} pages names its block '{Wire.Show(name[..Math.Max(end, 0)])}'.");
        }

        for (int i = 0; i < count; i++)
        {
            ulong offset = BinaryPrimitives.ReadUInt64BigEndian(source[(OffsetsAt + i * 8)..]);
            offsets[i] = offset % FormatLimits.PageSize == 0
                ? offset
                : throw new SnapshotFormatException($"A multifd packet has a page at 0x{offset:X}, which no page begins at.");
        }

        return new MultifdHeader((flags & SyncFlag) != 0, BinaryPrimitives.ReadUInt64BigEndian(source[24..]), end, (int)pages, (int)zeroPages);
    }

    /// <summary>The block's name in a packet.</summary>
    /// <param name="source">The packet.</param>
    /// <param name="header">What <see cref="Read"/> gave.</param>
    public static ReadOnlySpan<byte> BlockName(ReadOnlySpan<byte> source, MultifdHeader header) => source.Slice(NameAt, header.NameLength);

    private static void Put(Span<byte> destination, ReadOnlySpan<ulong> offsets)
    {
        for (int i = 0; i < offsets.Length; i++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(destination[(i * 8)..], offsets[i]);
        }
    }
}
