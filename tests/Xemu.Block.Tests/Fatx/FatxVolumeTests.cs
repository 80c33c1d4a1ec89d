using System.Text;
using Xemu.Block.Fatx;

namespace Xemu.Block.Tests.Fatx;

public sealed class FatxVolumeTests
{
    private static readonly FatxTime Now = FatxTime.From(new DateTime(2002, 3, 15, 12, 34, 56, DateTimeKind.Utc));
    private readonly SparseDisk _disk = SparseDisk.Formatted();
    private readonly FatxVolume _volume;

    public FatxVolumeTests() => _volume = _disk.Mount();

    [Fact]
    public void TryMount_Formatted_SaysWhatFormatWasTold()
    {
        Assert.Equal(16384U, _volume.ClusterBytes);
        Assert.Equal(0x1234_5678U, _volume.VolumeId);
        Assert.Equal(string.Empty, _volume.VolumeName);

        // 4 MiB less 4 KiB of header and 4 KiB of table hold 255 clusters and a half; one is the root.
        Assert.Equal(255U, _volume.TotalClusters);
        Assert.Equal(254U, _volume.FreeClusters);
    }

    [Fact]
    public void TryMount_NoVolume_IsNotFound()
    {
        Assert.Equal(FatxStatus.NotFound, FatxVolume.TryMount(new SparseDisk(1 << 20), 0, 1 << 20, out FatxVolume? volume));
        Assert.Null(volume);
    }

    [Theory]
    [InlineData(0, 8 << 20)]
    [InlineData(100, 1024)]
    [InlineData(8 << 20, 512)]
    public void TryMount_NotOnTheDisk_IsCorrupt(ulong offset, ulong size)
    {
        Assert.Equal(FatxStatus.Corrupt, FatxVolume.TryMount(_disk, offset, size, out _));
    }

    [Fact]
    public void Format_WithName_KeepsIt()
    {
        var disk = new SparseDisk(1 << 20);

        FatxFormatter.Format(disk, 0, 1 << 20, 4096, 7, "Grüße");

        Assert.Equal("Grüße", disk.Mount().VolumeName);
    }

    [Fact]
    public void Create_File_IsFoundInAnyCase()
    {
        Assert.Equal(FatxStatus.Ok, _volume.Create(_volume.Root, "Save.Dat", FatxAttributes.Archive, Now, out FatxNode made));

        Assert.Equal(FatxStatus.Ok, _volume.Find(["SAVE.dat"], out FatxNode found));
        Assert.Equal(made, found);
        Assert.Equal("Save.Dat", found.Name);
        Assert.Equal(FatxAttributes.Archive, found.Attributes);
        Assert.Equal(Now, found.Created);
        Assert.Equal(0U, found.FirstCluster);
    }

    [Fact]
    public void Create_NameThatIsThere_IsRefused()
    {
        _volume.Create(_volume.Root, "a", FatxAttributes.None, Now, out _);

        Assert.Equal(FatxStatus.Exists, _volume.Create(_volume.Root, "A", FatxAttributes.Directory, Now, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a:b")]
    [InlineData("a\0b")]
    [InlineData("what?")]
    [InlineData("ü")]
    [InlineData("1234567890123456789012345678901234567890123")]
    public void Create_NameThatIsNotAllowed_IsRefused(string name)
    {
        Assert.Equal(FatxStatus.InvalidName, _volume.Create(_volume.Root, name, FatxAttributes.None, Now, out _));
    }

    [Fact]
    public void Find_Paths_TellWhatIsMissing()
    {
        _volume.Create(_volume.Root, "dir", FatxAttributes.Directory, Now, out FatxNode folder);
        _volume.Create(folder, "file", FatxAttributes.None, Now, out FatxNode file);

        Assert.Equal(FatxStatus.Ok, _volume.Find([], out FatxNode root));
        Assert.True(root.IsRoot);
        Assert.Equal(FatxStatus.Ok, _volume.Find(["dir", "file"], out FatxNode found));
        Assert.Equal(file, found);
        Assert.Equal(FatxStatus.NotFound, _volume.Find(["dir", "other"], out _));
        Assert.Equal(FatxStatus.PathNotFound, _volume.Find(["other", "file"], out _));
        Assert.Equal(FatxStatus.PathNotFound, _volume.Find(["dir", "file", "more"], out _));
    }

    [Fact]
    public void Write_ThenRead_GivesTheBytesAcrossClusters()
    {
        _volume.Create(_volume.Root, "f", FatxAttributes.None, Now, out FatxNode file);
        byte[] data = Bytes(50_001, 1);

        Assert.Equal(FatxStatus.Ok, _volume.Write(file, 0, data, out FatxNode written));

        Assert.Equal(50_001U, written.Size);
        Assert.Equal(data, ReadAll(_disk.Mount(), written));
        Assert.Equal(250U, _volume.FreeClusters);
    }

    [Fact]
    public void Write_PastTheEnd_ZeroesTheGapEvenWhereClustersHeldData()
    {
        _volume.Create(_volume.Root, "old", FatxAttributes.None, Now, out FatxNode old);
        _volume.Write(old, 0, Bytes(60_000, 2), out old);
        _volume.Delete(old);
        _volume.Create(_volume.Root, "f", FatxAttributes.None, Now, out FatxNode file);
        _volume.Write(file, 0, "ab"u8, out file);

        Assert.Equal(FatxStatus.Ok, _volume.Write(file, 40_000, "cd"u8, out file));

        byte[] expected = new byte[40_002];
        "ab"u8.CopyTo(expected);
        "cd"u8.CopyTo(expected.AsSpan(40_000));
        Assert.Equal(expected, ReadAll(_volume, file));
    }

    [Fact]
    public void Write_MoreThanFits_ChangesNothing()
    {
        _volume.Create(_volume.Root, "f", FatxAttributes.None, Now, out FatxNode file);
        _volume.Write(file, 0, Bytes(1000, 3), out file);
        int before = _disk.Written;

        Assert.Equal(FatxStatus.NoSpace, _volume.Write(file, 0, new byte[(254 * 16384) + 1], out FatxNode after));
        Assert.Equal(FatxStatus.NoSpace, _volume.Write(file, uint.MaxValue, "x"u8, out _));
        Assert.Equal(FatxStatus.NoSpace, _volume.Write(file, ulong.MaxValue, "x"u8, out _));
        Assert.Equal(file, after);
        Assert.Equal(before, _disk.Written);
    }

    [Fact]
    public void Write_AllThatFits_LeavesNothingFree()
    {
        _volume.Create(_volume.Root, "f", FatxAttributes.None, Now, out FatxNode file);
        byte[] data = Bytes(254 * 16384, 4);

        Assert.Equal(FatxStatus.Ok, _volume.Write(file, 0, data, out file));

        Assert.Equal(0U, _volume.FreeClusters);
        Assert.Equal(data, ReadAll(_volume, file));
        Assert.Equal(FatxStatus.NoSpace, _volume.Create(_volume.Root, "d", FatxAttributes.Directory, Now, out _));
    }

    [Fact]
    public void Write_WithTime_SetsIt()
    {
        _volume.Create(_volume.Root, "f", FatxAttributes.None, default, out FatxNode file);

        _volume.Write(file, 0, "x"u8, out file, Now);

        Assert.Equal(Now, _disk.Mount().Find(["f"], out FatxNode found) == FatxStatus.Ok ? found.Modified : default);
    }

    [Fact]
    public void Read_AtTheEnd_SaysSo()
    {
        _volume.Create(_volume.Root, "f", FatxAttributes.None, Now, out FatxNode file);
        _volume.Write(file, 0, "abc"u8, out file);
        byte[] buffer = new byte[10];

        Assert.Equal(FatxStatus.Ok, _volume.Read(file, 1, buffer, out int count));
        Assert.Equal(2, count);
        Assert.Equal(FatxStatus.EndOfFile, _volume.Read(file, 3, buffer, out count));
        Assert.Equal(0, count);
        Assert.Equal(FatxStatus.IsDirectory, _volume.Read(_volume.Root, 0, buffer, out _));
    }

    [Fact]
    public void SetSize_Shorter_FreesAndLonger_IsZero()
    {
        _volume.Create(_volume.Root, "f", FatxAttributes.None, Now, out FatxNode file);
        _volume.Write(file, 0, Bytes(50_000, 5), out file);

        Assert.Equal(FatxStatus.Ok, _volume.SetSize(file, 10, out file));
        Assert.Equal(253U, _volume.FreeClusters);
        Assert.Equal(FatxStatus.Ok, _volume.SetSize(file, 20_000, out file));
        byte[] expected = new byte[20_000];
        Bytes(50_000, 5).AsSpan(0, 10).CopyTo(expected);
        Assert.Equal(expected, ReadAll(_volume, file));
        Assert.Equal(FatxStatus.Ok, _volume.SetSize(file, 0, out file));
        Assert.Equal(0U, file.FirstCluster);
        Assert.Equal(254U, _volume.FreeClusters);
    }

    [Fact]
    public void Delete_File_FreesItsClustersAndItsPlace()
    {
        _volume.Create(_volume.Root, "f", FatxAttributes.None, Now, out FatxNode file);
        _volume.Write(file, 0, Bytes(50_000, 6), out _);

        Assert.Equal(FatxStatus.Ok, _volume.Delete(file));

        Assert.Equal(FatxStatus.NotFound, _volume.Find(["f"], out _));
        Assert.Equal(FatxStatus.NotFound, _volume.Resolve(file.ToKey(), out _));
        Assert.Equal(FatxStatus.NotFound, _volume.Delete(file));
        Assert.Equal(254U, _volume.FreeClusters);
    }

    [Fact]
    public void Delete_Folder_OnlyWithoutEntries()
    {
        _volume.Create(_volume.Root, "d", FatxAttributes.Directory, Now, out FatxNode folder);
        _volume.Create(folder, "f", FatxAttributes.None, Now, out FatxNode file);

        Assert.Equal(FatxStatus.NotEmpty, _volume.Delete(folder));
        Assert.Equal(FatxStatus.Ok, _volume.Delete(file));
        Assert.Equal(FatxStatus.Ok, _volume.Delete(folder));
        Assert.Equal(FatxStatus.InvalidName, _volume.Delete(_volume.Root));
        Assert.Equal(254U, _volume.FreeClusters);
    }

    [Fact]
    public void Rename_WithinFolder_KeepsTheKey()
    {
        _volume.Create(_volume.Root, "a", FatxAttributes.None, Now, out FatxNode file);
        _volume.Write(file, 0, "data"u8, out _);

        Assert.Equal(FatxStatus.Ok, _volume.Rename(file, _volume.Root, "A-long-name.txt", out FatxNode renamed));

        Assert.Equal(file.ToKey(), renamed.ToKey());
        Assert.Equal(FatxStatus.NotFound, _volume.Find(["a"], out _));
        Assert.Equal("data"u8.ToArray(), ReadAll(_volume, renamed));
        Assert.Equal(FatxStatus.Ok, _volume.Rename(renamed, _volume.Root, "a-LONG-name.txt", out renamed));
        Assert.Equal("a-LONG-name.txt", renamed.Name);
    }

    [Fact]
    public void Rename_ToAnotherFolder_MovesEverything()
    {
        _volume.Create(_volume.Root, "d", FatxAttributes.Directory, Now, out FatxNode folder);
        _volume.Create(_volume.Root, "e", FatxAttributes.Directory, Now, out FatxNode other);
        _volume.Create(folder, "f", FatxAttributes.None, Now, out FatxNode file);
        _volume.Write(file, 0, "data"u8, out _);

        Assert.Equal(FatxStatus.Ok, _volume.Rename(folder, other, "moved", out _));

        Assert.Equal(FatxStatus.Ok, _volume.Find(["e", "moved", "f"], out FatxNode found));
        Assert.Equal("data"u8.ToArray(), ReadAll(_volume, found));
        Assert.Equal(FatxStatus.NotFound, _volume.Find(["d"], out _));
    }

    [Fact]
    public void Rename_FolderIntoItself_IsRefused()
    {
        _volume.Create(_volume.Root, "d", FatxAttributes.Directory, Now, out FatxNode folder);
        _volume.Create(folder, "e", FatxAttributes.Directory, Now, out FatxNode inner);

        Assert.Equal(FatxStatus.InvalidName, _volume.Rename(folder, inner, "x", out _));
        Assert.Equal(FatxStatus.InvalidName, _volume.Rename(folder, folder, "x", out _));
    }

    [Fact]
    public void Rename_ToNameThatIsThere_IsRefused()
    {
        _volume.Create(_volume.Root, "a", FatxAttributes.None, Now, out FatxNode file);
        _volume.Create(_volume.Root, "b", FatxAttributes.None, Now, out _);

        Assert.Equal(FatxStatus.Exists, _volume.Rename(file, _volume.Root, "B", out _));
    }

    [Fact]
    public void SetInformation_ChangesWhatIsGivenAndNeverTheKind()
    {
        _volume.Create(_volume.Root, "f", FatxAttributes.None, Now, out FatxNode file);
        var later = FatxTime.From(new DateTime(2003, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        Assert.Equal(FatxStatus.Ok, _volume.SetInformation(file, FatxAttributes.ReadOnly | FatxAttributes.Directory, new FatxTimes(null, later, null), out _));

        _disk.Mount().Find(["f"], out FatxNode found);
        Assert.Equal(file with { Attributes = FatxAttributes.ReadOnly, Modified = later }, found);
    }

    [Fact]
    public void List_WhileEntriesComeAndGo_NeitherSkipsNorRepeats()
    {
        for (int i = 0; i < 10; i++)
        {
            _volume.Create(_volume.Root, $"f{i}", FatxAttributes.None, Now, out _);
        }

        var seen = new List<string>();
        for (int position = 0; _volume.List(_volume.Root, position, out FatxNode node, out position) == FatxStatus.Ok;)
        {
            seen.Add(node.Name);
            _volume.Delete(node);
        }

        Assert.Equal(Enumerable.Range(0, 10).Select(static i => $"f{i}"), seen);
    }

    [Fact]
    public void Create_ManyEntries_ExtendsTheFolderUpToItsLimit()
    {
        _volume.Create(_volume.Root, "d", FatxAttributes.Directory, Now, out FatxNode folder);
        for (int i = 0; i < 4096; i++)
        {
            Assert.Equal(FatxStatus.Ok, _volume.Create(folder, $"{i}", FatxAttributes.None, Now, out _));
        }

        Assert.Equal(FatxStatus.NoSpace, _volume.Create(folder, "more", FatxAttributes.None, Now, out _));
        Assert.Equal(FatxStatus.Ok, _volume.Find(["d", "4095"], out _));

        // 256 entries a cluster.
        Assert.Equal(254U - 16, _volume.FreeClusters);
    }

    [Fact]
    public void Create_OverTheEndMark_DoesNotBringToLightWhatLiesBehind()
    {
        byte[] ghost = new byte[64];
        FatxEntry.Encode(new FatxNode(1, 0, "ghost", FatxAttributes.None, 0, 0, default, default, default), ghost);
        ulong root = _volume.Geometry.OffsetOf(1);
        _disk.Poke(root + 64, ghost);
        _volume.Invalidate();

        Assert.Equal(FatxStatus.Ok, _volume.Create(_volume.Root, "f", FatxAttributes.None, Now, out _));

        Assert.Equal(FatxStatus.NotFound, _volume.Find(["ghost"], out _));
    }

    [Fact]
    public void Operations_OnReadOnlyMedium_AreRefused()
    {
        _volume.Create(_volume.Root, "f", FatxAttributes.None, Now, out FatxNode file);
        _disk.IsReadOnly = true;

        Assert.Equal(FatxStatus.ReadOnly, _volume.Create(_volume.Root, "g", FatxAttributes.None, Now, out _));
        Assert.Equal(FatxStatus.ReadOnly, _volume.Write(file, 0, "x"u8, out _));
        Assert.Equal(FatxStatus.ReadOnly, _volume.SetSize(file, 1, out _));
        Assert.Equal(FatxStatus.ReadOnly, _volume.Delete(file));
        Assert.Equal(FatxStatus.ReadOnly, _volume.Rename(file, _volume.Root, "h", out _));
        Assert.Equal(FatxStatus.ReadOnly, _volume.SetInformation(file, FatxAttributes.Hidden, default, out _));
    }

    [Fact]
    public void Operations_WhenTheHostCannotRead_SaySo()
    {
        _volume.Create(_volume.Root, "f", FatxAttributes.None, Now, out FatxNode file);
        _volume.Write(file, 0, "x"u8, out file);
        _volume.Invalidate();
        _disk.IsBroken = true;

        Assert.Equal(FatxStatus.IoError, _volume.Find(["f"], out _));
        Assert.Equal(FatxStatus.IoError, _volume.Read(file, 0, new byte[1], out _));
        Assert.Equal(0U, _volume.FreeClusters);
        Assert.Equal(FatxStatus.IoError, FatxVolume.TryMount(_disk, 0, 4 << 20, out _));
    }

    [Theory]
    [InlineData(256UL << 20, 16384U, true)]
    [InlineData(500UL << 20, 16384U, true)]
    [InlineData(0x1312D_6000UL, 16384U, false)]
    [InlineData(1UL << 40, 65536U, false)]
    [InlineData(64UL << 20, 512U, false)]
    [InlineData(8UL << 20, 2048U, true)]
    public void Format_Sizes_HoldAFileAtTheFarEnd(ulong sizeBytes, uint clusterBytes, bool isFat16)
    {
        SparseDisk disk = SparseDisk.Formatted(sizeBytes, clusterBytes);
        FatxVolume volume = disk.Mount();

        Assert.Equal(isFat16, volume.Geometry.IsFat16);
        Assert.Equal(volume.TotalClusters - 1, volume.FreeClusters);
        Assert.True(volume.Geometry.OffsetOf(volume.TotalClusters) + clusterBytes <= sizeBytes);
        Assert.Equal(FatxStatus.Ok, volume.Create(volume.Root, "f", FatxAttributes.None, Now, out FatxNode file));
        Assert.Equal(FatxStatus.Ok, volume.Write(file, 100_000, "end"u8, out file));
        Assert.Equal(100_003, ReadAll(disk.Mount(), file).Length);
    }

    [Fact]
    public void Resolve_AfterMountingAgain_GivesTheSameEntry()
    {
        _volume.Create(_volume.Root, "d", FatxAttributes.Directory, Now, out FatxNode folder);
        _volume.Create(folder, "f", FatxAttributes.None, Now, out FatxNode file);
        _volume.Write(file, 0, Encoding.ASCII.GetBytes("text"), out file);

        Assert.Equal(FatxStatus.Ok, _disk.Mount().Resolve(file.ToKey(), out FatxNode found));

        Assert.Equal(file, found);
        Assert.Equal(FatxStatus.Ok, _volume.Resolve(0, out FatxNode root));
        Assert.True(root.IsRoot);
        Assert.Equal(FatxStatus.NotFound, _volume.Resolve(5, out _));
    }

    private static byte[] Bytes(int count, int seed)
    {
        byte[] bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static byte[] ReadAll(FatxVolume volume, FatxNode node)
    {
        byte[] bytes = new byte[node.Size];
        Assert.Equal(FatxStatus.Ok, volume.Read(node, 0, bytes, out int count));
        Assert.Equal(bytes.Length, count);
        return bytes;
    }
}
