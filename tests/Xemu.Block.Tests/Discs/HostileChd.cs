namespace Xemu.Block.Tests;

/// <summary>Makes CHD images whose maps have a right checksum and say anything: hunks of wrong lengths and codecs, damaged content, references to hunks that are later, missing or in a parent.</summary>
internal static class HostileChd
{
    private const int HunkBytes = 4096;
    private static readonly string[] Codecs = ["zlib", "zstd", "lzma", "huff", "flac", "\0\0\0\0", "cdfl"];
    private static readonly byte[][] Contents = [.. CompressedFiles.Content(8).Chunk(HunkBytes)];
    private static readonly byte[][] Packed = Pack();

    /// <summary>Makes one.</summary>
    public static byte[] Make(Random random)
    {
        // Mostly codecs that are known and in the usual order, so that hunks are unpacked at all.
        string[] codecs = [.. Enumerable.Range(0, 4).Select(i => Codecs[random.Next(6) == 0 ? random.Next(Codecs.Length) : (i + random.Next(2)) % 5])];
        var builder = new ChdBuilder(HunkBytes) { Codecs = codecs, Metadata = random.Next(4) == 0 ? null : "DVD " };
        int count = random.Next(1, 12);
        for (int i = 0; i < count; i++)
        {
            AddHunk(builder, random, i);
        }

        return builder.Build();
    }

    private static void AddHunk(ChdBuilder builder, Random random, int number)
    {
        int kind = random.Next(8);
        switch (kind)
        {
            case 5:
                uint other = random.Next(4) switch { 0 => (uint)random.NextInt64(1L << 32), 1 => (uint)number, _ => (uint)random.Next(Math.Max(number, 1)) };
                _ = builder.AddSame(5, other);
                break;
            case 6:
                // The first reference of these kinds counts from hunk 0.
                _ = random.Next(8) == 0 ? builder.AddSame(random.Next(6, 14), 0) : builder.AddSame(5, 0);
                break;
            default:
                AddContent(builder, random, Math.Min(kind, 4));
                break;
        }
    }

    private static void AddContent(ChdBuilder builder, Random random, int kind)
    {
        byte[] content = Contents[random.Next(Contents.Length)];
        byte[] packed = [.. kind == 4 ? content : Packed[random.Next(Packed.Length)]];
        for (int i = random.Next(3); i > 0; i--)
        {
            packed[random.Next(random.Next(2) == 0 ? Math.Min(packed.Length, 24) : packed.Length)] = (byte)random.Next(256);
        }

        uint? length = random.Next(6) switch { 0 => (uint)random.Next(1 << 24), 1 => (uint)random.Next(packed.Length + 2), _ => null };
        _ = builder.Add(kind, packed, content, kind == 4 ? null : length);
    }

    /// <summary>Every content by every codec there is a packer for; the rest is noise that begins as such a hunk may.</summary>
    private static byte[][] Pack()
    {
        using var zstd = new ZstdSharp.Compressor();
        var noise = new Random(3);
        byte[] random = new byte[600];
        noise.NextBytes(random);
        return [.. Contents.Select(CompressedFiles.Deflate), .. Contents.Select(c => zstd.Wrap(c).ToArray()), random, [(byte)'L', .. random], [(byte)'B', .. random], new byte[300], [.. Enumerable.Repeat((byte)0xFF, 300)]];
    }
}
