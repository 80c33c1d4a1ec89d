using System.Buffers.Binary;
using Xemu.Block.Fatx;

namespace Xemu.Kernel.Io.Tests;

/// <summary>Media whose file systems contradict themselves, with a file <c>f</c> and a folder <c>dir</c> with a file <c>x</c> as far as they can be found.</summary>
internal static class DamagedMedia
{
    private const int SectorBytes = 512;
    private static readonly uint[] Interesting = [0, 1, 2, 3, 4, 5, 6, 0xE5, 0xFF, 0x10, 0x4000, 0xFFF0, 0xFFFF, 0x4_C000, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFF0, 0xFFFF_FFF8, 0xFFFF_FFFF];

    /// <summary>A hard disk whose first partition has odd things in its table, its folders and rarely its header; the others are sound.</summary>
    public static TestDisk Disk(Random random)
    {
        TestDisk disk = TestDisk.Create();
        FatxVolume volume = disk.Mount(1);
        Assert.Equal(FatxStatus.Ok, volume.Create(volume.Root, "f", FatxAttributes.None, default, out FatxNode file));
        Assert.Equal(FatxStatus.Ok, volume.Write(file, 0, new byte[60_000], out _));
        Assert.Equal(FatxStatus.Ok, volume.Create(volume.Root, "dir", FatxAttributes.Directory, default, out FatxNode folder));
        Assert.Equal(FatxStatus.Ok, volume.Create(folder, "x", FatxAttributes.None, default, out _));
        Assert.Equal(FatxStatus.Ok, XboxDisk.Open(disk, out XboxDisk? layout));
        Assert.True(layout!.TryGet(1, out XboxPartition partition));

        ulong[] places = [FatxGeometry.HeaderBytes, volume.Geometry.OffsetOf(1), volume.Geometry.OffsetOf(folder.FirstCluster)];
        for (int i = random.Next(1, 8); i > 0; i--)
        {
            ulong at = random.Next(20) == 0 ? (ulong)random.Next(20) : places[random.Next(places.Length)] + (ulong)random.Next(160);
            Change(disk, partition.Offset + at, random);
        }

        return disk;
    }

    private static void Change(TestDisk disk, ulong at, Random random)
    {
        byte[] sector = new byte[SectorBytes];
        disk.Read(at / SectorBytes * SectorBytes, sector);
        Change(sector.AsSpan((int)(at % SectorBytes)), random);
        disk.Write(at / SectorBytes * SectorBytes, sector);
    }

    /// <summary>Changes something at the start of a place.</summary>
    public static void Change(Span<byte> place, Random random)
    {
        uint value = random.Next(4) == 0 ? (uint)random.NextInt64(1L << 32) : Interesting[random.Next(Interesting.Length)];
        if (place.Length >= 4 && random.Next(2) == 0)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(place, value);
        }
        else
        {
            place[0] = random.Next(2) == 0 ? (byte)value : (byte)(place[0] ^ (1 << random.Next(8)));
        }
    }
}
