using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;
using Xemu.Abstractions;

namespace Xemu.Block.Tests;

public sealed class ChdImageTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_EachKindOfHunk_GivesTheContent()
    {
        byte[] content = CompressedFiles.Content(8);
        using ChdImage image = Open(Sample(content).Build());

        Assert.Equal([.. content, .. content[4096..8192], .. content[4096..8192], .. content[8192..12288]], DiscTree.Bytes(image));
    }

    [Theory]
    [InlineData("lzma-huff-zlib.chd")]
    [InlineData("flac-zlib.chd")]
    public void Read_GoldenImage_HasTheHashOfItsHeader(string name)
    {
        using ChdImage image = ChdImage.Open(Golden(name));

#pragma warning disable CA5350 // The format has SHA-1.
        byte[] hash = SHA1.HashData(DiscTree.Bytes(image));
#pragma warning restore CA5350

        Assert.Equal(File.ReadAllBytes(Golden(name))[64..84], hash);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("zlib")]
    [InlineData("lzma")]
    [InlineData("huff")]
    [InlineData("flac")]
    [InlineData("lzma,zlib,huff,flac")]
    public void Read_ImagesThatChdmanMakes_GivesTheContent(string codecs)
    {
        Assert.SkipWhen(!HasChdman(), "'chdman' is missing; Debian's package mame-tools has it.");
        byte[] content = [.. CompressedFiles.Content(100), .. TextLike(200_704), .. SoundLike(400_000, 3), .. SoundLike(400_000, 900)];
        File.WriteAllBytes(_folder.File("raw"), content);
        Chdman("createraw", "-i", _folder.File("raw"), "-o", _folder.File("a.chd"), "-hs", "4096", "-us", "2048", "-c", codecs);

        using ChdImage image = ChdImage.Open(_folder.File("a.chd"));

        Assert.Equal(content, DiscTree.Bytes(image)[..content.Length]);
    }

    [Fact]
    public void Read_HardDiskThatChdmanMakes_GivesTheContent()
    {
        Assert.SkipWhen(!HasChdman(), "'chdman' is missing; Debian's package mame-tools has it.");
        byte[] content = [.. CompressedFiles.Content(100), .. TextLike(204_800)];
        File.WriteAllBytes(_folder.File("raw"), content);
        Chdman("createhd", "-i", _folder.File("raw"), "-o", _folder.File("a.chd"));

        using ChdImage image = ChdImage.Open(_folder.File("a.chd"));

        Assert.Equal(content, DiscTree.Bytes(image)[..content.Length]);
    }

    [Theory]
    [InlineData(0, 0u, "does not begin with 'MComprHD'")]
    [InlineData(8, 100u, "header of 100 bytes")]
    [InlineData(12, 4u, "is of version 4")]
    [InlineData(32, 0x1000u, "hunks are known")]
    [InlineData(40, 1u, "a map of 16 bytes")]
    [InlineData(56, 0x1000_0000u, "has hunks of 268435456 bytes")]
    [InlineData(60, 2448u, "units of 2448 bytes")]
    [InlineData(104, 1u, "differences to a parent")]
    [InlineData(16, 0x6364_666Cu, "packed by codec 'cdfl'")]
    [InlineData(16, 0x1234_5678u, "packed by codec '?4Vx'")]
    public void Open_FileOfAnotherKind_SaysWhich(int offset, uint value, string expected)
    {
        byte[] file = Sample(CompressedFiles.Content(8)).Build();
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(offset), value);

        Assert.Contains(expected, Refusal(file), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_ImageOfACd_IsRefused()
    {
        byte[] content = CompressedFiles.Content(2);

        Assert.Contains("metadata is 'CHT2'", Refusal(new ChdBuilder { Metadata = "CHT2" }.Add(4, content, content).Build()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, 1u, "hunk 1 that is the same as the later hunk 1")]
    [InlineData(6, 0u, "only a parent image has")]
    public void Open_HunksThatLeadNowhere_AreNamed(int kind, uint other, string expected)
    {
        byte[] content = CompressedFiles.Content(2);

        Assert.Contains(expected, Refusal(new ChdBuilder().Add(4, content, content).AddSame(kind, other).Build()), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_DamagedMap_IsRefused()
    {
        byte[] file = Sample(CompressedFiles.Content(8)).Build();
        ulong map = BinaryPrimitives.ReadUInt64BigEndian(file.AsSpan(40));
        byte[] changed = [.. file];
        changed[(int)map + 16 + 20] ^= 1;
        byte[] wide = [.. file];
        wide[(int)map + 12] = 255;

        Assert.Contains("a map whose checksum is wrong", Refusal(changed), StringComparison.Ordinal);
        Assert.Contains("wider than 32 bits", Refusal(wide), StringComparison.Ordinal);
        Assert.Contains("a map", Refusal(file[..^30]), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_DamagedHunk_IsAReadErrorThere()
    {
        byte[] content = CompressedFiles.Content(8);
        byte[] file = Sample(content).Build();
        file[124 + 40] ^= 0x10;
        using ChdImage image = Open(file);
        byte[] hunk = new byte[4096];

        Assert.Contains("damaged in hunk 0, which lies at 124", Assert.Throws<IOException>(() => image.Read(0, hunk)).Message, StringComparison.Ordinal);
        image.Read(4096, hunk);
        Assert.Equal(content[4096..8192], hunk);
    }

    /// <summary>Images that chdman 0.251 made (createraw, hunks of 4096, units of 2048, the codecs of the name) from text, noise, zeros and tones; the header has the SHA-1 of the content.</summary>
    internal static string Golden(string name) => Path.Combine(AppContext.BaseDirectory, "golden", name);

    /// <summary>Four hunks: deflate, Zstandard, stored, deflate; then the second one twice more, and the third.</summary>
    internal static ChdBuilder Sample(byte[] content)
    {
        byte[][] hunks = [.. content.Chunk(4096)];
        using var zstd = new ZstdSharp.Compressor();
        return new ChdBuilder()
            .Add(0, CompressedFiles.Deflate(hunks[0]), hunks[0])
            .Add(1, zstd.Wrap(hunks[1]).ToArray(), hunks[1])
            .Add(4, hunks[2], hunks[2])
            .Add(0, CompressedFiles.Deflate(hunks[3]), hunks[3])
            .AddSame(5, 1)
            .AddSame(9, 1)
            .AddSame(10, 2);
    }

    /// <summary>Two channels of 16 bits: tones with noise, loud and quiet.</summary>
    private static byte[] SoundLike(int length, int noise)
    {
        byte[] sound = new byte[length / 4096 * 4096];
        var random = new Random(4);
        for (int i = 0; i < sound.Length / 4; i++)
        {
            double tone = Math.Sin(i * 0.031) * 9000 * Math.Sin(i * 0.0007);
            BinaryPrimitives.WriteInt16LittleEndian(sound.AsSpan(i * 4), (short)(tone + random.Next(noise)));
            BinaryPrimitives.WriteInt16LittleEndian(sound.AsSpan((i * 4) + 2), (short)((tone * 0.7) + (Math.Cos(i * 0.11) * 2000) + random.Next(noise)));
        }

        return sound;
    }

    /// <summary>Words in changing order: matches near and far, for the codecs.</summary>
    private static byte[] TextLike(int length)
    {
        string[] words = ["surface ", "texture ", "vertex ", "pixel ", "and ", "the ", "of a ", "register\n", "0x0080 ", "combiner "];
        var random = new Random(3);
        byte[] text = new byte[length];
        for (int at = 0; at < length;)
        {
            foreach (char letter in words[random.Next(words.Length)].Take(length - at))
            {
                text[at++] = (byte)letter;
            }
        }

        return text;
    }

    private static bool HasChdman() => Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(static p => File.Exists(Path.Combine(p, "chdman")));

    private static void Chdman(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("chdman", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string output = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output);
    }

    private ChdImage Open(byte[] file)
    {
        File.WriteAllBytes(_folder.File("image.chd"), file);
        return ChdImage.Open(_folder.File("image.chd"));
    }

    private string Refusal(byte[] file) => Assert.Throws<ComponentException>(() => Open(file)).Message;
}
