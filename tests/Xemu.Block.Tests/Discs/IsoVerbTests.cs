using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Xemu.Block.Tests;

public sealed class IsoVerbTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Pack_ThenUnpack_GivesTheSameFiles()
    {
        DiscTree.Fill(_folder.File("in"));

        Assert.Equal(0, Run("pack", _folder.File("in"), _folder.File("a.iso")).ExitCode);
        Assert.Equal(0, Run("unpack", _folder.File("a.iso"), _folder.File("out")).ExitCode);

        Assert.Equal(DiscTree.OfFolder(_folder.File("in")), DiscTree.OfFolder(_folder.File("out")));
        Assert.False(File.Exists(_folder.File("a.iso.part")));
    }

    [Fact]
    public void Pack_AFolder_GivesTheBytesThatTheFolderDiscHas()
    {
        DiscTree.Fill(_folder.File("in"));
        Assert.Equal(0, Run("pack", _folder.File("in"), _folder.File("a.iso")).ExitCode);
        using FolderImage image = FolderImage.Open(_folder.File("in"));

        Assert.Equal(DiscTree.Bytes(image), File.ReadAllBytes(_folder.File("a.iso")));
    }

    [Fact]
    public void Unpack_CompressedImages_GivesTheFiles()
    {
        DiscTree.Fill(_folder.File("in"));
        Assert.Equal(0, Run("pack", _folder.File("in"), _folder.File("a.iso")).ExitCode);
        byte[] iso = File.ReadAllBytes(_folder.File("a.iso"));
        File.WriteAllBytes(_folder.File("a.cso"), CompressedFiles.CsoXbox(iso));
        File.WriteAllBytes(_folder.File("a.cci"), CompressedFiles.Cci(iso));

        Assert.Equal(0, Run("unpack", _folder.File("a.cso"), _folder.File("cso")).ExitCode);
        Assert.Equal(0, Run("unpack", _folder.File("a.cci"), _folder.File("cci")).ExitCode);

        Assert.Equal(DiscTree.OfFolder(_folder.File("in")), DiscTree.OfFolder(_folder.File("cso")));
        Assert.Equal(DiscTree.OfFolder(_folder.File("in")), DiscTree.OfFolder(_folder.File("cci")));
    }

    [Fact]
    public void Ls_ADisc_ListsPathsAndSizes()
    {
        DiscTree.Fill(_folder.File("in"));

        (int exit, string text, _) = Run("ls", _folder.File("in"));
        (int exitJson, string json, _) = Run("ls", _folder.File("in"), "--json");

        Assert.Equal((0, 0), (exit, exitJson));
        Assert.Contains("      5000  default.xbe\n", text, StringComparison.Ordinal);
        Assert.Contains("            media/Deep/er/\n", text, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(json);
        JsonElement entry = document.RootElement.EnumerateArray().Single(static e => e.GetProperty("path").GetString() == "media/intro.xmv");
        Assert.Equal((2048, false), (entry.GetProperty("size").GetInt32(), entry.GetProperty("directory").GetBoolean()));
    }

    [Fact]
    public void Pack_OntoSomething_NeedsForceAndNeverTheFolderItself()
    {
        DiscTree.Fill(_folder.File("in"));
        File.WriteAllText(_folder.File("a.iso"), "old");

        Assert.Contains("--force", Run("pack", _folder.File("in"), _folder.File("a.iso")).Errors, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(_folder.File("a.iso")));
        Assert.Equal(0, Run("pack", _folder.File("in"), _folder.File("a.iso"), "--force").ExitCode);
        Assert.Contains("choose a place outside", Run("pack", _folder.File("in"), _folder.File("in/a.iso")).Errors, StringComparison.Ordinal);
        Assert.Contains("does not exist", Run("pack", _folder.File("none"), _folder.File("b.iso")).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Unpack_IntoAFilledFolder_NeedsForce()
    {
        DiscTree.Write(_folder.File("in"), "a.txt", 10, 1);
        DiscTree.Write(_folder.File("out"), "mine.txt", 10, 2);

        Assert.Contains("--force", Run("unpack", _folder.File("in"), _folder.File("out")).Errors, StringComparison.Ordinal);
        Assert.Equal(0, Run("unpack", _folder.File("in"), _folder.File("out"), "--force").ExitCode);
        Assert.True(File.Exists(_folder.File("out/mine.txt")) && File.Exists(_folder.File("out/a.txt")));
    }

    [Theory]
    [InlineData("aa", "..")]
    [InlineData("aaaa", "../x")]
    [InlineData("aaaa", "/abs")]
    [InlineData("aaaa", "a\0bc")]
    [InlineData("aaaa", "a\\.b")]
    [InlineData("aa", "C:")]
    public void Unpack_NamesThatLeadOut_AreLeftOut(string written, string hostile)
    {
        DiscTree.Write(_folder.File("in"), written, 10, 1);
        DiscTree.Write(_folder.File("in"), "good", 10, 2);
        byte[] disc = Rename(written, hostile);
        File.WriteAllBytes(_folder.File("evil.iso"), disc);

        (int exit, _, string errors) = Run("unpack", _folder.File("evil.iso"), _folder.File("sub/out"));

        Assert.Equal(1, exit);
        Assert.Contains("is left out", errors, StringComparison.Ordinal);
        Assert.Equal(["good"], Directory.GetFileSystemEntries(_folder.File("sub/out")).Select(Path.GetFileName));
        Assert.Equal(["evil.iso", "in", "sub"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Unpack_FolderWithAHostileName_IsLeftOutWithAllInIt()
    {
        DiscTree.Write(_folder.File("in"), "aa/sub/deep.txt", 10, 1);
        DiscTree.Write(_folder.File("in"), "aa/b.txt", 10, 1);
        DiscTree.Write(_folder.File("in"), "b/c.txt", 10, 2);
        File.WriteAllBytes(_folder.File("evil.iso"), Rename("aa", "a:"));

        (int exit, _, string errors) = Run("unpack", _folder.File("evil.iso"), _folder.File("out"));

        Assert.Equal(1, exit);
        Assert.Single(errors.TrimEnd().Split('\n'), static line => line.Contains("is left out", StringComparison.Ordinal));
        Assert.Equal([_folder.File("out/b"), _folder.File("out/b/c.txt")], Directory.GetFileSystemEntries(_folder.File("out"), "*", SearchOption.AllDirectories).Order());
    }

    [Fact]
    public void Unpack_ManyHostileNames_AreCountedAndNotAllNamed()
    {
        for (int i = 0; i < 1300; i++)
        {
            DiscTree.Write(_folder.File("in"), $"{i:D4}zzzz", 1, 1);
        }

        using FolderImage image = FolderImage.Open(_folder.File("in"));
        byte[] disc = DiscTree.Bytes(image);
        for (int at = disc.AsSpan().IndexOf("zzzz"u8); at >= 0 && disc.AsSpan(at).IndexOf("zzzz"u8) is var next && next >= 0; at += next)
        {
            disc[at + next + 2] = (byte)':';
        }

        File.WriteAllBytes(_folder.File("evil.iso"), disc);

        (int exit, _, string errors) = Run("unpack", _folder.File("evil.iso"), _folder.File("out"));

        Assert.Equal(1, exit);
        Assert.Contains("And 300 more.", errors, StringComparison.Ordinal);
        Assert.True(errors.Split('\n').Length < 1010);
    }

    [Fact]
    public void Unpack_OverLinks_IsNotDoneThroughThem()
    {
        DiscTree.Write(_folder.File("in"), "dir/a.txt", 10, 1);
        DiscTree.Write(_folder.File("in"), "b.txt", 10, 1);
        Directory.CreateDirectory(_folder.File("out"));
        Directory.CreateDirectory(_folder.File("other"));
        File.WriteAllText(_folder.File("other/b.txt"), "old");
        Directory.CreateSymbolicLink(_folder.File("out/dir"), _folder.File("other"));
        File.CreateSymbolicLink(_folder.File("out/b.txt"), _folder.File("other/b.txt"));

        (int exit, _, string errors) = Run("unpack", _folder.File("in"), _folder.File("out"), "--force");

        Assert.Equal(1, exit);
        Assert.Contains("through the link", errors, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(_folder.File("other/b.txt")));
        Assert.Single(Directory.GetFileSystemEntries(_folder.File("other")));
    }

    [Fact]
    public void Unpack_ADirectoryWithinItself_Ends()
    {
        DiscTree.Write(_folder.File("in"), "dir/a.txt", 10, 1);
        using FolderImage image = FolderImage.Open(_folder.File("in"));
        byte[] disc = DiscTree.Bytes(image);
        // The only entry of the root leads to the root.
        disc.AsSpan(0x1_0014, 4).CopyTo(disc.AsSpan((33 * 2048) + 4));
        File.WriteAllBytes(_folder.File("evil.iso"), disc);

        (int exit, _, string errors) = Run("ls", _folder.File("evil.iso"));

        Assert.Equal(1, exit);
        Assert.Contains("lies within itself", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_Wrong_SaysHow()
    {
        Assert.Equal(2, Run().ExitCode);
        Assert.Equal(2, Run("pack", "a").ExitCode);
        Assert.Equal(2, Run("ls", "a", "--force").ExitCode);
        Assert.Equal(2, Run("ls", "a", "--what").ExitCode);
        Assert.Contains("iso ls FILE [--json]", Run("burn").Errors, StringComparison.Ordinal);
        Assert.Equal((1, $"Disc '{_folder.File("none.iso")}' does not exist; check the path.\n"), (Run("ls", _folder.File("none.iso")).ExitCode, Run("ls", _folder.File("none.iso")).Errors));
    }

    [Fact]
    public void Pack_OnATerminal_ShowsProgress()
    {
        DiscTree.Fill(_folder.File("in"));
        var call = new VerbCall("pack", _folder.File("in"), _folder.File("a.iso")) { IsErrorTerminal = true };

        Assert.Equal(0, IsoVerb.Definition.Run(call));

        Assert.Contains("\rpacking ", call.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Pack_ForExtractXiso_IsReadByIt()
    {
        string? tool = Environment.GetEnvironmentVariable("XEMU_EXTRACT_XISO");
        Assert.SkipWhen(tool is null, "Set XEMU_EXTRACT_XISO to the program extract-xiso, built from github.com/XboxDev/extract-xiso.");
        DiscTree.Fill(_folder.File("in"));
        Assert.Equal(0, Run("pack", _folder.File("in"), _folder.File("a.iso")).ExitCode);

        RunTool(tool!, "-d", _folder.File("theirs"), "-x", _folder.File("a.iso"));
        RunTool(tool!, "-c", _folder.File("in"), _folder.File("b.iso"));
        Assert.Equal(0, Run("unpack", _folder.File("b.iso"), _folder.File("ours")).ExitCode);

        List<string> files = [.. DiscTree.OfFolder(_folder.File("in")).Where(static l => l != "void/")];
        Assert.Equal(files, DiscTree.OfFolder(_folder.File("theirs")).Where(static l => l != "void/"));
        Assert.Equal(files, DiscTree.OfFolder(_folder.File("ours")).Where(static l => l != "void/"));
    }

    private static void RunTool(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string output = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output);
    }

    private static (int ExitCode, string Written, string Errors) Run(params string[] arguments)
    {
        var call = new VerbCall(arguments);
        return (IsoVerb.Definition.Run(call), call.Written, call.Errors);
    }

    /// <summary>The folder's disc with one name written over, which the tools would not put there.</summary>
    private byte[] Rename(string from, string to)
    {
        using FolderImage image = FolderImage.Open(_folder.File("in"));
        byte[] disc = DiscTree.Bytes(image);
        int place = disc.AsSpan().IndexOf([(byte)from.Length, .. Encoding.Latin1.GetBytes(from)]);
        Encoding.Latin1.GetBytes(to).CopyTo(disc, place + 1);
        return disc;
    }
}
