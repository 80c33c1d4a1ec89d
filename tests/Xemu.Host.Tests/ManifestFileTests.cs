using System.Runtime.Versioning;
using System.Text;

namespace Xemu.Host.Tests;

public sealed class ManifestFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Validate_RawNul_TellsItsPlace() =>
        Refuses(_folder.Write("m.toml", "manifest = 1\n[machine]\nname = \"a\0b\"\n"), "m.toml:3:8: Invalid control character");

    [Fact]
    public void Validate_NoUtf8_TellsThePlaceOfTheByte()
    {
        string path = _folder.File("m.toml");
        File.WriteAllBytes(path, [.. "manifest = 1\n# ü"u8, 0xFF, .. "\n"u8]);

        Refuses(path, "m.toml:2:4: This byte is not UTF-8");
    }

    [Fact]
    public void Validate_EscapeCutOffByTheEnd_TellsTheLine() =>
        Refuses(_folder.Write("m.toml", "manifest = 1\n[machine]\nname = \"\\u"), "m.toml:3:1: This line is not TOML; the parser stopped at it.");

    [Fact]
    public void Validate_Utf16_IsRefused()
    {
        string path = _folder.File("m.toml");
        File.WriteAllText(path, "manifest = 1\n", Encoding.Unicode);

        Refuses(path, "m.toml:1:1: This byte is not UTF-8");
    }

    [Fact]
    public void Validate_ByteOrderMark_IsSkipped()
    {
        string path = _folder.File("m.toml");
        File.WriteAllText(path, "manifest = 1\n[components.cpu]\ntype = \"test.cpu\"\n", new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

        Assert.Equal(ExitCodes.Done, HostFixture.Run("validate", path).ExitCode);
    }

    [Fact]
    public void Validate_HundredMegabytes_IsRefusedUnread()
    {
        string path = _folder.File("m.toml");
        using (FileStream file = File.Create(path))
        {
            file.SetLength(100 << 20);
        }

        Refuses(path, "is larger than 1 MiB");
    }

    [Fact]
    public void Validate_EndlessFile_IsRefused()
    {
        string path = _folder.File("m.toml");
        File.CreateSymbolicLink(path, "/dev/zero");

        Refuses(path, "is larger than 1 MiB");
    }

    [Fact]
    public void Validate_Folder_IsRefused()
    {
        string path = Directory.CreateDirectory(_folder.File("m.toml")).FullName;

        Refuses(path, "is a folder, not a manifest");
    }

    [Fact]
    public void Validate_MissingFile_IsRefused() => Refuses(_folder.File("m.toml"), "does not exist; correct the path.");

    [Fact]
    public void Validate_DanglingLink_NamesItsTarget()
    {
        string path = _folder.File("m.toml");
        File.CreateSymbolicLink(path, "/nowhere/at-all.toml");

        Refuses(path, "is a link to '/nowhere/at-all.toml', which does not exist");
    }

    [Fact]
    public void Validate_LinkToItself_IsRefused()
    {
        string path = _folder.File("m.toml");
        File.CreateSymbolicLink(path, path);

        Refuses(path, "m.toml");
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Validate_UnreadableFile_SaysSo()
    {
        // Root reads everything: then the file is read, and has no components.
        string path = _folder.Write("m.toml", "manifest = 1\n");
        File.SetUnixFileMode(path, UnixFileMode.None);

        HostRun run = HostFixture.Run("validate", path);

        Assert.Equal(ExitCodes.Wrong, run.ExitCode);
        Assert.Contains(Environment.IsPrivilegedProcess ? "has no components" : "permission denied", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_EmptyPath_IsRefused() => Refuses(string.Empty, "path is empty");

    [Fact]
    public void Validate_NulInPath_IsRefused() => Refuses("a\0b.toml", "NUL character");

    [Theory]
    [InlineData("a = [[[[[[[[", 3000)]
    [InlineData("a = {a={a={a={a=", 3000)]
    [InlineData("[a]\n", 3000)]
    [InlineData("k = 1\n", 3000)]
    [InlineData("[[t]]\n[t.x]\n", 3000)]
    [InlineData("@\n", 3000)]
    [InlineData("\"\"\"", 3000)]
    [InlineData("a.", 3000)]
    public void Validate_RepeatedText_EndsSoonWithFewLines(string piece, int times)
    {
        string path = _folder.Write("m.toml", "manifest = 1\n" + string.Concat(Enumerable.Repeat(piece, times)));

        HostRun run = HostFixture.Run("validate", path);

        Assert.Equal(ExitCodes.Wrong, run.ExitCode);
        Assert.InRange(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, 1, 21);
    }

    [Fact]
    public void Validate_LongestReferenceChain_IsSorted()
    {
        int count = ManifestBinder.MaxComponents - 1;
        var text = new StringBuilder("manifest = 1\n[components.cpu]\ntype = \"test.cpu\"\n");
        for (int i = 0; i < count; i++)
        {
            text.Append($"[components.l{i}]\ntype = \"test.link\"\n").Append(i + 1 < count ? $"next = \"l{i + 1}\"\n" : string.Empty);
        }

        HostRun run = HostFixture.Run("validate", _folder.Write("m.toml", text.ToString()));

        Assert.Contains("with 1024 components", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_TooManyComponents_IsRefused()
    {
        string many = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"[components.c{i}]\n"));

        Refuses(_folder.Write("m.toml", $"manifest = 1\n{many}"), "20000 components; 1024 is the most.");
    }

    [Fact]
    public void Validate_ManyMistakes_AreBounded()
    {
        string many = string.Concat(Enumerable.Range(0, 40_000).Select(i => $"k{i} = 1\n"));

        HostRun run = HostFixture.Run("validate", _folder.Write("m.toml", $"manifest = 1\n[components.cpu]\ntype = \"test.cpu\"\n{many}"));

        Assert.Contains("error: 39980 more mistakes are not shown", run.Error, StringComparison.Ordinal);
    }

    private static void Refuses(string path, string message)
    {
        HostRun run = HostFixture.Run("validate", path);

        Assert.Equal(ExitCodes.Wrong, run.ExitCode);
        string line = Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(message, line, StringComparison.Ordinal);
    }
}
