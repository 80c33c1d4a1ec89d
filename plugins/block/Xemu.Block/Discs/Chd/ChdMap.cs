using System.Buffers.Binary;

namespace Xemu.Block;

/// <summary>Reads where hunks lie. Source: MAME's format, version 5.</summary>
internal static class ChdMap
{
    private const int PackedHeaderBytes = 16;
    private const int MapSymbols = 16;
    private const int MapMaxBits = 8;

    /// <summary>Bytes of an entry as the map's checksum sees it.</summary>
    private const int EntryBytes = 12;

    /// <summary>Reads the map of an image; hunks that are the same as another one have its entry.</summary>
    /// <exception cref="ChdDamageException">It is damaged.</exception>
    /// <exception cref="IOException">It could not be read.</exception>
    public static ChdHunk[] Read(ImageFile file, ChdHeader header)
    {
        ChdHunk[] hunks = header.IsPacked ? ReadPacked(file, header) : ReadPlain(file, header);
        for (int i = 0; i < hunks.Length; i++)
        {
            Check(hunks[i], i, file.Length);
            if (hunks[i].Kind == ChdHunkKind.Self)
            {
                // An earlier one, so that it is no reference itself any more.
                hunks[i] = hunks[hunks[i].Offset];
            }
        }

        return hunks;
    }

    private static void Check(ChdHunk hunk, int number, ulong fileBytes)
    {
        string? problem = hunk.Kind switch
        {
            ChdHunkKind.Zero => null,
            ChdHunkKind.Parent => "that only a parent image has",
            ChdHunkKind.Self => hunk.Offset < (ulong)number ? null : $"that is the same as the later hunk {hunk.Offset}",
            _ => hunk.Offset <= fileBytes && hunk.Length <= fileBytes - hunk.Offset ? null : $"of {hunk.Length} bytes at {hunk.Offset}, beyond the end of the file of {fileBytes} bytes",
        };
        if (problem is not null)
        {
            throw new ChdDamageException($"hunk {number} {problem}");
        }
    }

    /// <summary>An image that is not packed has the place of each hunk, in units of a hunk; 0 where it is all zero.</summary>
    private static ChdHunk[] ReadPlain(ImageFile file, ChdHeader header)
    {
        byte[] map = ReadBytes(file, header.MapOffset, (ulong)header.Hunks * 4);
        var hunks = new ChdHunk[header.Hunks];
        for (int i = 0; i < hunks.Length; i++)
        {
            ulong place = BinaryPrimitives.ReadUInt32BigEndian(map.AsSpan(i * 4)) * (ulong)header.HunkBytes;
            hunks[i] = new ChdHunk(place, header.HunkBytes, 0, place == 0 ? ChdHunkKind.Zero : ChdHunkKind.Stored);
        }

        return hunks;
    }

    private static ChdHunk[] ReadPacked(ImageFile file, ChdHeader header)
    {
        byte[] start = ReadBytes(file, header.MapOffset, PackedHeaderBytes);
        byte[] packed = ReadBytes(file, header.MapOffset + PackedHeaderBytes, BinaryPrimitives.ReadUInt32BigEndian(start));
        var widths = new ChdMapWidths(start[12], start[13], start[14]);
        if (!widths.AreSound)
        {
            throw new ChdDamageException("a map whose numbers are wider than 32 bits");
        }

        ulong first = BinaryPrimitives.ReadUInt64BigEndian(start.AsSpan(2)) & 0xFFFF_FFFF_FFFF;
        var bits = new BitReader(packed);
        ChdHunkKind[] kinds = ReadKinds(ref bits, header.Hunks);
        ChdHunk[] hunks = ReadPlaces(ref bits, kinds, header, widths, first);
        return Checksum(hunks) == BinaryPrimitives.ReadUInt16BigEndian(start.AsSpan(10))
            ? hunks
            : throw new ChdDamageException("a map whose checksum is wrong");
    }

    private static ChdHunkKind[] ReadKinds(ref BitReader bits, int count)
    {
        var kinds = new ChdHunkKind[count];
        HuffmanCode code = HuffmanCode.ReadPlain(ref bits, MapSymbols, MapMaxBits);
        ChdHunkKind last = ChdHunkKind.Codec0;
        for (int i = 0; i < count;)
        {
            var kind = (ChdHunkKind)code.Decode(ref bits);
            int times = kind switch
            {
                ChdHunkKind.RepeatSmall => 3 + code.Decode(ref bits),
                ChdHunkKind.RepeatLarge => 3 + 16 + (code.Decode(ref bits) << 4) + code.Decode(ref bits),
                _ => 1,
            };
            last = times == 1 ? kind : last;
            int end = Math.Min(count, i + times);
            kinds.AsSpan(i..end).Fill(last);
            i = end;
        }

        return kinds;
    }

    private static ChdHunk[] ReadPlaces(ref BitReader bits, ChdHunkKind[] kinds, ChdHeader header, ChdMapWidths widths, ulong place)
    {
        var hunks = new ChdHunk[kinds.Length];
        ulong self = 0;
        for (int i = 0; i < hunks.Length; i++)
        {
            ChdHunkKind kind = kinds[i];
            if (kind <= ChdHunkKind.Stored)
            {
                uint length = kind == ChdHunkKind.Stored ? header.HunkBytes : bits.Read(widths.Length);
                hunks[i] = new ChdHunk(place, length, (ushort)bits.Read(16), kind);
                place += length;
                continue;
            }

            self = kind switch
            {
                ChdHunkKind.Self => bits.Read(widths.Self),
                ChdHunkKind.Self1 => self + 1,
                ChdHunkKind.Self0 => self,
                _ => throw new ChdDamageException($"hunk {i} that only a parent image has"),
            };
            hunks[i] = new ChdHunk(self, 0, 0, ChdHunkKind.Self);
        }

        return bits.IsPastEnd ? throw new ChdDamageException("a map that ends too early") : hunks;
    }

    private static ushort Checksum(ChdHunk[] hunks)
    {
        Span<byte> entry = stackalloc byte[EntryBytes];
        ushort crc = 0xFFFF;
        foreach (ChdHunk hunk in hunks)
        {
            // Kind, length in 24 bits, place in 48, checksum in 16: written from the end on, as each number's high bytes are zero or covered.
            BinaryPrimitives.WriteUInt64BigEndian(entry[2..], hunk.Offset);
            BinaryPrimitives.WriteUInt32BigEndian(entry, (hunk.Length & 0xFF_FFFF) | ((uint)hunk.Kind << 24));
            BinaryPrimitives.WriteUInt16BigEndian(entry[10..], hunk.Crc);
            crc = Crc16.Update(crc, entry);
        }

        return crc;
    }

    private static byte[] ReadBytes(ImageFile file, ulong offset, ulong length)
    {
        if (offset > file.Length || length > file.Length - offset || length > int.MaxValue)
        {
            throw new ChdDamageException($"a map of {length} bytes at {offset}, beyond the end of the file of {file.Length} bytes");
        }

        byte[] bytes = new byte[length];
        file.ReadExactly(offset, bytes);
        return bytes;
    }
}
