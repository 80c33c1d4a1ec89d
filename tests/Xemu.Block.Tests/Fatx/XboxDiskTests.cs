using System.Buffers.Binary;
using Xemu.Block.Fatx;

namespace Xemu.Block.Tests.Fatx;

public sealed class XboxDiskTests
{
    private const ulong GiB = 1UL << 30;

    [Fact]
    public void CreateStandard_EightGiB_HasTheFivePartitionsOfTheConsole()
    {
        var disk = new SparseDisk(8 * GiB);

        Assert.Equal(FatxStatus.Ok, XboxDisk.CreateStandard(disk));

        Assert.Equal(FatxStatus.Ok, XboxDisk.Open(disk, out XboxDisk? layout));
        Assert.False(layout!.HasTable);

        // Source: xboxdevwiki "Hard Drive".
        Assert.Equal(
            [
                new XboxPartition(1, 'E', 0xABE8_0000, 0x1_312D_6000),
                new XboxPartition(2, 'C', 0x8CA8_0000, 0x1F40_0000),
                new XboxPartition(3, 'X', 0x0008_0000, 0x2EE0_0000),
                new XboxPartition(4, 'Y', 0x2EE8_0000, 0x2EE0_0000),
                new XboxPartition(5, 'Z', 0x5DC8_0000, 0x2EE0_0000),
            ],
            layout.Partitions);
        Assert.All(layout.Partitions, p => Assert.Equal(16384U, Mount(layout, p.Number).ClusterBytes));
        Assert.Equal("BRFR"u8.ToArray(), Read(disk, 3)[..4]);
    }

    [Fact]
    public void CreateStandard_LargeDisk_HasFAndATable()
    {
        var disk = new SparseDisk(300 * GiB);

        Assert.Equal(FatxStatus.Ok, XboxDisk.CreateStandard(disk));

        Assert.Equal(FatxStatus.Ok, XboxDisk.Open(disk, out XboxDisk? layout));
        Assert.True(layout!.HasTable);
        Assert.True(layout.TryGet('f', out XboxPartition f));
        Assert.Equal(new XboxPartition(6, 'F', 0x1_DD15_6000, (300 * GiB) - 0x1_DD15_6000), f);

        // 16 KiB clusters reach 256 GiB.
        Assert.Equal(32768U, Mount(layout, 6).ClusterBytes);
        Assert.Equal(16384U, Mount(layout, 1).ClusterBytes);
    }

    [Fact]
    public void CreateStandard_SmallDisk_IsRefused()
    {
        Assert.Equal(FatxStatus.NoSpace, XboxDisk.CreateStandard(new SparseDisk(XboxDisk.MinimumBytes - 512)));
        Assert.Equal(FatxStatus.Ok, XboxDisk.CreateStandard(new SparseDisk(XboxDisk.MinimumBytes)));
    }

    [Fact]
    public void CreateStandard_OverAnOldDisk_LeavesNothingOfIt()
    {
        var disk = new SparseDisk(8 * GiB);
        XboxDisk.CreateStandard(disk);
        XboxDisk.Open(disk, out XboxDisk? layout);
        FatxVolume volume = Mount(layout!, 2);
        volume.Create(volume.Root, "d", FatxAttributes.Directory, default, out FatxNode folder);
        volume.Create(folder, "f", FatxAttributes.None, default, out FatxNode file);
        volume.Write(file, 0, new byte[100_000], out _);

        XboxDisk.CreateStandard(disk);

        volume = Mount(layout!, 2);
        Assert.Equal(FatxStatus.NotFound, volume.List(volume.Root, 0, out _, out _));
        Assert.Equal(volume.TotalClusters - 1, volume.FreeClusters);
    }

    [Fact]
    public void Open_Table_IsHonoured()
    {
        var disk = new SparseDisk(8 * GiB);
        byte[] sector = new byte[512];
        XboxPartitionTable.Encode([new XboxPartition(1, 'E', 512 * 100, 512 * 2000), new XboxPartition(7, 'G', 512 * 5000, 512 * 3000)], sector);
        disk.Write(0, sector);

        XboxDisk.Open(disk, out XboxDisk? layout);

        Assert.Equal([new XboxPartition(1, 'E', 512 * 100, 512 * 2000), new XboxPartition(7, 'G', 512 * 5000, 512 * 3000)], layout!.Partitions);
        Assert.False(layout.TryGet('C', out _));
        Assert.True(layout.TryGet(0, out XboxPartition whole));
        Assert.Equal(8 * GiB, whole.Size);
        Assert.Equal(FatxStatus.Ok, layout.Format(7));
        Assert.Equal(FatxStatus.NotFound, layout.Format(6));
        Assert.Equal(FatxStatus.NotFound, layout.Format(0));
    }

    [Theory]
    [InlineData(0x14, 0U)]
    [InlineData(0x14, 0xFFFF_FFFFU)]
    [InlineData(0x18, 0U)]
    [InlineData(0x18, 0xFFFF_FFFFU)]
    [InlineData(0x1C, 0xFFFF_FFFFU)]
    [InlineData(0x10, 0U)]
    public void Open_TableEntryThatMakesNoSense_IsLeftOut(int field, uint value)
    {
        var disk = new SparseDisk(8 * GiB);
        byte[] sector = new byte[512];
        XboxPartitionTable.Encode([new XboxPartition(1, 'E', 512 * 100, 512 * 2000), new XboxPartition(2, 'C', 512 * 5000, 512 * 3000)], sector);
        BinaryPrimitives.WriteUInt32LittleEndian(sector.AsSpan(0x30 + field), value);
        disk.Write(0, sector);

        XboxDisk.Open(disk, out XboxDisk? layout);

        Assert.Equal([new XboxPartition(2, 'C', 512 * 5000, 512 * 3000)], layout!.Partitions);
    }

    [Fact]
    public void Open_EightGiBWithAVolumeBehindE_HasF()
    {
        var disk = new SparseDisk(8 * GiB);
        XboxDisk.CreateStandard(disk);
        FatxFormatter.Format(disk, 0x1_DD15_6000, (8 * GiB) - 0x1_DD15_6000);

        XboxDisk.Open(disk, out XboxDisk? layout);

        Assert.True(layout!.TryGet('F', out _));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(512)]
    [InlineData(1 << 20)]
    public void Open_TinyDisk_HasNoPartitions(ulong sizeBytes)
    {
        Assert.Equal(FatxStatus.Ok, XboxDisk.Open(new SparseDisk(sizeBytes), out XboxDisk? layout));

        Assert.Empty(layout!.Partitions);
        Assert.Equal(FatxStatus.NotFound, layout.TryMount(1, out _));
    }

    private static FatxVolume Mount(XboxDisk layout, int number)
    {
        Assert.Equal(FatxStatus.Ok, layout.TryMount(number, out FatxVolume? volume));
        return volume!;
    }

    private static byte[] Read(SparseDisk disk, ulong sector)
    {
        byte[] bytes = new byte[512];
        disk.Read(sector * 512, bytes);
        return bytes;
    }
}
