using Xemu.Abstractions;
using Xemu.Block.Xdvdfs;

namespace Xemu.Block.Tests;

public sealed class FolderImageTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_Folder_HoldsItsFiles()
    {
        DiscTree.Fill(_folder.Path);
        using FolderImage image = FolderImage.Open(_folder.Path);

        Assert.Equal(DiscTree.OfFolder(_folder.Path), DiscTree.OfDisc(image));
        Assert.Equal(0u, image.SizeBytes % 0x1_0000);
    }

    [Fact]
    public void Open_EmptyFolder_IsAnEmptyDisc()
    {
        using FolderImage image = FolderImage.Open(_folder.Path);

        Assert.Empty(DiscTree.OfDisc(image));
    }

    [Fact]
    public void Read_InPieces_GivesTheSameAsAtOnce()
    {
        DiscTree.Fill(_folder.Path);
        using FolderImage image = FolderImage.Open(_folder.Path);
        byte[] whole = DiscTree.Bytes(image);
        var random = new Random(1);

        for (int i = 0; i < 500; i++)
        {
            int start = random.Next(whole.Length / 512) * 512;
            byte[] piece = new byte[Math.Min(random.Next(1, 40) * 512, whole.Length - start)];
            image.Read((ulong)start, piece);
            Assert.True(whole.AsSpan(start, piece.Length).SequenceEqual(piece), $"piece {i}");
        }
    }

    [Fact]
    public void Open_Links_OnlyThoseToFilesWithin()
    {
        using var outside = new TempFolder();
        DiscTree.Write(outside.Path, "secret.txt", 10, 1);
        DiscTree.Write(_folder.Path, "inside.bin", 10, 2);
        Directory.CreateDirectory(_folder.File("sub"));
        File.CreateSymbolicLink(_folder.File("good.bin"), "inside.bin");
        File.CreateSymbolicLink(_folder.File("leak.txt"), outside.File("secret.txt"));
        File.CreateSymbolicLink(_folder.File("sub/up.txt"), "../../" + Path.GetFileName(outside.Path) + "/secret.txt");
        File.CreateSymbolicLink(_folder.File("nowhere"), "missing");
        File.CreateSymbolicLink(_folder.File("circle"), "circle");
        Directory.CreateSymbolicLink(_folder.File("sub/loop"), _folder.Path);
        Directory.CreateSymbolicLink(_folder.File("away"), outside.Path);

        using FolderImage image = FolderImage.Open(_folder.Path);

        List<string> lines = DiscTree.OfDisc(image);
        Assert.Equal(["good.bin", "inside.bin", "sub/"], lines.Select(static l => l.Split(' ')[0]));
        Assert.Equal(lines[0].Split(' ')[1..], lines[1].Split(' ')[1..]);
    }

    [Fact]
    public void Open_ThroughALink_IsTheFolderBehindIt()
    {
        DiscTree.Write(_folder.Path, "real/a.bin", 10, 1);
        Directory.CreateSymbolicLink(_folder.File("link"), "real");
        using FolderImage image = FolderImage.Open(_folder.File("link"));

        Assert.Single(DiscTree.OfDisc(image));
    }

    [Fact]
    public void Read_FilesThatChanged_GivesWhatIsThereOrZeros()
    {
        DiscTree.Write(_folder.Path, "gone.bin", 3000, 1);
        DiscTree.Write(_folder.Path, "grown.bin", 3000, 2);
        DiscTree.Write(_folder.Path, "linked.bin", 3000, 3);
        DiscTree.Write(_folder.Path, "short.bin", 3000, 4);
        using FolderImage image = FolderImage.Open(_folder.Path);
        using var outside = new TempFolder();
        DiscTree.Write(outside.Path, "secret.txt", 3000, 9);
        File.Delete(_folder.File("gone.bin"));
        File.WriteAllBytes(_folder.File("grown.bin"), DiscTree.Content(9000, 5));
        File.Delete(_folder.File("linked.bin"));
        File.CreateSymbolicLink(_folder.File("linked.bin"), outside.File("secret.txt"));
        File.WriteAllBytes(_folder.File("short.bin"), DiscTree.Content(100, 6));

        Assert.Null(XdvdfsVolume.TryMount(image, out XdvdfsVolume? volume));

        Assert.Equal(new byte[3000], ReadFile(volume!, "gone.bin"));
        Assert.Equal(DiscTree.Content(9000, 5)[..3000], ReadFile(volume!, "grown.bin"));
        Assert.Equal(new byte[3000], ReadFile(volume!, "linked.bin"));
        Assert.Equal([.. DiscTree.Content(100, 6), .. new byte[2900]], ReadFile(volume!, "short.bin"));
    }

    [Fact]
    public void Open_PathThatIsNone_NamesIt()
    {
        Assert.Contains("'/nowhere/at/all' does not exist", Assert.Throws<ComponentException>(static () => FolderImage.Open("/nowhere/at/all")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_MoreThanTheLimits_SaysWhich()
    {
        DiscTree.Fill(_folder.Path);

        Assert.Contains("more than the 10 files", Refusal(new LayoutLimits(MaxEntries: 10)), StringComparison.Ordinal);
        Assert.Contains("more than the 100000 bytes", Refusal(new LayoutLimits(MaxBytes: 100_000)), StringComparison.Ordinal);
        Assert.Contains("deeper than the 1 folders", Refusal(new LayoutLimits(MaxDepth: 1)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("snow\u2603man", "cannot be on a disc")]
    [InlineData("back\\slash", "cannot be on a disc")]
    [InlineData("DEFAULT.xbe", "one name on a disc")]
    public void Open_NameThatNoDiscHas_NamesIt(string name, string expected)
    {
        DiscTree.Write(_folder.Path, "default.XBE", 1, 1);
        DiscTree.Write(_folder.Path, name, 1, 1);

        Assert.Contains(expected, Refusal(LayoutLimits.Standard), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_MoreNamesThanADirectoryHolds_IsRefused()
    {
        for (int i = 0; i < 1200; i++)
        {
            File.WriteAllBytes(_folder.File(i.ToString("D4", null) + new string('n', 240)), []);
        }

        Assert.Contains("put them into several folders", Refusal(LayoutLimits.Standard), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Always_Fails()
    {
        using FolderImage image = FolderImage.Open(_folder.Path);

        Assert.Throws<IOException>(() => image.Write(0, new byte[512]));
        Assert.Throws<IOException>(() => image.Read(image.SizeBytes, new byte[512]));
        Assert.Throws<IOException>(() => image.Read(1, new byte[512]));
    }

    private static byte[] ReadFile(XdvdfsVolume volume, string name)
    {
        Assert.Equal(XdvdfsStatus.Done, volume.Find([name], out XdvdfsNode node));
        return DiscTree.ReadAll(volume, node);
    }

    private string Refusal(LayoutLimits limits) => Assert.Throws<ComponentException>(() => FolderImage.Open(_folder.Path, limits)).Message;
}
