using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using System.Text;
using Xemu.Abstractions;
using Xemu.Host;
using Xemu.Host.Tests;
using Xemu.Machine;

namespace Xemu.EndToEnd.Tests;

/// <summary>The monitor of the platform as users get it, driven by the client of QEMU's own project.</summary>
public sealed class QmpTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xemu-qmp-");

    private string SocketPath => Path.Combine(_folder.FullName, "q.sock");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void ClientOfQemu_OnTheConsole_NegotiatesDrivesAndEndsIt()
    {
        string client = RequireClient();
        using var host = new HostProcess(_folder.FullName, "run", "--headless", "--qmp", "unix:" + SocketPath);
        WaitForSocket(host);

        string output = RunPython(client, Path.Combine(Platform.Root, "tests", "Xemu.EndToEnd.Tests", "QmpClient.py"), SocketPath, _folder.FullName);

        Assert.Equal(
            """
            greeting 10 oob
            status running
            stopped paused
            continued running
            reset host-qmp-system-reset
            error CommandNotFound The command no-such-command has not been found
            parallel 1 20
            shot True
            set 3 mine
            dump True
            registers True
            schema True
            shutdown host-qmp-quit

            """,
            output);
        Assert.Equal(0, host.Wait(Limit));
        Assert.Contains("A monitor client has ended the run.", host.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(SocketPath));
        (int width, int height, _) = PngReader.Read(File.ReadAllBytes(Path.Combine(_folder.FullName, "shot.png")));
        Assert.Equal((640, 480), (width, height));
    }

    [Fact]
    public void ClientOfQemu_OnTheConsole_SavesAndRestoresIt()
    {
        Assert.SkipUnless(Directory.Exists(Path.Combine(Platform.Folder, "plugins", "Xemu.Migration")), "There is no migration engine in this build.");
        string client = RequireClient();
        using var host = new HostProcess(_folder.FullName, "run", "--headless", "--qmp", "unix:" + SocketPath, "--set", "components.migration.type=migration.engine");
        WaitForSocket(host);

        string output = RunPython(client, Path.Combine(Platform.Root, "tests", "Xemu.EndToEnd.Tests", "QmpMigrate.py"), SocketPath, _folder.FullName);

        Assert.Equal(
            """
            saved setup completed postmigrate
            ram True True 0
            moved True
            restored completed paused
            same True True
            lazy completed
            runs True

            """,
            output);
        Assert.Equal(0, host.Wait(Limit));
    }

    [Fact]
    public void Run_WithAMonitorForTheWholeNetwork_IsRefused()
    {
        using var host = new HostProcess(_folder.FullName, "run", "--headless", "--qmp", "tcp:0.0.0.0:4444");

        Assert.Equal(2, host.Wait(Limit));
        Assert.Contains("refused", host.Error, StringComparison.Ordinal);
        Assert.Single(host.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void Console_WithAMonitorAndAClient_LetsThePluginBeCollected()
    {
        WeakReference context = RunAndDispose();

        for (int i = 0; context.IsAlive && i < 50; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(context.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference RunAndDispose()
    {
        var plugins = new PluginSet();
        List<PluginAssemblyLoader> loaders = [];
        WeakReference? result = null;
        foreach (string assembly in PluginScanner.Find(Path.Combine(Platform.Folder, "plugins")))
        {
            PluginMetadata metadata = PluginScanner.Inspect(assembly);
            (PluginAssemblyLoader loader, IPlugin plugin) = PluginAssemblyLoader.Load(metadata, isCollectible: true);
            loaders.Add(loader);
            plugins.Register(metadata, plugin);
            if (metadata.Name == "monitor-qmp")
            {
                result = new WeakReference(AssemblyLoadContext.GetLoadContext(plugin.GetType().Assembly));
            }
        }

        using (var built = new BuiltMachine(plugins, "xbox.toml", "machine.time=deterministic", $"components.eeprom.file={_folder.FullName}/eeprom.bin",
            "components.qmp.type=monitor.qmp", $"components.qmp.listen={SocketPath}"))
        {
            using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            client.Connect(new UnixDomainSocketEndPoint(SocketPath));
            client.Send("""{"execute":"qmp_capabilities"}{"execute":"query-qmp-schema"}{"execute":"query-block"}{"execute":"human-monitor-command","arguments":{"command-line":"xp /4i 0xfff00000"}}{"execute":"quit"}"""u8);
            RunResult end = built.Machine.Runner.Run(new RunLimits(StopAtCount: 2_000_000_000));
            Assert.Equal("A monitor client has ended the run.", end.Reason);
        }

        loaders.ForEach(static l => l.Dispose());
        return result!;
    }

    private static string RequireClient()
    {
        string client = Path.Combine(Platform.Root, "tests", "guests", "qemu", "python");
        Assert.SkipUnless(Directory.Exists(client), "qemu.qmp is not there; tests/guests/get-qemu-tools.sh gets it.");
        return client;
    }

    private static void WaitForSocket(HostProcess host)
    {
        var watch = Stopwatch.StartNew();
        while (!host.Error.Contains("Listening at", StringComparison.Ordinal))
        {
            Thread.Sleep(50);
            Assert.True(watch.Elapsed < Limit, host.Error);
        }
    }

    private static string RunPython(string path, params string[] arguments)
    {
        var start = new ProcessStartInfo("python3", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PYTHONPATH"] = path;
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        using Process process = Process.Start(start)!;
        var errors = new StringBuilder();
        process.ErrorDataReceived += (_, e) => errors.AppendLine(e.Data);
        process.BeginErrorReadLine();
        string output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(Limit) && process.ExitCode == 0, output + errors);
        return output;
    }
}
