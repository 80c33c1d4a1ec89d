using System.Buffers.Binary;
using System.Text;

namespace Xemu.Block.Tests;

/// <summary>Writes CHD images, version 5, without the reader's code; the codes of the map all have four bits.</summary>
internal sealed class ChdBuilder
{
    private const int HeaderBytes = 124;
    private readonly List<byte> _file = [.. new byte[HeaderBytes]];
    private readonly List<(int Kind, uint Length, ushort Crc, uint Self)> _hunks = [];
    private readonly int _hunkBytes;

    public ChdBuilder(int hunkBytes = 4096) => _hunkBytes = hunkBytes;

    public string[] Codecs { get; init; } = ["zlib", "zstd", "lzma", "huff"];

    public string? Metadata { get; init; } = "DVD ";

    public int UnitBytes { get; init; } = 2048;

    /// <summary>Adds a hunk that is packed by the codec of a number, or stored (4).</summary>
    /// <param name="kind">The number.</param>
    /// <param name="packed">What stands in the file.</param>
    /// <param name="content">What it is unpacked to.</param>
    /// <param name="length">What the map says of the packed length, when it lies.</param>
    public ChdBuilder Add(int kind, byte[] packed, byte[] content, uint? length = null)
    {
        _hunks.Add((kind, length ?? (uint)packed.Length, Crc(content), 0));
        _file.AddRange(packed);
        return this;
    }

    /// <summary>Adds a hunk that is the same as another one: 5 by its number, 9 as the last such, 10 the one after it.</summary>
    public ChdBuilder AddSame(int kind, uint other)
    {
        _hunks.Add((kind, 0, 0, other));
        return this;
    }

    public byte[] Build()
    {
        long metadata = _file.Count;
        if (Metadata is not null)
        {
            _file.AddRange([.. Encoding.ASCII.GetBytes(Metadata), 1, 0, 0, 1, .. new byte[8], 0]);
        }

        long map = _file.Count;
        byte[] packed = PackMap();
        ushort crc = Crc(RawMap());
        _file.AddRange([.. Big32((uint)packed.Length), 0, 0, 0, 0, 0, HeaderBytes, (byte)(crc >> 8), (byte)crc, 24, 32, 0, 0, .. packed]);
        byte[] file = [.. _file];
        byte[] header = [.. "MComprHD"u8, .. Big32(HeaderBytes), .. Big32(5), .. Codecs.SelectMany(Encoding.ASCII.GetBytes), .. Big64((long)_hunks.Count * _hunkBytes), .. Big64(map), .. Big64(Metadata is null ? 0 : metadata), .. Big32((uint)_hunkBytes), .. Big32((uint)UnitBytes)];
        header.CopyTo(file, 0);
        return file;
    }

    private byte[] PackMap()
    {
        var bits = new List<bool>();
        for (int i = 0; i < 16; i++)
        {
            Put(bits, 4, 4);
        }

        _hunks.ForEach(h => Put(bits, (uint)h.Kind, 4));
        foreach ((int kind, uint length, ushort crc, uint self) in _hunks)
        {
            if (kind < 4)
            {
                Put(bits, length, 24);
            }

            if (kind < 5)
            {
                Put(bits, crc, 16);
            }
            else if (kind == 5)
            {
                Put(bits, self, 32);
            }
        }

        bits.AddRange(new bool[-bits.Count & 7]);
        return [.. bits.Chunk(8).Select(static b => (byte)b.Aggregate(0, static (v, bit) => (v << 1) | (bit ? 1 : 0)))];
    }

    private byte[] RawMap()
    {
        var raw = new List<byte>();
        long place = HeaderBytes;
        foreach ((int kind, uint length, ushort crc, uint self) in _hunks)
        {
            bool isSame = kind >= 5;
            raw.AddRange([(byte)(isSame ? 5 : kind), .. Big32(length)[1..], .. Big64(isSame ? self : place)[2..], (byte)(crc >> 8), (byte)crc]);
            place += length;
        }

        return [.. raw];
    }

    private static void Put(List<bool> bits, uint value, int count)
    {
        for (int i = count - 1; i >= 0; i--)
        {
            bits.Add(((value >> i) & 1) != 0);
        }
    }

    /// <summary>CRC-16 bit by bit.</summary>
    private static ushort Crc(byte[] content)
    {
        int crc = 0xFFFF;
        foreach (byte value in content)
        {
            crc ^= value << 8;
            for (int i = 0; i < 8; i++)
            {
                crc = (crc & 0x8000) != 0 ? (crc << 1) ^ 0x1021 : crc << 1;
            }
        }

        return (ushort)crc;
    }

    private static byte[] Big32(uint value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] Big64(long value)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        return bytes;
    }
}
