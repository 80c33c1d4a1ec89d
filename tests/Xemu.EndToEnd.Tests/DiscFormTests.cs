namespace Xemu.EndToEnd.Tests;

/// <summary>A program in every form of disc: what the verbs say of it, and that it runs.</summary>
public sealed class DiscFormTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xemu-end-to-end-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("iso")]
    [InlineData("whole")]
    [InlineData("cso")]
    [InlineData("cci")]
    [InlineData("chd")]
    [InlineData("qcow2")]
    public void Verbs_OfADiscInAnyForm_FindTheProgram(string form)
    {
        string disc = Disc(form);

        string info = Run("xbe", "info", disc);
        string files = Run("iso", "ls", disc);
        Run("iso", "unpack", disc, "unpacked");

        Assert.Contains("Xemu.Platform demo", info, StringComparison.Ordinal);
        Assert.Contains("default.xbe", files, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(Program), File.ReadAllBytes(Path.Combine(_folder.FullName, "unpacked", "default.xbe")));
    }

    [Theory]
    [InlineData("whole")]
    [InlineData("cso")]
    [InlineData("cci")]
    [InlineData("chd")]
    [InlineData("qcow2")]
    public void Run_OfADiscInAnyForm_StartsTheProgram(string form)
    {
        using var host = new HostProcess(_folder.FullName, "run", Disc(form), "--headless", "--stop-after", "200ms", "--log-level", "information");

        Assert.True(host.Wait(TimeSpan.FromMinutes(2)) == 0, host.Error);
        Assert.Contains("Xemu.Platform demo", host.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cso", 40, "CSO image")]
    [InlineData("cci", 40, "CCI image")]
    [InlineData("chd", 130, "CHD image")]
    [InlineData("qcow2", 200, "Image")]
    [InlineData("iso", 67_584, "beyond the medium's end")]
    public void Verbs_OfATruncatedDisc_SayWhyInOneLine(string form, int length, string expected)
    {
        string disc = Disc(form);
        File.WriteAllBytes(disc, File.ReadAllBytes(disc)[..length]);

        using var host = new HostProcess(_folder.FullName, "xbe", "info", disc);

        Assert.Equal(1, host.Wait(TimeSpan.FromMinutes(1)));
        Assert.Single(host.Error.TrimEnd().Split('\n'));
        Assert.Contains(expected, host.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run", 2)]
    [InlineData("xbe info", 1)]
    [InlineData("iso ls", 1)]
    public void Verbs_OfWhatHoldsNothing_EndAtOnceWithOneLine(string verb, int exitCode)
    {
        string pipe = Path.Combine(_folder.FullName, "pipe.iso");
        using (var made = System.Diagnostics.Process.Start("mkfifo", [pipe]))
        {
            made.WaitForExit();
        }

        File.WriteAllBytes(Path.Combine(_folder.FullName, "empty.iso"), []);
        foreach (string file in (string[])[pipe, "empty.iso"])
        {
            using var host = new HostProcess(_folder.FullName, [.. verb.Split(' '), file]);

            Assert.Equal(exitCode, host.Wait(TimeSpan.FromMinutes(1)));
            Assert.Single(host.Error.TrimEnd().Split('\n'));
        }
    }

    [Fact]
    public void Run_OfADiscWithoutAFileSystem_NamesTheFile()
    {
        string disc = Path.Combine(_folder.FullName, "noise.iso");
        File.WriteAllBytes(disc, new byte[100 << 10]);

        using var host = new HostProcess(_folder.FullName, "run", disc, "--headless");

        Assert.Equal(2, host.Wait(TimeSpan.FromMinutes(1)));
        Assert.Contains($@"Program '\Device\CdRom0\default.xbe' on '{disc}' cannot be read: the medium has no file system of the console", host.Error, StringComparison.Ordinal);
    }

    private static string Program => Path.Combine(Platform.Folder, "machines", "demo", "default.xbe");

    private string Disc(string form)
    {
        Run("iso", "pack", Path.GetDirectoryName(Program)!, "plain.img", "--force");
        string path = Path.Combine(_folder.FullName, form == "whole" ? "disc.img" : $"disc.{form}");
        DiscForms.Write(form, File.ReadAllBytes(Path.Combine(_folder.FullName, "plain.img")), path);
        return path;
    }

    private string Run(params string[] arguments)
    {
        using var host = new HostProcess(_folder.FullName, arguments);
        Assert.True(host.Wait(TimeSpan.FromMinutes(1)) == 0, $"{string.Join(' ', arguments)}: {host.Error}");
        return host.Output;
    }
}
