using System.Buffers.Binary;
using Xemu.Block.Xdvdfs;
using Xemu.Testing;

namespace Xemu.Block.Tests;

/// <summary>Damaged and hostile discs, made by seed: refused with one line, or read with no other exception than a read error, in bounded time and memory.</summary>
/// <remarks>XEMU_MUTATIONS sets the number of each kind, 3000 without it; XEMU_SEED the first seed.</remarks>
public sealed class DiscMutationTests : IDisposable
{
    /// <summary>The index of a small image is small.</summary>
    private const long MostBytesOfCompressed = 8 << 20;

    /// <summary>A map of a few bytes may stand for as many hunks as there can be at all.</summary>
    private const long MostBytesOfChd = 320 << 20;

    /// <summary>What a walk of a disc of 80 KiB may read.</summary>
    private const long MostReadOfVolume = 32 << 20;

    private readonly TempFolder _folder = new();

    private static int Count => CampaignSize.Count("XEMU_MUTATIONS", 3000);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Walk_MutatedVolumes_Ends()
    {
        DiscTree.Write(_folder.Path, "tree/default.xbe", 700, 1);
        DiscTree.Write(_folder.Path, "tree/media/a.bin", 3000, 2);
        DiscTree.Write(_folder.Path, "tree/media/b/c.bin", 10, 3);
        DiscTree.Write(_folder.Path, "tree/zero", 0, 4);
        using FolderImage image = FolderImage.Open(_folder.File("tree"));
        byte[] original = DiscTree.Bytes(image);
        int[] tables = [0x1_0000, 33 * 2048, 34 * 2048, 35 * 2048];
        int mounted = 0;
        int found = 0;

        foreach (int seed in CampaignSize.Seeds(Count))
        {
            byte[] bytes = DiscMutator.Mutate(original, new Random(seed), r => tables[r.Next(tables.Length)] + r.Next(100));
            var disc = new MemoryDisc(bytes[..(bytes.Length / 512 * 512)]);
            long before = GC.GetAllocatedBytesForCurrentThread();
            if (XdvdfsVolume.TryMount(disc, out XdvdfsVolume? volume) is null)
            {
                mounted++;
                found += WalkAll(volume!, seed);
            }

            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 64 << 20, $"Seed {seed}");
            Assert.True(disc.BytesRead < MostReadOfVolume, $"Seed {seed} made {disc.BytesRead} bytes be read.");
        }

        Assert.True(mounted > Count / 4 && mounted < Count && found > Count, $"{mounted} of {Count} mounted with {found} entries: the mutations are too coarse or too fine.");
    }

    [Fact]
    public void Read_MutatedCsoImages_AreRefusedOrRead()
    {
        byte[] content = CompressedFiles.Content(20);
        (byte[] first, byte[] second) = CompressedFiles.CsoXboxParts(content, 8);
        byte[][][] originals = [[CompressedFiles.Cso1(content)], [CompressedFiles.CsoXbox(content)], [CompressedFiles.Cso2(content, align: 3)], [first, second]];

        new ImageCampaign(_folder, CsoImage.Open, MostBytesOfCompressed).Run(Count, "cso", (random, seed) => Mutate(originals, seed, random, static (r, _) => r.Next(3) switch { 0 => r.Next(24), 1 => 24 + (r.Next(21) * 4), _ => -1 }));
    }

    [Fact]
    public void Read_MutatedCciImages_AreRefusedOrRead()
    {
        byte[] content = CompressedFiles.Content(20);
        byte[][][] originals = [[CompressedFiles.Cci(content)], [CompressedFiles.Cci(content[..16384]), CompressedFiles.Cci(content[16384..])]];

        new ImageCampaign(_folder, CciImage.Open, MostBytesOfCompressed).Run(
            Count, "cci", (random, seed) => Mutate(originals, seed, random, static (r, file) => r.Next(3) switch { 0 => r.Next(32), 1 => BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(16)) + (r.Next(21) * 4), _ => -1 }));
    }

    [Fact]
    public void Read_MutatedChdImages_AreRefusedOrRead()
    {
        byte[] built = ChdImageTests.Sample(CompressedFiles.Content(8)).Build();
        byte[][][] originals = [[built], [File.ReadAllBytes(ChdImageTests.Golden("lzma-huff-zlib.chd"))], [File.ReadAllBytes(ChdImageTests.Golden("flac-zlib.chd"))]];
        int map = built.Length - 80;

        // Most changes of a packed map are found by its checksum; so half go to the header and the hunks, and maps with a right checksum are the next test's.
        new ImageCampaign(_folder, ChdImage.Open, MostBytesOfChd).Run(Count, "chd", (random, seed) => Mutate(originals, seed, random, (r, _) => r.Next(4) switch { 0 => r.Next(124), 1 => map + r.Next(70), _ => -1 }));
    }

    [Fact]
    public void Read_ChdImagesWithHostileMaps_AreRefusedOrRead() =>
        new ImageCampaign(_folder, ChdImage.Open, MostBytesOfCompressed).Run(Count, "chd", static (random, _) => [HostileChd.Make(random)]);

    /// <summary>Damages one part of an image.</summary>
    private static byte[][] Mutate(byte[][][] originals, int seed, Random random, Func<Random, byte[], int> place)
    {
        byte[][] parts = originals[(uint)seed % originals.Length];
        int damaged = random.Next(parts.Length);
        return [.. parts.Select((part, number) => number == damaged ? DiscMutator.Mutate(part, random, r => place(r, part)) : part)];
    }

    /// <summary>Reads files as a program does, whole and around their ends, and finds each by its path.</summary>
    private static int WalkAll(XdvdfsVolume volume, int seed)
    {
        var walk = new DiscWalk(volume);
        byte[] piece = new byte[16384];
        int count = 0;
        foreach ((string path, XdvdfsNode node) in walk.Run().Take(2000))
        {
            count++;
            foreach (ulong offset in (ReadOnlySpan<ulong>)[0, node.SizeBytes / 2, Math.Max(node.SizeBytes, 1UL) - 1, node.SizeBytes, ulong.MaxValue])
            {
                XdvdfsStatus status = volume.Read(node, offset, piece, out int read);
                Assert.True(read <= piece.Length && (ulong)read <= node.SizeBytes && Enum.IsDefined(status), $"Seed {seed}: {path}");
            }

            XdvdfsStatus found = volume.Find(path.Split('/'), out _);
            Assert.True(found is XdvdfsStatus.Done or XdvdfsStatus.NotFound or XdvdfsStatus.NotADirectory or XdvdfsStatus.Damaged, $"Seed {seed}: {path} {found}");
        }

        return count;
    }
}
