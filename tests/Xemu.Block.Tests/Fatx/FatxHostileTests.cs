using Xemu.Block.Fatx;

namespace Xemu.Block.Tests.Fatx;

/// <summary>Volumes that contradict themselves in one way each.</summary>
public sealed class FatxHostileTests
{
    private readonly SparseDisk _disk = SparseDisk.Formatted();
    private readonly FatxNode _file;
    private readonly FatxNode _folder;

    public FatxHostileTests()
    {
        FatxVolume volume = _disk.Mount();
        volume.Create(volume.Root, "file", FatxAttributes.None, default, out _file);
        volume.Write(_file, 0, new byte[3 * 16384], out _file);
        volume.Create(volume.Root, "folder", FatxAttributes.Directory, default, out _folder);
    }

    [Fact]
    public void Read_ChainWithALoop_EndsWithTheSize()
    {
        SetEntry(_file.FirstCluster + 1, _file.FirstCluster);
        FatxVolume volume = _disk.Mount();

        Assert.Equal(FatxStatus.Ok, volume.Read(_file, 0, new byte[1 << 20], out int count));
        Assert.Equal(3 * 16384, count);
        Assert.Equal(FatxStatus.Corrupt, volume.Write(_file, 3 * 16384, "x"u8, out _));
        Assert.Equal([FatxFindingKind.Loop, FatxFindingKind.SizeTooLarge, FatxFindingKind.LostClusters], Findings().Select(static f => f.Kind));
        Assert.Equal(FatxStatus.Ok, volume.Delete(_file));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5000)]
    [InlineData(0xFFF7)]
    public void Read_ChainThatBreaks_IsCorruptFromThereOn(ushort entry)
    {
        SetEntry(_file.FirstCluster, entry);
        FatxVolume volume = _disk.Mount();

        Assert.Equal(FatxStatus.Corrupt, volume.Read(_file, 0, new byte[16385], out _));
        Assert.Equal(FatxStatus.Corrupt, volume.Write(_file, 20_000, "x"u8, out _));
        Assert.Equal(FatxFindingKind.BrokenChain, Findings()[0].Kind);
    }

    [Fact]
    public void Read_SizeBeyondTheChain_IsCorruptPastIt()
    {
        SetFirstAndSize(_file, _file.FirstCluster, 1_000_000);
        FatxVolume volume = _disk.Mount();

        Assert.Equal(FatxStatus.Ok, volume.Read(_file, 0, new byte[16384], out _));
        Assert.Equal(FatxStatus.Corrupt, volume.Read(_file, 999_999, new byte[1], out _));
        Assert.Equal(FatxStatus.Corrupt, volume.Write(_file, 1_000_000, new byte[1], out _));
        Assert.Equal(FatxFindingKind.SizeTooLarge, OnlyFinding().Kind);
    }

    [Theory]
    [InlineData(0U)]
    [InlineData(200U)]
    [InlineData(100_000U)]
    [InlineData(0xFFFF_FFFFU)]
    public void Folder_WithoutUsableCluster_IsCorruptAndMayBeDeleted(uint first)
    {
        SetFirstAndSize(_folder, first, 0);
        FatxVolume volume = _disk.Mount();

        Assert.Equal(FatxStatus.Corrupt, volume.List(_folder, 0, out _, out _));
        Assert.Equal(FatxStatus.Corrupt, volume.Create(_folder, "x", FatxAttributes.None, default, out _));
        Assert.Equal(FatxStatus.Ok, volume.Delete(_folder));
    }

    [Fact]
    public void Folder_ThatHoldsItself_CanBeWalkedForEver()
    {
        // The folder's only entry is the root again.
        SetFirstAndSize(_folder, 1, 0);
        FatxVolume volume = _disk.Mount();

        Assert.Equal(FatxStatus.Ok, volume.Find([.. Enumerable.Repeat("folder", 500), "file"], out FatxNode found));
        Assert.Equal(_file.FirstCluster, found.FirstCluster);
        Assert.Equal(FatxStatus.NotEmpty, volume.Delete(_folder));
        Assert.Equal(FatxFindingKind.CrossLink, OnlyFinding(FatxFindingKind.LostClusters).Kind);
    }

    [Fact]
    public void Folder_WhoseChainLoops_EndsAsCorrupt()
    {
        byte[] full = new byte[16384];
        for (int at = 0; at < full.Length; at += 64)
        {
            FatxEntry.Encode(new FatxNode(0, 0, "n", FatxAttributes.None, 0, 0, default, default, default), full.AsSpan(at));
        }

        FatxVolume volume = _disk.Mount();
        _disk.Poke(volume.Geometry.OffsetOf(_folder.FirstCluster), full);
        SetEntry(_folder.FirstCluster, (ushort)_folder.FirstCluster);
        volume.Invalidate();

        int count = 0;
        FatxStatus status;
        for (int position = 0; (status = volume.List(_folder, position, out _, out position)) == FatxStatus.Ok;)
        {
            count++;
        }

        Assert.Equal(FatxStatus.Corrupt, status);
        Assert.InRange(count, 256, 65536);
        Assert.Equal(FatxStatus.Corrupt, volume.Child(_folder, "missing", out _));
    }

    [Fact]
    public void Entry_WithNameOfAPath_IsNotShown()
    {
        FatxVolume volume = _disk.Mount();
        Rename(volume, "../etc");
        Assert.Equal(FatxStatus.NotFound, volume.Find(["../etc"], out _));
        Rename(volume, "..");
        Assert.Equal(FatxStatus.NotFound, volume.Find([".."], out _));
        Rename(volume, "a\0b");
        Assert.Equal(FatxStatus.NotFound, volume.Resolve(_file.ToKey(), out _));

        Assert.Equal(FatxFindingKind.BadName, OnlyFinding().Kind);
        FatxChecks.Run(volume, repair: true);
        Assert.Equal(FatxStatus.Ok, volume.Resolve(_file.ToKey(), out FatxNode saved));
        Assert.StartsWith("RECOVERED.", saved.Name);
        Assert.Equal(_file.Size, saved.Size);
    }

    [Fact]
    public void Check_TwoFilesOfOneChain_KeepsTheFirst()
    {
        FatxVolume volume = _disk.Mount();
        volume.Create(volume.Root, "second", FatxAttributes.None, default, out FatxNode second);
        SetFirstAndSize(second, _file.FirstCluster, 100);
        volume.Invalidate();

        FatxCheckReport report = FatxChecks.Run(volume, repair: true);

        Assert.Contains(report.Findings, static f => f is { Kind: FatxFindingKind.CrossLink, Path: "/second" });
        Assert.Empty(Findings());
        Assert.Equal(FatxStatus.Ok, volume.Find(["second"], out second));
        Assert.Equal(0U, second.Size);
        Assert.Equal(FatxStatus.Ok, volume.Read(_file, 0, new byte[3 * 16384], out _));
    }

    [Theory]
    [InlineData(8, 0)]
    [InlineData(8, 3)]
    [InlineData(8, 2048)]
    [InlineData(8, -1)]
    [InlineData(12, 0)]
    [InlineData(12, 256)]
    [InlineData(12, -1)]
    public void TryMount_HeaderThatMakesNoSense_IsCorrupt(int at, int value)
    {
        _disk.Poke((ulong)at, BitConverter.GetBytes(value));

        Assert.Equal(FatxStatus.Corrupt, FatxVolume.TryMount(_disk, 0, _disk.SizeBytes, out FatxVolume? volume));
        Assert.Null(volume);
    }

    private void SetEntry(uint cluster, uint entry) => _disk.Poke(4096 + (cluster * 2), BitConverter.GetBytes((ushort)entry));

    private void SetFirstAndSize(FatxNode node, uint first, uint size)
    {
        ulong at = _disk.Mount().Geometry.OffsetOf(node.DirectoryCluster) + (node.Index * 64);
        _disk.Poke(at + 0x2C, BitConverter.GetBytes(first));
        _disk.Poke(at + 0x30, BitConverter.GetBytes(size));
    }

    private void Rename(FatxVolume volume, string name)
    {
        byte[] entry = new byte[64];
        FatxEntry.Encode(_file with { Name = name }, entry);
        _disk.Poke(volume.Geometry.OffsetOf(1) + (_file.Index * 64), entry);
        volume.Invalidate();
    }

    private IReadOnlyList<FatxFinding> Findings() => FatxChecks.Run(_disk.Mount(), repair: false).Findings;

    private FatxFinding OnlyFinding(FatxFindingKind? beside = null) => Assert.Single(Findings(), f => f.Kind != beside);
}
