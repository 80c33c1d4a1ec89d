using System.Diagnostics;
using System.Text.Json;

namespace Xemu.EndToEnd.Tests;

/// <summary>QEMU's own script reads what the platform saves.</summary>
public sealed class ForeignReaderTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly string Script = Path.Combine(Platform.Root, "tests", "guests", "qemu", "scripts", "analyze-migration.py");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xemu-foreign-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Snapshot_ReadByQemusScript_GivesOurDeviceSectionsAndRam()
    {
        Assert.SkipUnless(File.Exists(Script), "QEMU's script is missing; run tests/guests/get-qemu-tools.sh.");
        using var host = new HostProcess(_folder.FullName, "run", Platform.Manifest("xbox.toml"), "--headless", "--stop-after", "200ms", "--save-on-exit", "a.xsnap");
        Assert.Equal(0, host.Wait(Limit));

        using JsonDocument state = JsonDocument.Parse(Analyze("-d", "state"));
        _ = Analyze("-x");

        string[] names = [.. state.RootElement.EnumerateObject().Select(static section => section.Name)];
        Assert.Contains(names, static name => name.StartsWith("ram (", StringComparison.Ordinal));
        JsonElement cpu = state.RootElement.EnumerateObject().Single(static section => section.Name.StartsWith("cpu (", StringComparison.Ordinal)).Value;
        Assert.Equal(8, cpu.GetProperty("gpr").GetArrayLength());
        Assert.Equal(64 << 20, new FileInfo(Path.Combine(_folder.FullName, "ram")).Length);
        Assert.Equal(0, Run(Platform.Program, "snapshot", "extract-ram", "a.xsnap", "ram", "ours").ExitCode);
        Assert.Equal(File.ReadAllBytes(Path.Combine(_folder.FullName, "ram")), File.ReadAllBytes(Path.Combine(_folder.FullName, "ours")));
    }

    private string Analyze(params string[] arguments)
    {
        (int exitCode, string output) = Run("python3", [Script, "-f", "a.xsnap", .. arguments]);
        Assert.Equal(0, exitCode);
        return output;
    }

    private (int ExitCode, string Output) Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, WorkingDirectory = _folder.FullName })!;
        string output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(Limit), $"{program} did not end.");
        return (process.ExitCode, output);
    }
}
