using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Xemu.Block.Fatx;

namespace Xemu.Block.Tests.Fatx;

/// <summary>The verb <c>disk</c> on images, as a user runs it.</summary>
public sealed class DiskVerbTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _image;

    public DiskVerbTests()
    {
        _image = _folder.File("disk.qcow2");
        VerbCall.Good("create", _image);
    }

    public static TheoryData<string> Names => ["disk.raw", "disk.qcow2"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.raw", 5)]
    [InlineData("a.qcow2", 5)]
    [InlineData("b.qcow2", 6, "--size", "16GiB")]
    [InlineData("c.bin", 5, "--format", "qcow2")]
    public void Create_Image_IsFormattedAndShown(string name, int partitions, params string[] options)
    {
        string image = _folder.File(name);

        VerbCall.Good(["create", image, .. options]);

        using var info = JsonDocument.Parse(VerbCall.Good("info", image, "--json"));
        Assert.Equal(name.EndsWith("raw", StringComparison.Ordinal) ? "raw" : "qcow2", info.RootElement.GetProperty("format").GetString());
        JsonElement[] list = [.. info.RootElement.GetProperty("partitions").EnumerateArray()];
        Assert.Equal(partitions, list.Length);
        Assert.All(list, static p => Assert.Equal(p.GetProperty("clusters").GetUInt32() - 1, p.GetProperty("free-clusters").GetUInt32()));
        Assert.Contains("FATX16, clusters of 16 KiB", VerbCall.Good("info", image), StringComparison.Ordinal);
        VerbCall.Good("check", image);
        Assert.Equal([image], Directory.GetFileSystemEntries(_folder.Path, name + "*"));
    }

    [Fact]
    public void Create_WhatExists_IsRefused()
    {
        Assert.Contains("exists", VerbCall.Bad("create", _image), StringComparison.Ordinal);
        Directory.CreateDirectory(_folder.File("x.raw.layers"));
        Assert.Contains("layers of another disk", VerbCall.Bad("create", _folder.File("x.raw")), StringComparison.Ordinal);
        Assert.Contains("8GiB or more", VerbCall.Bad("create", _folder.File("y.raw"), "--size", "7GiB"), StringComparison.Ordinal);
        Assert.Contains("does not exist", VerbCall.Bad("create", _folder.File("no/y.raw")), StringComparison.Ordinal);
        Assert.Equal(2, VerbCall.Run("create", _folder.File("y.raw"), "--size", "large").Code);
        Assert.False(File.Exists(_folder.File("y.raw")));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Cp_FolderInAndOut_IsTheSame(string name)
    {
        string image = _folder.File("cp-" + name);
        VerbCall.Good("create", image);
        string source = MakeTree("source");

        VerbCall.Good("mkdir", "-p", $"{image}::E:/UDATA/4d530004");
        VerbCall.Good("cp", "-r", source, $"{image}::E:/UDATA");
        VerbCall.Good("cp", "-r", $"{image}::e:\\udata\\source", _folder.File("back"));

        AssertSameTree(source, _folder.File("back"));
        VerbCall.Good("check", image);
        string list = VerbCall.Good("ls", image, "E:/", "-r");
        Assert.Contains("E:/UDATA/source/sub/deep/text.txt", list, StringComparison.Ordinal);
        Assert.Equal(8, list.TrimEnd().Split('\n').Length);
    }

    [Fact]
    public void Cp_FromOneImageToAnother_IsTheSame()
    {
        string other = _folder.File("other.raw");
        VerbCall.Good("create", other);
        string source = MakeTree("source");
        VerbCall.Good("cp", "-r", source, $"{_image}::E:/");

        VerbCall.Good("cp", "-r", $"{_image}::E:/source", $"{other}::C:/copy");
        VerbCall.Good("cp", "-r", $"{other}::2:/copy", _folder.File("back"));

        AssertSameTree(source, _folder.File("back"));
    }

    [Fact]
    public void Cp_OverWhatExists_NeedsForce()
    {
        string file = _folder.File("f.txt");
        File.WriteAllText(file, "one, which is longer");
        VerbCall.Good("cp", file, $"{_image}::E:/");
        File.WriteAllText(file, "two");

        Assert.Contains("--force", VerbCall.Bad("cp", file, $"{_image}::E:/"), StringComparison.Ordinal);
        VerbCall.Good("cp", "--force", file, $"{_image}::E:/F.TXT");
        Assert.Contains("--force", VerbCall.Bad("cp", $"{_image}::E:/f.txt", file), StringComparison.Ordinal);
        File.WriteAllText(file, "three");
        VerbCall.Good("cp", "-f", $"{_image}::E:/f.txt", file);

        Assert.Equal("two", File.ReadAllText(file));
        VerbCall.Good("check", _image);
    }

    [Fact]
    public void Cp_OverWhatExists_ThatFails_LeavesItAsItWas()
    {
        string source = _folder.File("source.raw");
        VerbCall.Good("create", source);
        string file = _folder.File("f.txt");
        File.WriteAllText(file, "new");
        VerbCall.Good("cp", file, $"{source}::E:/");
        Damage(source);
        File.WriteAllText(file, "old, and precious");
        VerbCall.Good("cp", file, $"{_image}::E:/");

        VerbCall.Bad("cp", "--force", $"{source}::E:/f.txt", $"{_image}::E:/f.txt");

        VerbCall.Good("cp", $"{_image}::E:/f.txt", _folder.File("back.txt"));
        Assert.Equal("old, and precious", File.ReadAllText(_folder.File("back.txt")));
        Assert.DoesNotContain(".tmp", VerbCall.Good("ls", _image, "E:/"), StringComparison.Ordinal);
        VerbCall.Good("check", _image);
    }

    /// <summary>Gives the first file of partition E no cluster, so that it cannot be read.</summary>
    private static void Damage(string image)
    {
        using FileStream file = File.Open(image, FileMode.Open);
        byte[] bytes = new byte[4 << 20];
        file.Position = 0x55F400L * 512;
        file.ReadExactly(bytes);
        file.Position = (0x55F400L * 512) + bytes.AsSpan().IndexOf("f.txt"u8) - 2 + 0x2C;
        file.Write([0, 0, 0, 0]);
    }

    [Fact]
    public void Cp_WhatCannotBe_IsToldBeforeAnythingIsWritten()
    {
        string source = MakeTree("source");
        File.WriteAllText(Path.Combine(source, "z:not allowed?"), "x");
        string before = VerbCall.Good("ls", _image, "E:/", "-r");

        Assert.Contains("cannot be a name on the disk", VerbCall.Bad("cp", "-r", source, $"{_image}::E:/"), StringComparison.Ordinal);
        Assert.Contains("use -r", VerbCall.Bad("cp", source, $"{_image}::E:/"), StringComparison.Ordinal);
        Assert.Contains("both on the host", VerbCall.Bad("cp", source, _folder.Path), StringComparison.Ordinal);
        Assert.Contains("does not exist", VerbCall.Bad("cp", _folder.File("nothing"), $"{_image}::E:/"), StringComparison.Ordinal);
        Assert.Contains("has no partition Q", VerbCall.Bad("cp", _image, $"{_image}::Q:/"), StringComparison.Ordinal);
        Assert.Contains("does not exist", VerbCall.Bad("cp", $"{_image}::E:/nothing", _folder.Path), StringComparison.Ordinal);
        Assert.Equal(2, VerbCall.Run("cp", source).Code);

        Assert.Equal(before, VerbCall.Good("ls", _image, "E:/", "-r"));
    }

    [Fact]
    public void Cp_NamesThatAreOneOnTheDisk_AreRefused()
    {
        string source = _folder.File("case");
        Directory.CreateDirectory(source);
        File.WriteAllText(Path.Combine(source, "a"), "1");
        File.WriteAllText(Path.Combine(source, "A"), "2");

        Assert.Contains("same place", VerbCall.Bad("cp", "-r", source, $"{_image}::E:/"), StringComparison.Ordinal);
    }

    [Fact]
    public void Cp_OverItself_IsRefusedAndLosesNothing()
    {
        string file = _folder.File("f.txt");
        File.WriteAllText(file, "text");
        VerbCall.Good("cp", file, $"{_image}::E:/");

        Assert.Contains("over itself", VerbCall.Bad("cp", "--force", $"{_image}::E:/f.txt", $"{_image}::1:/F.txt"), StringComparison.Ordinal);
        VerbCall.Good("cp", $"{_image}::E:/f.txt", $"{_image}::E:/g.txt");
        VerbCall.Good("cp", $"{_image}::E:/g.txt", _folder.File("g.txt"));

        Assert.Equal("text", File.ReadAllText(_folder.File("g.txt")));
    }

    [Fact]
    public void Cp_NamesAndLinksThatLeadOut_StayInTheTarget()
    {
        string source = MakeTree("source");
        VerbCall.Good("cp", "-r", source, $"{_image}::E:/");
        string outside = _folder.File("outside");
        Directory.CreateDirectory(outside);
        string target = _folder.File("target");
        Directory.CreateDirectory(Path.Combine(target, "source"));
        Directory.CreateSymbolicLink(Path.Combine(target, "source", "sub"), outside);

        Assert.Contains("link", VerbCall.Bad("cp", "-r", "--force", $"{_image}::E:/source", target), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(outside));

        // A link in place of a file is replaced and not followed.
        Directory.Delete(Path.Combine(target, "source", "sub"));
        string victim = Path.Combine(outside, "victim");
        File.WriteAllText(victim, "mine");
        File.CreateSymbolicLink(Path.Combine(target, "source", "big.bin"), victim);
        Assert.Contains("--force", VerbCall.Bad("cp", "-r", $"{_image}::E:/source", target), StringComparison.Ordinal);
        VerbCall.Good("cp", "-r", "--force", $"{_image}::E:/source", target);
        Assert.Equal("mine", File.ReadAllText(victim));
        AssertSameTree(source, Path.Combine(target, "source"));
    }

    [Fact]
    public void Cp_EntryNamedLikeAPath_IsNotCopied()
    {
        string image = _folder.File("evil.raw");
        VerbCall.Good("create", image);
        VerbCall.Good("mkdir", $"{image}::C:/d");
        PutEntry(image, "../evil");

        VerbCall.Good("cp", "-r", $"{image}::C:/d", _folder.File("out"));

        Assert.Empty(Directory.GetFileSystemEntries(_folder.File("out")));
        Assert.Contains("bad-name", VerbCall.Run("check", image, "C:").Output, StringComparison.Ordinal);
        Assert.Contains("repaired", VerbCall.Good("check", image, "--repair"), StringComparison.Ordinal);
        VerbCall.Good("check", image);
    }

    [Fact]
    public void Cp_FolderThatHoldsItself_EndsWithAMessage()
    {
        string image = _folder.File("loop.raw");
        VerbCall.Good("create", image);
        VerbCall.Good("mkdir", $"{image}::C:/d");
        PutEntry(image, "again", FatxAttributes.Directory, 2);

        Assert.Contains("twice", VerbCall.Bad("cp", "-r", $"{image}::C:/d", _folder.File("out")), StringComparison.Ordinal);
        (int code, string output, string error) = VerbCall.Run("ls", image, "-r");
        Assert.Equal(1, code);
        Assert.Contains("C:/d/again", output, StringComparison.Ordinal);
        Assert.Contains("twice", error, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(VerbCall.Run("check", image, "C:", "--json").Output);
        Assert.Equal("cross-link", json.RootElement[0].GetProperty("findings")[0].GetProperty("kind").GetString());
    }

    [Fact]
    public void Rm_FoldersAndFiles_AreGone()
    {
        VerbCall.Good("cp", "-r", MakeTree("source"), $"{_image}::E:/");

        Assert.Contains("-r", VerbCall.Bad("rm", $"{_image}::E:/source"), StringComparison.Ordinal);
        Assert.Contains("all of a partition", VerbCall.Bad("rm", "-r", $"{_image}::E:/"), StringComparison.Ordinal);
        Assert.Contains("does not exist", VerbCall.Bad("rm", $"{_image}::E:/nothing"), StringComparison.Ordinal);
        Assert.Contains("IMAGE::E:/path", VerbCall.Bad("rm", _image), StringComparison.Ordinal);
        VerbCall.Good("rm", $"{_image}::E:/source/big.bin", $"{_image}::E:/SOURCE/empty");
        VerbCall.Good("rm", "-r", $"{_image}::E:/source");

        Assert.Empty(VerbCall.Good("ls", _image, "E:"));
        Assert.Contains("E: good; 0 files, 0 folders, 1 clusters in use", VerbCall.Good("check", _image), StringComparison.Ordinal);
    }

    [Fact]
    public void Mkdir_MissingParents_NeedsOption()
    {
        Assert.Contains("mkdir -p", VerbCall.Bad("mkdir", $"{_image}::E:/a/b"), StringComparison.Ordinal);
        VerbCall.Good("mkdir", "-p", $"{_image}::E:/a/b");
        VerbCall.Good("mkdir", "-p", $"{_image}::E:/a/b", $"{_image}::C:/c");
        Assert.Contains("exists", VerbCall.Bad("mkdir", $"{_image}::E:/a"), StringComparison.Ordinal);
    }

    [Fact]
    public void Operand_ThatIsAFileToo_IsRefusedUnlessMarked()
    {
        string odd = _image + "::E:";
        File.WriteAllText(odd, "text");

        Assert.Contains("host:", VerbCall.Bad("cp", odd, $"{_image}::E:/x"), StringComparison.Ordinal);
        VerbCall.Good("cp", "host:" + odd, $"{_image}::E:/x");
        Assert.Contains(" 4 ", VerbCall.Good("ls", $"{_image}::E:/x"), StringComparison.Ordinal);
    }

    [Fact]
    public void Image_ThatAMachineHolds_IsRefused()
    {
        using LayeredMedium machine = OpenAsMachine(_image, "qcow2", BaseUse.FirstLayer);

        Assert.Contains("in use", VerbCall.Bad("ls", _image, "E:/"), StringComparison.Ordinal);
        Assert.Contains("in use", VerbCall.Bad("mkdir", $"{_image}::E:/d"), StringComparison.Ordinal);
        Assert.Contains("in use", VerbCall.Bad("check", "--repair", _image), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("raw", (int)BaseUse.Overlay)]
    [InlineData("raw", (int)BaseUse.WriteThrough)]
    [InlineData("qcow2", (int)BaseUse.FirstLayer)]
    [InlineData("qcow2", (int)BaseUse.Overlay)]
    public void Writes_GoWhereTheMachineSeesThem(string format, int use)
    {
        string image = _folder.File("m." + format);
        VerbCall.Good("create", image);
        VerbCall.Good("mkdir", $"{image}::E:/before");
        using (LayeredMedium machine = OpenAsMachine(image, format, (BaseUse)use))
        {
            MakeFolder(machine, "machine");
            machine.Seal();
            MakeFolder(machine, "later");
            machine.Flush();
        }

        VerbCall.Good("mkdir", $"{image}::E:/host");

        Assert.Equal(4, VerbCall.Good("ls", image, "E:/").TrimEnd().Split('\n').Length);
        using LayeredMedium again = OpenAsMachine(image, format, (BaseUse)use);
        XboxDisk.Open(again, out XboxDisk? layout);
        layout!.TryMount(1, out FatxVolume? volume);
        Assert.Equal(FatxStatus.Ok, volume!.Find(["host"], out _));
        Assert.Equal(FatxStatus.Ok, volume.Find(["later"], out _));
    }

    [Fact]
    public void Cp_OnATerminal_ShowsProgressAndTakesItAway()
    {
        string source = MakeTree("source");
        var call = new VerbCall("cp", "-r", source, $"{_image}::E:/") { IsErrorTerminal = true };

        (int code, _, string error) = call.Run();

        Assert.Equal(0, code);
        Assert.Contains("copying 100 %", error, StringComparison.Ordinal);
        Assert.EndsWith("\r", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Cp_Interrupted_LeavesNoHalfFile()
    {
        string source = MakeTree("source");
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        var call = new VerbCall("cp", Path.Combine(source, "big.bin"), $"{_image}::E:/") { Cancellation = cancelled.Token };

        (int code, _, string error) = call.Run();

        Assert.Equal(1, code);
        Assert.Contains("Interrupted", error, StringComparison.Ordinal);
        Assert.Empty(VerbCall.Good("ls", _image, "E:/"));
        VerbCall.Good("check", _image);
    }

    [Theory]
    [InlineData("--help", "create")]
    [InlineData("cp --help", "--recursive")]
    [InlineData("create -h", "--size")]
    [InlineData("check -?", "--repair")]
    public void Help_OfEach_NamesItsOptions(string arguments, string expected)
    {
        Assert.Contains(expected, VerbCall.Good(arguments.Split(' ')), StringComparison.Ordinal);
    }

    private static LayeredMedium OpenAsMachine(string image, string format, BaseUse use) =>
        LayeredMedium.Open(image, format, null, use, TimeSpan.Zero, NullLogger.Instance);

    private static void MakeFolder(LayeredMedium medium, string name)
    {
        XboxDisk.Open(medium, out XboxDisk? layout);
        layout!.TryMount(1, out FatxVolume? volume);
        Assert.Equal(FatxStatus.Ok, volume!.Create(volume.Root, name, FatxAttributes.Directory, default, out _));
    }

    /// <summary>Writes an entry into the first place of the folder that has the second cluster of C.</summary>
    private static void PutEntry(string image, string name, FatxAttributes attributes = FatxAttributes.None, uint first = 0)
    {
        byte[] entry = new byte[64];
        FatxEntry.Encode(new FatxNode(2, 0, name, attributes, first, 0, default, default, default), entry);
        using FileStream stream = File.OpenWrite(image);

        // C starts at sector 0x465400; its table has 32,001 entries of two bytes.
        stream.Position = (0x465400L * 512) + 4096 + 65536 + 16384;
        stream.Write(entry);
    }

    private static void AssertSameTree(string expected, string actual)
    {
        string[] Describe(string root) => [.. Directory.GetFileSystemEntries(root, "*", SearchOption.AllDirectories)
            .Select(p => $"{Path.GetRelativePath(root, p)} {(Directory.Exists(p) ? "folder" : Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(p))))}")
            .Order(StringComparer.Ordinal)];
        Assert.Equal(Describe(expected), Describe(actual));
    }

    private string MakeTree(string name)
    {
        string root = _folder.File(name);
        Directory.CreateDirectory(Path.Combine(root, "sub", "deep"));
        byte[] big = new byte[2_500_001];
        new Random(1).NextBytes(big);
        File.WriteAllBytes(Path.Combine(root, "big.bin"), big);
        File.WriteAllBytes(Path.Combine(root, "empty"), []);
        File.WriteAllText(Path.Combine(root, "sub", "deep", "text.txt"), "text");
        return root;
    }
}
