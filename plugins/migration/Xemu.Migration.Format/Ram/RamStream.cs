using System.Buffers.Binary;

namespace Xemu.Migration.Format;

/// <summary>Encodes and decodes the sequential <c>ram</c> stream, in the caller's buffers. Nothing is allocated.</summary>
public static class RamStream
{
    /// <summary>Most bytes of a record's header.</summary>
    public const int MaxHeaderBytes = 8 + 1 + FormatLimits.NameBytes + 1;

    /// <summary>Where the block's name begins in a record that has one.</summary>
    public const int NameAt = 9;

    private const RamStreamFlags Known =
        RamStreamFlags.Zero | RamStreamFlags.MemorySize | RamStreamFlags.Page | RamStreamFlags.EndOfSection | RamStreamFlags.Continue | RamStreamFlags.MultifdFlush;

    /// <summary>Writes the header of a page; the page's bytes follow it.</summary>
    /// <param name="destination">At least <see cref="MaxHeaderBytes"/>.</param>
    /// <param name="offset">Offset in the block.</param>
    /// <param name="blockName">ASCII name; empty when the block is that of the record before.</param>
    /// <returns>Bytes written.</returns>
    public static int WritePage(Span<byte> destination, ulong offset, ReadOnlySpan<byte> blockName) =>
        WriteRecord(destination, offset, RamStreamFlags.Page, blockName);

    /// <summary>Writes a zero page.</summary>
    /// <inheritdoc cref="WritePage"/>
    public static int WriteZeroPage(Span<byte> destination, ulong offset, ReadOnlySpan<byte> blockName)
    {
        int length = WriteRecord(destination, offset, RamStreamFlags.Zero, blockName);
        destination[length] = 0;
        return length + 1;
    }

    /// <summary>Writes a record of flags alone: end of section, multifd flush.</summary>
    /// <param name="destination">At least 8 bytes.</param>
    /// <param name="flags">The flags.</param>
    /// <returns>Bytes written.</returns>
    public static int WriteMark(Span<byte> destination, RamStreamFlags flags)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, (ulong)flags);
        return 8;
    }

    /// <summary>Writes the header of a further <c>ram</c> section; records follow, then an end mark and <see cref="WriteFooter"/>.</summary>
    /// <param name="destination">At least 5 bytes.</param>
    /// <param name="isLast">Whether it is the last one.</param>
    /// <returns>Bytes written.</returns>
    public static int WriteSection(Span<byte> destination, bool isLast)
    {
        destination[0] = isLast ? Wire.SectionEnd : Wire.SectionPart;
        BinaryPrimitives.WriteUInt32BigEndian(destination[1..], Wire.RamSectionId);
        return 5;
    }

    /// <summary>Writes the footer of a <c>ram</c> section.</summary>
    /// <param name="destination">At least 5 bytes.</param>
    /// <returns>Bytes written.</returns>
    public static int WriteFooter(Span<byte> destination)
    {
        destination[0] = Wire.Footer;
        BinaryPrimitives.WriteUInt32BigEndian(destination[1..], Wire.RamSectionId);
        return 5;
    }

    /// <summary>Reads a record's header.</summary>
    /// <param name="source">What has arrived; <see cref="MaxHeaderBytes"/> are always enough.</param>
    /// <param name="pageSize">Bytes of a page.</param>
    /// <param name="position">Where it stands, for messages.</param>
    /// <param name="record">The record.</param>
    /// <returns>Whether it was whole; when not, more has to arrive.</returns>
    /// <exception cref="SnapshotFormatException">It is no record that this reader takes.</exception>
    public static bool TryRead(ReadOnlySpan<byte> source, int pageSize, long position, out RamRecord record)
    {
        record = default;
        if (source.Length < 8)
        {
            return false;
        }

        ulong word = BinaryPrimitives.ReadUInt64BigEndian(source);
        var flags = (RamStreamFlags)(word & (ulong)(pageSize - 1));
        ulong address = word & ~(ulong)(pageSize - 1);
        Check(flags, position);
        if ((flags & (RamStreamFlags.Page | RamStreamFlags.Zero)) == 0)
        {
            record = new RamRecord(flags, address, 0, 8);
            return true;
        }

        int length = 8;
        int nameLength = 0;
        if ((flags & RamStreamFlags.Continue) == 0)
        {
            if (source.Length < NameAt)
            {
                return false;
            }

            nameLength = source[8];
            if (nameLength is 0 or > FormatLimits.NameBytes)
            {
                throw new SnapshotFormatException($"The RAM record at {Wire.Hex(position)} has a block name of {nameLength} bytes.");
            }

            length += 1 + nameLength;
        }

        bool isZero = (flags & RamStreamFlags.Zero) != 0;
        int whole = length + (isZero ? 1 : 0);
        if (source.Length < whole)
        {
            return false;
        }

        if (isZero && source[length] != 0)
        {
            throw new SnapshotFormatException($"The RAM record at {Wire.Hex(position)} fills a page with 0x{source[length]:X2}; only zero is known.");
        }

        record = new RamRecord(flags, address, nameLength, whole);
        return true;
    }

    private static void Check(RamStreamFlags flags, long position)
    {
        RamStreamFlags kind = flags & ~RamStreamFlags.Continue;
        bool isOne = kind is RamStreamFlags.Zero or RamStreamFlags.Page or RamStreamFlags.EndOfSection or RamStreamFlags.MemorySize or RamStreamFlags.MultifdFlush;
        bool isContinued = (flags & RamStreamFlags.Continue) != 0 && kind is not (RamStreamFlags.Zero or RamStreamFlags.Page);
        if ((flags & ~Known) != 0 || !isOne || isContinued)
        {
            throw new SnapshotFormatException(
                $"The RAM record at {Wire.Hex(position)} has the flags 0x{(int)flags:X}, which are not read here (compression, hooks and mixtures are not).");
        }
    }

    private static int WriteRecord(Span<byte> destination, ulong offset, RamStreamFlags flags, ReadOnlySpan<byte> blockName)
    {
        ulong word = offset | (ulong)flags | (blockName.Length == 0 ? (ulong)RamStreamFlags.Continue : 0);
        BinaryPrimitives.WriteUInt64BigEndian(destination, word);
        if (blockName.Length == 0)
        {
            return 8;
        }

        destination[8] = (byte)blockName.Length;
        blockName.CopyTo(destination[NameAt..]);
        return NameAt + blockName.Length;
    }
}
