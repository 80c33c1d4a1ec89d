using System.Diagnostics;
using Xemu.Machine;

namespace Xemu.Host.Tests;

public sealed class NamedPipeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Is_PipeWithoutWriter_IsTrueAtOnce()
    {
        Assert.True(NamedPipe.Is(MakePipe("pipe")));
    }

    [Fact]
    public void Is_FileFolderMissing_IsFalse()
    {
        Assert.False(NamedPipe.Is(_folder.Write("file", "x")));
        Assert.False(NamedPipe.Is(Path.GetTempPath()));
        Assert.False(NamedPipe.Is(_folder.File("missing")));
    }

    [Fact]
    public void Load_PipeWithoutWriter_IsOneMistake()
    {
        var diagnostics = new Diagnostics();

        ManifestDocument? document = new ManifestLoader("/nonexistent", diagnostics).Load(MakePipe("pipe.toml"), [], false);

        Assert.Null(document);
        Assert.Contains("is a named pipe", Assert.Single(diagnostics.Errors).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Bind_OptionNamesAPipe_IsOneMistakeAtItsPlace()
    {
        MakePipe("pipe");
        string manifest = _folder.Write(
            "m.toml", "manifest = 1\n[components.cpu]\ntype = \"test.cpu\"\n[components.all]\ntype = \"test.everything\"\nname = \"x\"\nfile = \"pipe\"\n");
        var diagnostics = new Diagnostics();
        ManifestDocument document = new ManifestLoader("/nonexistent", diagnostics).Load(manifest, [], false)!;

        new ManifestBinder(HostFixture.Plugins, diagnostics).Bind(document, DateTimeOffset.UnixEpoch);

        Assert.Contains("m.toml:7:8: 'file' is 'pipe', a named pipe", Assert.Single(diagnostics.Errors).ToString(), StringComparison.Ordinal);
    }

    private string MakePipe(string name)
    {
        string path = _folder.File(name);
        using Process maker = Process.Start("mkfifo", path);
        maker.WaitForExit();
        return path;
    }
}
