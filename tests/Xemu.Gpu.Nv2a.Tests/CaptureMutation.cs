using System.IO.Compression;

namespace Xemu.Gpu.Nv2a.Tests;

/// <summary>Damages captures, behind the compression, where a damaged byte means something.</summary>
internal static class CaptureMutation
{
    private const int HeaderBytes = 20;

    /// <summary>The header, and the rest without compression.</summary>
    public static byte[] Unpack(byte[] file)
    {
        using var plain = new MemoryStream();
        plain.Write(file, 0, HeaderBytes);
        using var packed = new ZLibStream(new MemoryStream(file, HeaderBytes, file.Length - HeaderBytes), CompressionMode.Decompress);
        packed.CopyTo(plain);
        return plain.ToArray();
    }

    /// <summary>A damaged file: some bytes changed, or its end cut off.</summary>
    public static byte[] Mutate(byte[] plain, int seed)
    {
        var random = new Random(seed);
        byte[] copy = [.. plain];
        int length = random.Next(4) == 0 ? random.Next(HeaderBytes, copy.Length) : copy.Length;
        for (int i = random.Next(4); i >= 0; i--)
        {
            // Most of the file is instance memory; its records, behind that, and the names of fields, before it, are of more interest.
            int place = random.Next(3) switch
            {
                0 => random.Next(HeaderBytes + 4096),
                1 => random.Next(copy.Length),
                _ => copy.Length - 1 - random.Next(Math.Min(8192, copy.Length)),
            };
            copy[place] = random.Next(2) == 0 ? (byte)random.Next(256) : (byte)(copy[place] ^ (1 << random.Next(8)));
        }

        using var file = new MemoryStream();
        file.Write(copy, 0, HeaderBytes);
        using (var packed = new ZLibStream(file, CompressionLevel.NoCompression, leaveOpen: true))
        {
            packed.Write(copy, HeaderBytes, Math.Max(length - HeaderBytes, 0));
        }

        return file.ToArray();
    }
}
