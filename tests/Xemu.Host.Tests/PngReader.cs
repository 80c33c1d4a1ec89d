using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace Xemu.Host.Tests;

/// <summary>Reads just the PNG files that the host writes, strictly.</summary>
internal static class PngReader
{
    public static (int Width, int Height, byte[] Rgb) Read(byte[] file) => Read(file, channels: 3);

    /// <summary>Red, green, blue and, of four, alpha.</summary>
    public static (int Width, int Height, byte[] Pixels) Read(byte[] file, int channels)
    {
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], file[..8]);
        var data = new MemoryStream();
        byte[] header = [];
        int position = 8;
        string type = string.Empty;
        while (type != "IEND")
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(position));
            byte[] chunk = file[(position + 4)..(position + 8 + length)];
            Assert.Equal(Crc32.HashToUInt32(chunk), BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(position + 8 + length)));
            type = System.Text.Encoding.ASCII.GetString(chunk, 0, 4);
            header = type == "IHDR" ? chunk[4..] : header;
            data.Write(type == "IDAT" ? chunk.AsSpan(4) : []);
            position += length + 12;
        }

        Assert.Equal(file.Length, position);
        Assert.Equal([8, (byte)(channels == 4 ? 6 : 2), 0, 0, 0], header[8..]);
        int width = BinaryPrimitives.ReadInt32BigEndian(header);
        int height = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4));
        data.Position = 0;
        using var zlib = new ZLibStream(data, CompressionMode.Decompress);
        using var raw = new MemoryStream();
        zlib.CopyTo(raw);
        byte[] rows = raw.ToArray();
        int stride = 1 + (width * channels);
        Assert.Equal(height * stride, rows.Length);
        Assert.All(Enumerable.Range(0, height), y => Assert.Equal(0, rows[y * stride]));
        return (width, height, [.. Enumerable.Range(0, height).SelectMany(y => rows[((y * stride) + 1)..((y + 1) * stride)])]);
    }
}
