using System.Buffers.Binary;
using Xemu.Block.Fatx;
using Xemu.Testing;

namespace Xemu.Block.Tests.Fatx;

/// <summary>Damaged and hostile volumes, made by seed: used in every way, and then repaired.</summary>
/// <remarks>XEMU_MUTATIONS sets the number, 3000 without it; XEMU_SEED the first seed.</remarks>
public sealed class FatxMutationTests
{
    private const int MaxNodes = 5000;
    private static readonly uint[] Interesting =
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 32, 111, 112, 113, 255, 512, 0xFFEF, 0xFFF0, 0xFFF7, 0xFFF8, 0xFFFF, 0x10000, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFF0, 0xFFFF_FFF7, 0xFFFF_FFF8, 0xFFFF_FFFF];

    private static int Count => CampaignSize.Count("XEMU_MUTATIONS", 3000);

    [Theory]
    [InlineData(64 << 10, 512U, 1, 8 << 20)]
    [InlineData(256 << 10, 4096U, 1, 32 << 20)]
    [InlineData(33 << 20, 512U, 50, 512 << 20)]
    public void Use_MutatedVolumes_EndsAndRepairs(int sizeBytes, uint clusterBytes, int share, long limitBytes)
    {
        byte[] content = MakeOriginal(sizeBytes, clusterBytes, out int[] places);
        var disk = new JournalDisk(content);
        int mounted = 0;
        int damaged = 0;
        int count = Math.Max(Count / share, 50);

        foreach (int seed in CampaignSize.Seeds(count))
        {
            var random = new Random(seed);
            disk.Restore();
            Mutate(disk, places, random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                if (FatxVolume.TryMount(disk, 0, disk.SizeBytes, out FatxVolume? volume) == FatxStatus.Ok)
                {
                    mounted++;
                    damaged += Use(volume!, random) ? 1 : 0;
                }
            }
            catch (Exception e)
            {
                Assert.Fail($"Seed {seed}: {e}");
            }

            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < 64 << 20, $"Seed {seed} made {allocated} bytes be allocated.");
            Assert.True(disk.Moved < limitBytes * 8, $"Seed {seed} moved {disk.Moved} bytes.");
        }

        Assert.True(mounted > count / 2 && damaged > count / 4, $"Of {count}, {mounted} could be mounted and {damaged} were damaged.");
    }

    /// <summary>Lists, reads, writes, makes, moves and deletes; then checks, repairs, and checks that the repair was one.</summary>
    private static bool Use(FatxVolume volume, Random random)
    {
        List<FatxNode> nodes = Walk(volume);
        byte[] buffer = new byte[4096];
        foreach (FatxNode node in nodes.Take(200))
        {
            volume.Read(node, 0, buffer, out _);
            volume.Read(node, node.Size / 2, buffer, out _);
            Assert.Equal(FatxStatus.Ok, volume.Resolve(node.ToKey(), out _));
        }

        volume.Resolve((ulong)random.NextInt64(), out _);
        for (int i = 0; i < 12; i++)
        {
            Change(volume, nodes, random, buffer);
        }

        FatxCheckReport report = FatxChecks.Run(volume, repair: true);
        Assert.Equal(report.Count, report.Repaired);
        FatxCheckReport again = FatxChecks.Run(volume, repair: false);
        Assert.True(again.Count == 0, $"After the repair there is still: {string.Join(", ", again.Findings)}; before: {string.Join(", ", report.Findings)}");
        return report.IsDamaged;
    }

    private static void Change(FatxVolume volume, List<FatxNode> nodes, Random random, byte[] buffer)
    {
        FatxNode node = nodes[random.Next(nodes.Count)];
        FatxNode other = nodes[random.Next(nodes.Count)];
        _ = random.Next(7) switch
        {
            0 => volume.Write(node, (ulong)random.Next(20_000), buffer.AsSpan(0, random.Next(buffer.Length)), out _),
            1 => volume.SetSize(node, (ulong)random.Next(20_000), out _),
            2 => volume.Create(node, $"n{random.Next(100)}", FatxAttributes.None, default, out _),
            3 => volume.Create(node, $"d{random.Next(100)}", FatxAttributes.Directory, default, out _),
            4 => volume.Rename(node, other, $"r{random.Next(100)}", out _),
            5 => volume.SetInformation(node, FatxAttributes.Hidden, default, out _),
            _ => volume.Delete(node),
        };
    }

    private static List<FatxNode> Walk(FatxVolume volume)
    {
        var nodes = new List<FatxNode> { volume.Root };
        for (int i = 0; i < nodes.Count && nodes.Count < MaxNodes; i++)
        {
            for (int position = 0; nodes.Count < MaxNodes && volume.List(nodes[i], position, out FatxNode node, out position) == FatxStatus.Ok;)
            {
                Assert.InRange(node.Name.Length, 1, 42);
                Assert.DoesNotContain('/', node.Name);
                nodes.Add(node);
            }
        }

        return nodes;
    }

    private static void Mutate(JournalDisk disk, int[] places, Random random)
    {
        int count = random.Next(1, 6);
        for (int i = 0; i < count; i++)
        {
            // Rarely the header, which is all or nothing; else the table's first sector or an entry of a folder.
            int at = random.Next(20) == 0 ? random.Next(8) * 4 : places[random.Next(places.Length)] + random.Next(64);
            Span<byte> sector = disk.Sector(at / 512);
            Span<byte> place = sector[(at % 512)..];
            uint value = random.Next(4) == 0 ? (uint)random.NextInt64() : Interesting[random.Next(Interesting.Length)];
            switch (random.Next(3))
            {
                case 0 when place.Length >= 4:
                    BinaryPrimitives.WriteUInt32LittleEndian(sector[(at % 512 & ~3)..], value);
                    break;
                case 1 when place.Length >= 2:
                    BinaryPrimitives.WriteUInt16LittleEndian(sector[(at % 512 & ~1)..], (ushort)value);
                    break;
                default:
                    place[0] = random.Next(2) == 0 ? (byte)value : (byte)(place[0] ^ (1 << random.Next(8)));
                    break;
            }
        }
    }

    /// <summary>A volume with some folders and files; and where its table and its entries lie.</summary>
    private static byte[] MakeOriginal(int sizeBytes, uint clusterBytes, out int[] places)
    {
        SparseDisk disk = SparseDisk.Formatted((ulong)sizeBytes, clusterBytes);
        FatxVolume volume = disk.Mount();
        var script = new FatxScript(7);
        for (int i = 0; i < 60; i++)
        {
            script.Step(volume);
        }

        var found = new List<int>();
        int width = volume.Geometry.IsFat16 ? 2 : 4;
        for (int at = 0; at < (int)Math.Min(volume.TotalClusters, 128) * width; at += 64)
        {
            found.AddRange([4096 + at, 4096 + at]);
        }

        foreach (FatxNode node in Walk(volume).Where(static n => !n.IsRoot))
        {
            found.Add((int)(volume.Geometry.OffsetOf(node.DirectoryCluster) + (node.Index * 64 % clusterBytes)));
        }

        places = [.. found];
        return Exercise.ReadAll(disk);
    }
}
