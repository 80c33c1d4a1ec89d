using System.Buffers.Binary;
using Xemu.Block.Xdvdfs;

namespace Xemu.Block.Tests;

public sealed class XdvdfsVolumeTests : IDisposable
{
    private const int RootDirectory = 33 * 2048;
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(0x0208_0000)]
    [InlineData(0x0FD9_0000)]
    [InlineData(0x1830_0000)]
    public void TryMount_VolumeAtAKnownPlace_IsFound(uint offset)
    {
        XdvdfsVolume volume = Mount(new MemoryDisc(Small()) { Start = offset });

        Assert.Equal(offset, volume.Offset);
        Assert.Equal(XdvdfsStatus.Done, volume.Find(["B"], out XdvdfsNode node));
        Assert.Equal(DiscTree.Content(3000, 2), DiscTree.ReadAll(volume, node));
    }

    [Fact]
    public void TryMount_NoVolume_SaysSo()
    {
        Assert.Contains("has no Xbox file system", XdvdfsVolume.TryMount(new MemoryDisc(new byte[0x2_0000]), out _), StringComparison.Ordinal);
        Assert.Contains("has no Xbox file system", XdvdfsVolume.TryMount(new MemoryDisc([]), out _), StringComparison.Ordinal);
    }

    [Fact]
    public void TryMount_DamagedDescriptor_SaysWhat()
    {
        byte[] end = Small();
        end[0x1_07EC] = 0;
        byte[] root = Small();
        BinaryPrimitives.WriteUInt32LittleEndian(root.AsSpan(0x1_0014), 0x7FFF_FFFF);

        Assert.Contains("damaged volume descriptor at 0x10000", XdvdfsVolume.TryMount(new MemoryDisc(end), out _), StringComparison.Ordinal);
        Assert.Contains("sector 2147483647, beyond the medium's end", XdvdfsVolume.TryMount(new MemoryDisc(root), out _), StringComparison.Ordinal);
        Assert.Contains("cannot be read at 0x10000: Scratched.", XdvdfsVolume.TryMount(new MemoryDisc(Small()) { Unreadable = 0x1_0000..0x1_0200 }, out _), StringComparison.Ordinal);
    }

    [Fact]
    public void Find_AnyCase_Finds()
    {
        DiscTree.Fill(_folder.Path);
        XdvdfsVolume volume = Mount(FolderImage.Open(_folder.Path));

        Assert.Equal(XdvdfsStatus.Done, volume.Find(["MEDIA", "deep", "Er", "X.BIN"], out XdvdfsNode node));
        Assert.Equal(("x.bin", 2049u, false), (node.Name, node.SizeBytes, node.IsDirectory));
        Assert.Equal(XdvdfsStatus.Done, volume.Find([], out XdvdfsNode root));
        Assert.Equal(volume.Root, root);
        Assert.Equal(XdvdfsStatus.NotFound, volume.Find(["media", "none"], out _));
        Assert.Equal(XdvdfsStatus.NotADirectory, volume.Find(["default.xbe", "x"], out _));
    }

    [Fact]
    public void List_FromAnyPosition_GoesOnInNameOrder()
    {
        DiscTree.Fill(_folder.Path);
        XdvdfsVolume volume = Mount(FolderImage.Open(_folder.Path));
        Assert.Equal(XdvdfsStatus.Done, volume.List(volume.Root, 2, out XdvdfsNode third, out int next));

        // Another volume object continues at the position: nothing else is remembered.
        XdvdfsVolume again = Mount(FolderImage.Open(_folder.Path));

        Assert.Equal("many", third.Name);
        Assert.Equal(XdvdfsStatus.Done, again.List(volume.Root, next, out XdvdfsNode fourth, out _));
        Assert.Equal("media", fourth.Name);
        Assert.Equal(XdvdfsStatus.NoMoreEntries, again.List(volume.Root, 5, out _, out _));
        Assert.Equal(XdvdfsStatus.NoMoreEntries, again.List(volume.Root, -1, out _, out _));
        Assert.Equal(XdvdfsStatus.Done, again.Find(["void"], out XdvdfsNode empty));
        Assert.Equal(XdvdfsStatus.NoMoreEntries, again.List(empty, 0, out _, out _));
    }

    [Theory]
    [InlineData(0, 5000, 5000)]
    [InlineData(1, 10, 10)]
    [InlineData(511, 1025, 1025)]
    [InlineData(2047, 2, 2)]
    [InlineData(4999, 100, 1)]
    public void Read_OddOffsetsAndLengths_GiveThoseBytes(int offset, int length, int expected)
    {
        DiscTree.Fill(_folder.Path);
        XdvdfsVolume volume = Mount(FolderImage.Open(_folder.Path));
        _ = volume.Find(["default.xbe"], out XdvdfsNode node);
        byte[] bytes = new byte[length];

        Assert.Equal(XdvdfsStatus.Done, volume.Read(node, (ulong)offset, bytes, out int count));

        Assert.Equal(expected, count);
        Assert.Equal(DiscTree.Content(5000, 1)[offset..(offset + count)], bytes[..count]);
    }

    [Fact]
    public void Read_WhatCannotBe_SaysWhy()
    {
        XdvdfsVolume volume = Mount(new MemoryDisc(Small()) { Unreadable = (36 * 2048)..(37 * 2048) });
        _ = volume.Find(["b"], out XdvdfsNode node);
        byte[] bytes = new byte[3000];

        Assert.Equal(XdvdfsStatus.ReadError, volume.Read(node, 0, bytes, out _));
        Assert.Equal(XdvdfsStatus.EndOfFile, volume.Read(node, 3000, bytes, out _));
        Assert.Equal(XdvdfsStatus.EndOfFile, volume.Read(node, ulong.MaxValue, bytes, out _));
        Assert.Equal(XdvdfsStatus.Damaged, volume.Read(node with { StartSector = uint.MaxValue }, 0, bytes, out _));
        Assert.Equal(XdvdfsStatus.IsADirectory, volume.Read(volume.Root, 0, bytes, out _));
        Assert.Equal(XdvdfsStatus.Done, volume.Read(node, 0, [], out _));
    }

    [Theory]
    [InlineData(0, 0x0000)]
    [InlineData(0, 0xFFFE)]
    [InlineData(2, 0x0001)]
    public void List_LinksOutOrInCircles_GivesTheRestAndDamaged(int field, ushort link)
    {
        byte[] disc = Small();
        // The root of the tree is 'b', with links to 'a' and 'c'. A link of 0 is none, so the circle goes through a child.
        int place = link == 0 ? RootDirectory + (4 * BinaryPrimitives.ReadUInt16LittleEndian(disc.AsSpan(RootDirectory))) : RootDirectory;
        BinaryPrimitives.WriteUInt16LittleEndian(disc.AsSpan(place + field), link == 0 ? BinaryPrimitives.ReadUInt16LittleEndian(disc.AsSpan(RootDirectory + 2)) : link);
        XdvdfsVolume volume = Mount(new MemoryDisc(disc));

        var names = new List<string>();
        int position = 0;
        XdvdfsStatus status;
        while ((status = volume.List(volume.Root, position, out XdvdfsNode node, out position)) == XdvdfsStatus.Done)
        {
            names.Add(node.Name);
        }

        Assert.Equal(XdvdfsStatus.Damaged, status);
        Assert.Contains("b", names);
        Assert.InRange(names.Count, 1, 3);
        Assert.Equal(XdvdfsStatus.Damaged, volume.Find(["none"], out _));
    }

    [Fact]
    public void Time_OfAFolder_IsThatOfItsNewestFile()
    {
        DiscTree.Write(_folder.Path, "old", 1, 1);
        DiscTree.Write(_folder.Path, "new", 1, 1);
        File.SetLastWriteTimeUtc(_folder.File("old"), new DateTime(2001, 11, 15, 1, 2, 3, DateTimeKind.Utc));
        File.SetLastWriteTimeUtc(_folder.File("new"), new DateTime(2005, 11, 22, 1, 2, 3, DateTimeKind.Utc));

        Assert.Equal(new DateTime(2005, 11, 22, 1, 2, 3, DateTimeKind.Utc), DateTime.FromFileTimeUtc(Mount(FolderImage.Open(_folder.Path)).Time));
    }

    /// <summary>A disc with 'a', 'b' (in sectors 35 to 36, or later) and 'c'.</summary>
    private byte[] Small()
    {
        DiscTree.Write(_folder.Path, "a", 3000, 1);
        DiscTree.Write(_folder.Path, "b", 3000, 2);
        DiscTree.Write(_folder.Path, "c", 3000, 3);
        using FolderImage image = FolderImage.Open(_folder.Path);
        return DiscTree.Bytes(image);
    }

    private static XdvdfsVolume Mount(Abstractions.Media.IBlockDevice disc)
    {
        Assert.Null(XdvdfsVolume.TryMount(disc, out XdvdfsVolume? volume));
        return volume!;
    }
}
