using System.Buffers.Binary;
using Xemu.Abstractions;
using Xemu.Abstractions.Media;
using Xemu.Block.Xdvdfs;

namespace Xemu.Block.Tests;

/// <summary>Damaged and hostile discs, made by seed: refused with one line, or read with no other exception than a read error, in bounded time and memory.</summary>
/// <remarks>XEMU_MUTATIONS sets the number of each kind, 3000 without it.</remarks>
public sealed class DiscMutationTests : IDisposable
{
    private static readonly ulong[] Interesting =
        [0, 1, 2, 3, 4, 7, 16, 255, 511, 512, 2047, 2048, 4096, 0xFFFE, 0xFFFF, 0x1_0000, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_F800, 0xFFFF_FFFF, 1UL << 32, 1UL << 40, 1UL << 62, 1UL << 63, ulong.MaxValue];

    private readonly TempFolder _folder = new();

    private static int Count => int.TryParse(Environment.GetEnvironmentVariable("XEMU_MUTATIONS"), out int count) ? count : 3000;

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

        for (int seed = 0; seed < Count; seed++)
        {
            var random = new Random(seed);
            byte[] disc = Mutate(original, random, r => tables[r.Next(tables.Length)] + r.Next(100));
            long before = GC.GetAllocatedBytesForCurrentThread();
            if (XdvdfsVolume.TryMount(new MemoryDisc(disc[..(disc.Length / 512 * 512)]), out XdvdfsVolume? volume) is null)
            {
                mounted++;
                found += WalkAll(volume!, seed);
            }

            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 64 << 20, $"Seed {seed}");
        }

        Assert.True(mounted > Count / 4 && mounted < Count && found > Count, $"{mounted} of {Count} mounted with {found} entries: the mutations are too coarse or too fine.");
    }

    [Fact]
    public void Read_MutatedCsoImages_AreRefusedOrRead()
    {
        byte[] content = CompressedFiles.Content(20);
        byte[][] originals = [CompressedFiles.Cso1(content), CompressedFiles.CsoXbox(content), CompressedFiles.Cso2(content, align: 3)];

        Campaign("a.cso", originals, static path => CsoImage.Open(path), static r => r.Next(3) switch { 0 => r.Next(24), 1 => 24 + (r.Next(21) * 4), _ => -1 });
    }

    [Fact]
    public void Read_MutatedCciImages_AreRefusedOrRead()
    {
        byte[] original = CompressedFiles.Cci(CompressedFiles.Content(20));
        int index = BinaryPrimitives.ReadInt32LittleEndian(original.AsSpan(16));

        Campaign("a.cci", [original], static path => CciImage.Open(path), r => r.Next(3) switch { 0 => r.Next(32), 1 => index + (r.Next(21) * 4), _ => -1 });
    }

    [Fact]
    public void Read_MutatedChdImages_AreRefusedOrRead()
    {
        byte[] original = ChdImageTests.Sample(CompressedFiles.Content(8)).Build();
        byte[] lzma = File.ReadAllBytes(ChdImageTests.Golden("lzma-huff-zlib.chd"));
        byte[] flac = File.ReadAllBytes(ChdImageTests.Golden("flac-zlib.chd"));
        int map = original.Length - 80;

        // Most changes of a packed map are found by its checksum; so half go to the header and the hunks.
        Campaign("a.chd", [original, lzma, flac], static path => ChdImage.Open(path), r => r.Next(4) switch { 0 => r.Next(124), 1 => map + r.Next(70), _ => -1 });
    }

    private static int WalkAll(XdvdfsVolume volume, int seed)
    {
        var walk = new DiscWalk(volume);
        byte[] piece = new byte[4096];
        int count = 0;
        foreach ((string path, XdvdfsNode node) in walk.Run().Take(5000))
        {
            count++;
            XdvdfsStatus status = volume.Read(node, 0, piece, out int read);
            Assert.True(read <= piece.Length && Enum.IsDefined(status), $"Seed {seed}: {path}");
            status = volume.Find(path.Split('/'), out _);
            Assert.True(status is XdvdfsStatus.Done or XdvdfsStatus.NotFound or XdvdfsStatus.NotADirectory or XdvdfsStatus.Damaged, $"Seed {seed}: {path} {status}");
        }

        return count;
    }

    private void Campaign(string name, byte[][] originals, Func<string, IBlockDevice> open, Func<Random, int> place)
    {
        int refused = 0;
        int read = 0;
        string path = _folder.File(name);
        for (int seed = 0; seed < Count; seed++)
        {
            var random = new Random(seed);
            byte[] original = originals[seed % originals.Length];
            File.WriteAllBytes(path, Mutate(original, random, r => place(r) is var at && at >= 0 ? at : r.Next(original.Length)));
            long before = GC.GetAllocatedBytesForCurrentThread();
            _ = TryRead(path, open, seed) ? read++ : refused++;
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < 320 << 20, $"Seed {seed} made {allocated} bytes be allocated.");
        }

        Assert.True(refused > Count / 20 && read > Count / 20, $"{refused} refused, {read} read: the mutations are too coarse or too fine.");
    }

    private static bool TryRead(string path, Func<string, IBlockDevice> open, int seed)
    {
        IBlockDevice image;
        try
        {
            image = open(path);
        }
        catch (ComponentException e)
        {
            Assert.True(e.Message.Length is > 20 and < 1000 && !e.Message.Contains('\n', StringComparison.Ordinal), $"Seed {seed}: {e.Message}");
            return false;
        }

        byte[] piece = new byte[4096];
        ulong sectors = image.SizeBytes / 512;
        for (ulong i = 0; i < 16; i++)
        {
            ulong at = sectors / 16 * i * 512;
            try
            {
                image.Read(at, piece.AsSpan(0, (int)Math.Min(4096, image.SizeBytes - at)));
            }
            catch (IOException e)
            {
                Assert.DoesNotContain('\n', e.Message);
            }
        }

        ((IDisposable)image).Dispose();
        return true;
    }

    private static byte[] Mutate(byte[] original, Random random, Func<Random, int> place)
    {
        byte[] file = [.. original];
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            int at = Math.Min(place(random), file.Length - 8);
            ulong value = random.Next(3) == 0 ? (ulong)random.NextInt64() : Interesting[random.Next(Interesting.Length)];
            switch (random.Next(4))
            {
                case 0:
                    BinaryPrimitives.WriteUInt64BigEndian(file.AsSpan(at), value);
                    break;
                case 1:
                    BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at), (uint)value);
                    break;
                case 2:
                    BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at), (ushort)value);
                    break;
                default:
                    file[at + random.Next(8)] ^= (byte)(1 << random.Next(8));
                    break;
            }
        }

        return random.Next(12) == 0 ? file[..random.Next(1, file.Length)] : file;
    }
}
