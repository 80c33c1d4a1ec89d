using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using Xemu.Abstractions.Frontends;

namespace Xemu.Host;

/// <summary>Writes PNG files: 8 bits a channel, with alpha or without. Source: PNG specification, third edition (W3C).</summary>
internal sealed class PngWriter : IPictureWriter
{
    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public void WritePng(string path, int width, int height, ReadOnlySpan<byte> pixels) => Write(path, width, height, pixels, channels: 3);

    public void WritePngWithAlpha(string path, int width, int height, ReadOnlySpan<byte> pixels) => Write(path, width, height, pixels, channels: 4);

    private static void Write(string path, int width, int height, ReadOnlySpan<byte> pixels, int channels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNotEqual(pixels.Length, checked(width * height * 4));
        string temporary = $"{path}.{Environment.ProcessId}.{Environment.CurrentManagedThreadId}.tmp";
        try
        {
            using (FileStream file = File.Create(temporary))
            {
                Write(file, width, height, pixels, channels);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static void Write(Stream file, int width, int height, ReadOnlySpan<byte> pixels, int channels)
    {
        file.Write(Signature);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        header[8] = 8; // bits a channel
        header[9] = (byte)(channels == 4 ? 6 : 2); // true colour, with alpha or without
        header[10..].Clear(); // deflate, adaptive filters, not interlaced
        WriteChunk(file, "IHDR"u8, header);
        WriteChunk(file, "IDAT"u8, Compress(width, height, pixels, channels));
        WriteChunk(file, "IEND"u8, []);
    }

    private static ReadOnlySpan<byte> Compress(int width, int height, ReadOnlySpan<byte> pixels, int channels)
    {
        var data = new MemoryStream();
        byte[] row = new byte[1 + (width * channels)]; // filter type 0 (none), then red, green, blue and, of four, alpha
        using (var zlib = new ZLibStream(data, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (int y = 0; y < height; y++)
            {
                ReadOnlySpan<byte> source = pixels.Slice(y * width * 4, width * 4);
                for (int x = 0; x < width; x++)
                {
                    Span<byte> pixel = row.AsSpan(1 + (x * channels), channels);
                    (pixel[0], pixel[1], pixel[2]) = (source[(x * 4) + 2], source[(x * 4) + 1], source[x * 4]);
                    if (channels == 4)
                    {
                        pixel[3] = source[(x * 4) + 3];
                    }
                }

                zlib.Write(row);
            }
        }

        return data.GetBuffer().AsSpan(0, (int)data.Length);
    }

    private static void WriteChunk(Stream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(type);
        file.Write(data);
        var crc = new Crc32();
        crc.Append(type);
        crc.Append(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, crc.GetCurrentHashAsUInt32());
        file.Write(number);
    }
}
