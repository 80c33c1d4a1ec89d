using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace Xemu.EndToEnd.Tests;

/// <summary>A running machine is saved to a disk that is full, or where files may not grow: the former snapshot stays, the error says why, the machine runs on.</summary>
public sealed class SaveFaultTests : IDisposable
{
    private const int Room = 128 << 10;

    // Under a limit on file sizes the runtime could not make its double-mapped code memory.
    private readonly MigrateHosts _hosts = new() { Environment = new Dictionary<string, string> { ["DOTNET_EnableWriteXorExecute"] = "0" } };
    private bool _isMounted;

    private static readonly string[] Modes = ["stopped", "live", "background"];

    private string Mount => _hosts.PathOf("mount");

    private string Filler => Path.Combine(Mount, "filler");

    public void Dispose()
    {
        _hosts.End();
        if (_isMounted)
        {
            Assert.Equal(0, Run("umount", Mount).Code);
        }

        _hosts.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Save_ToAFullDisk_LeavesTheFormerAndTheMachineRunsOn(bool isDirect)
    {
        MountOrSkip();
        using HostProcess machine = _hosts.Start("a", "real");
        string file = Path.Combine(Mount, "saved.xsnap");
        SaveWell(file, "stopped", isDirect);
        foreach (string mode in Modes)
        {
            byte[] former = Hash(file);
            FillUp();
            string[] before = Directory.GetFileSystemEntries(Mount);

            string ended = Save(file, mode, isDirect);

            AssertFailed("Nospaceleftondevice", ended);
            Assert.Equal(former, Hash(file));
            Assert.Equal(before, Directory.GetFileSystemEntries(Mount));
            AssertRunsOn();
            File.Delete(Filler);
            SaveWell(file, mode, isDirect);
            Assert.NotEqual(former, Hash(file));
        }

        Verify(file);
    }

    [Fact]
    public void Save_WhereTheMediumsLayersHaveNoRoom_FailsAndTheMachineRunsOn()
    {
        MountOrSkip();
        using HostProcess machine = _hosts.Start("a", "real", "--set", $"components.disk.layers={Path.Combine(Mount, "layers")}");
        string file = _hosts.PathOf("saved.xsnap");
        SaveWell(file, "stopped", isDirect: false);
        foreach (string mode in Modes)
        {
            byte[] former = Hash(file);
            FillUp(room: 0);

            string ended = Save(file, mode, isDirect: false);

            AssertFailed("Nospaceleftondevice", ended);
            Assert.Equal(former, Hash(file));
            AssertRunsOn();
            File.Delete(Filler);
            SaveWell(file, mode, isDirect: false);
        }

        // The machine and its disk are as the last snapshot says.
        _ = _hosts.Query("a", "quit");
        _ = machine.Wait(TimeSpan.FromSeconds(60));
        using HostProcess later = _hosts.Start("b", "real", "--restore", file, "--set", $"components.disk.layers={Path.Combine(Mount, "layers")}");
        AssertRunsOn("b");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Save_BeyondTheLimitOnFileSizes_IsCutShortAndLeavesTheFormer(bool isDirect)
    {
        using HostProcess machine = _hosts.Start("a", "real");
        string folder = _hosts.PathOf("saves");
        Directory.CreateDirectory(folder);
        string file = Path.Combine(folder, "saved.xsnap");
        SaveWell(file, "stopped", isDirect);
        foreach (string mode in Modes)
        {
            byte[] former = Hash(file);

            // Not at a page's end: the write that reaches it is done in part.
            Limit(machine, "1500000");
            string ended = Save(file, mode, isDirect);
            Limit(machine, "unlimited");

            AssertFailed("Filetoolarge", ended);
            Assert.Equal(former, Hash(file));
            Assert.Equal([file], Directory.GetFileSystemEntries(folder));
            AssertRunsOn();
            SaveWell(file, mode, isDirect);
            Assert.NotEqual(former, Hash(file));
        }

        Verify(file);
    }

    private static void AssertFailed(string cause, string ended) =>
        Assert.True(ended.Contains("\"failed\"", StringComparison.Ordinal) && ended.Contains(cause, StringComparison.Ordinal), ended);

    private static byte[] Hash(string file) => SHA256.HashData(File.ReadAllBytes(file));

    private static void Limit(HostProcess machine, string bytes)
    {
        (int code, string error) = Run("prlimit", "--pid", machine.Id.ToString(CultureInfo.InvariantCulture), $"--fsize={bytes}:");
        Assert.True(code == 0, error);
    }

    private static (int Code, string Error) Run(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            string error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, error);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return (-1, e.Message);
        }
    }

    private void MountOrSkip()
    {
        string image = _hosts.PathOf("small.ext4");
        File.WriteAllBytes(image, new byte[16 << 20]);
        Assert.SkipUnless(Run("mkfs.ext4", "-q", "-F", image).Code == 0, "mkfs.ext4 is not there.");
        Directory.CreateDirectory(Mount);
        _isMounted = Run("mount", "-o", "loop", image, Mount).Code == 0;
        Assert.SkipUnless(_isMounted, "Nothing can be mounted here: that needs root, and loop devices.");
    }

    /// <summary>Leaves less than a save takes.</summary>
    private void FillUp(int room = Room)
    {
        using FileStream filler = File.Create(Filler);
        byte[] block = new byte[4096];
        Random.Shared.NextBytes(block);
        try
        {
            while (true)
            {
                filler.Write(block);
                filler.Flush();
            }
        }
        catch (IOException)
        {
            filler.SetLength(Math.Max(0, filler.Length - room));
            filler.Flush(flushToDisk: true);
        }
    }

    private string Save(string file, string mode, bool isDirect)
    {
        _hosts.BeginSave("a", file, mode, isDirect, channels: 2, bandwidth: 0);
        return _hosts.WaitForMigration("a");
    }

    private void SaveWell(string file, string mode, bool isDirect)
    {
        string ended = Save(file, mode, isDirect);
        Assert.SkipWhen(isDirect && ended.Contains("O_DIRECT", StringComparison.Ordinal), "There is no O_DIRECT in the folder of temporary files.");
        Assert.True(ended.Contains("\"completed\"", StringComparison.Ordinal), ended);
    }

    private void Verify(string file)
    {
        (int code, string output, string error) = _hosts.Run("snapshot", "verify", file);
        Assert.True(code == 0, output + error);
    }

    private void AssertRunsOn(string name = "a")
    {
        var watch = Stopwatch.StartNew();
        ulong before = _hosts.Instructions(name);
        while (_hosts.Instructions(name) <= before || !_hosts.Query(name, "query-status").Answer.Contains("\"running\":true", StringComparison.Ordinal))
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), "The machine stands still.");
        }
    }
}
