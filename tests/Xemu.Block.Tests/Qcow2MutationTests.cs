using System.Buffers.Binary;
using Xemu.Abstractions;

namespace Xemu.Block.Tests;

/// <summary>Damaged and hostile images, made by seed: refused with one line, or read with no other exception than a read error.</summary>
/// <remarks>XEMU_MUTATIONS sets the number, 3000 without it.</remarks>
public sealed class Qcow2MutationTests : IDisposable
{
    private static readonly ulong[] Interesting =
        [0, 1, 2, 9, 21, 22, 63, 511, 512, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 1UL << 32, 1UL << 40, 1UL << 55, 1UL << 62, 1UL << 63, ulong.MaxValue, 0x10000, 0x20000, 0x8000_0000_0003_0000, 0x4000_0000_0001_0000];

    private readonly TempFolder _folder = new();

    private static int Count => int.TryParse(Environment.GetEnvironmentVariable("XEMU_MUTATIONS"), out int count) ? count : 3000;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_MutatedImages_AreRefusedOrRead()
    {
        byte[] original = MakeOriginal();
        int refused = 0;
        int opened = 0;

        for (int seed = 0; seed < Count; seed++)
        {
            string path = _folder.File("mutant.qcow2");
            File.WriteAllBytes(path, Mutate(original, new Random(seed)));
            long before = GC.GetAllocatedBytesForCurrentThread();
            foreach (bool writable in new[] { false, true })
            {
                _ = TryUse(path, writable, seed) ? opened++ : refused++;
            }

            // A mutant has the right to a few tables and buffers, not to what its header claims.
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < 512 << 20, $"Seed {seed} made {allocated} bytes be allocated.");
        }

        Assert.True(refused > Count / 10 && opened > Count / 10, $"{refused} refused, {opened} opened: the mutations are too coarse or too fine.");
    }

    private static byte[] Mutate(byte[] original, Random random)
    {
        byte[] image = [.. original];
        int count = random.Next(1, 4);
        for (int i = 0; i < count; i++)
        {
            // Half of the time the header, else one of the tables that follow it.
            int area = random.Next(4);
            int at = random.Next(2) == 0 ? random.Next(0, 112) & ~3 : (area * 4096) + (random.Next(64) * 8);
            ulong value = random.Next(3) == 0 ? (ulong)random.NextInt64() : Interesting[random.Next(Interesting.Length)];
            switch (random.Next(3))
            {
                case 0:
                    BinaryPrimitives.WriteUInt64BigEndian(image.AsSpan(at), value);
                    break;
                case 1:
                    BinaryPrimitives.WriteUInt32BigEndian(image.AsSpan(at), (uint)value);
                    break;
                default:
                    image[at + random.Next(8)] ^= (byte)(1 << random.Next(8));
                    break;
            }
        }

        return random.Next(10) == 0 ? image[..random.Next(image.Length)] : image;
    }

    /// <summary>An image with 4 KiB clusters: header, refcount table, refcount block, L1, and then an L2 table and data moved to the front.</summary>
    private byte[] MakeOriginal()
    {
        string path = _folder.File("original.qcow2");
        Qemu.Require();
        Qemu.Img("create", "-q", "-f", "qcow2", "-o", "cluster_size=4096", path, "1M");
        Qemu.Io(path, "write -P 3 0 20k", "write -P 4 100k 9k", "write -z 40k 8k");
        Qemu.Img("snapshot", "-c", "one", path);
        Qemu.Io(path, "write -P 5 4k 8k");
        return File.ReadAllBytes(path);
    }

    private static bool TryUse(string path, bool writable, int seed)
    {
        try
        {
            using var image = Qcow2Image.Open(path, writable);
            Span<byte> buffer = stackalloc byte[4096];
            var random = new Random(seed);
            ulong sectors = image.SizeBytes / 512;
            for (int i = 0; i < 40 && sectors > 8; i++)
            {
                ulong at = (i < 20 ? (ulong)i * 8 % (sectors - 8) : (ulong)random.NextInt64((long)sectors - 8)) * 512;
                try
                {
                    if (writable && i % 2 == 0)
                    {
                        image.Write(at, buffer);
                    }
                    else
                    {
                        image.Read(at, buffer);
                    }
                }
                catch (IOException e) when (!e.Message.Contains('\n', StringComparison.Ordinal))
                {
                    // A read error for the guest.
                }
            }

            return true;
        }
        catch (ComponentException e)
        {
            Assert.True(e.Message.Length > 20 && !e.Message.Contains('\n', StringComparison.Ordinal), e.Message);
            return false;
        }
        catch (Exception e) when (e is not ComponentException)
        {
            Assert.Fail($"Seed {seed}, writable {writable}: {e}");
            return false;
        }
    }
}
