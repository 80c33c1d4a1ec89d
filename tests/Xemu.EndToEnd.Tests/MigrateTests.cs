using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Xemu.EndToEnd.Tests;

/// <summary>Running machines that move between processes, and the verbs that drive them.</summary>
public sealed class MigrateTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly MigrateHosts _hosts = new();

    public void Dispose() => _hosts.Dispose();

    [Theory]
    [InlineData("unix", 0, "--live")]
    [InlineData("unix", 1, "--live")]
    [InlineData("unix", 4, "--live")]
    [InlineData("tcp", 0, "--live")]
    [InlineData("tcp", 4, "--live")]
    [InlineData("tcp", 1, "--stopped")]
    public void Machine_MovedToAnotherProcess_GoesOnThereBitByBit(string kind, int channels, string mode)
    {
        string address = kind == "unix" ? $"unix:{_hosts.PathOf("wire")}" : $"tcp:127.0.0.1:{FreePort()}";
        using HostProcess source = _hosts.Start("a", "deterministic");
        using HostProcess target = _hosts.StartIncoming("b", "deterministic", address);

        (int code, string output, string error) = _hosts.Run(
            "migrate", address, "--monitor", _hosts.Monitor("a"), mode, "--channels", channels.ToString(CultureInfo.InvariantCulture), "--json");
        (int resumed, _, _) = _hosts.Query("a", "cont");
        string here = _hosts.Query("a", "query-status").Answer;
        string there = _hosts.Query("b", "query-status").Answer;
        ulong guestNs = _hosts.Save("b", "moved.xsnap");

        Assert.True(code == 0, error);
        Assert.Contains("\"status\":\"completed\"", output, StringComparison.Ordinal);
        Assert.Equal(0, resumed);
        Assert.Contains("\"running\":false", here, StringComparison.Ordinal);
        Assert.Contains("\"running\":true", there, StringComparison.Ordinal);
        TestContext.Current.TestOutputHelper?.WriteLine($"{kind} {channels} {mode}: {output.Trim()} guest {guestNs} ns");
        _hosts.AssertLikeUnmoved("moved.xsnap", guestNs);
    }

    [Theory]
    [InlineData("file")]
    [InlineData("exec")]
    public void Machine_SavedAsAStream_GoesOnBitByBit(string kind)
    {
        string file = _hosts.PathOf("stream");
        string to = kind == "file" ? $"file:{file}" : $"exec:cat > {file}";
        string from = kind == "file" ? file : $"exec:cat {file}";
        string[] allowed = kind == "exec" ? ["--allow-exec"] : [];
        using (HostProcess source = _hosts.Start("a", "deterministic", allowed))
        {
            (int code, _, string error) = _hosts.Run("migrate", to, "--monitor", _hosts.Monitor("a"));
            Assert.True(code == 0, error);
            _ = _hosts.Query("a", "quit");
            _ = source.Wait(Limit);
        }

        using HostProcess target = _hosts.Start("b", "deterministic", ["--restore", from, .. allowed]);
        ulong guestNs = _hosts.Save("b", "moved.xsnap");

        Assert.Equal(0, _hosts.Run("snapshot", "inspect", file).ExitCode);
        _hosts.AssertLikeUnmoved("moved.xsnap", guestNs);
    }

    [Fact]
    public void Processes_KilledAtAnyMoment_LeaveNeverTwoMachinesAndNoneWithoutNeed()
    {
        int rounds = int.Parse(Environment.GetEnvironmentVariable("XEMU_MIGRATE_KILLS") ?? "6", CultureInfo.InvariantCulture);
        int seed = int.Parse(Environment.GetEnvironmentVariable("XEMU_SEED") ?? "7", CultureInfo.InvariantCulture);
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        int finished = 0;
        int lost = 0;
        for (int i = 0; i < rounds; i++)
        {
            var random = new Random(seed + i);
            using var hosts = new MigrateHosts();
            string address = $"unix:{hosts.PathOf("wire")}";
            using HostProcess source = hosts.Start("a", "real");
            using HostProcess target = hosts.StartIncoming("b", "real", address);
            bool killsSource = i % 2 == 0;

            // By hand, for a verb takes longer to start than the migration lasts.
            (int code, _, string error) = hosts.Query(
                "a", "x-xemu-save", $$"""{"uri":"{{address}}","mode":"live","run-on":false,"channels":{{random.Next(3)}},"max-bandwidth":{{random.Next(4, 40) << 20}}}""");
            Assert.True(code == 0, error);
            Thread.Sleep(random.Next(500));
            (killsSource ? source : target).Kill();
            string survivor = killsSource ? "b" : "a";
            HostProcess alive = killsSource ? target : source;

            // What had been handed over was the target's to lose; else the source has it still.
            string state = WaitForOutcome(hosts, survivor, alive, killsSource);
            TestContext.Current.TestOutputHelper?.WriteLine($"round {i}, {(killsSource ? "source" : "target")} killed: the other {state}");
            if (state is "runs")
            {
                finished++;
            }
            else
            {
                lost++;
                Assert.True(
                    (state is "ended without a machine" && killsSource) || (state is "was handed over" or "stands without its disk" && !killsSource),
                    $"Round {i} (XEMU_SEED={seed}): {state}\n{alive.Error}");
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{rounds} kills: {finished} times the survivor runs on, {lost} times the machine was the killed one's");
    }

    [Fact]
    public void Migrate_ToNobody_FailsAndTheMachineRunsOn()
    {
        using HostProcess source = _hosts.Start("a", "real");

        (int code, _, string error) = _hosts.Run("migrate", $"unix:{_hosts.PathOf("nobody")}", "--monitor", _hosts.Monitor("a"));

        Assert.Equal(1, code);
        Assert.StartsWith("migrate: ", error, StringComparison.Ordinal);
        Assert.Contains("start the receiving machine first", error, StringComparison.Ordinal);
        Assert.Contains("\"running\":true", _hosts.Query("a", "query-status").Answer, StringComparison.Ordinal);
    }

    [Fact]
    public void Migrate_ToAMachineWithOtherRam_FailsOnBothSides()
    {
        string address = $"unix:{_hosts.PathOf("wire")}";
        using HostProcess source = _hosts.Start("a", "real");
        using HostProcess target = _hosts.StartIncoming("b", "real", address, "--set", "machine.ram=8MiB");

        (int code, _, string error) = _hosts.Run("migrate", address, "--monitor", _hosts.Monitor("a"), "--channels", "2");

        Assert.Equal(1, code);
        Assert.Contains("The other machine refused", error, StringComparison.Ordinal);
        Assert.Equal(1, target.Wait(Limit));
        Assert.Contains("is of another machine: its RAM blocks are", target.Error, StringComparison.Ordinal);
        Assert.Contains("\"running\":true", _hosts.Query("a", "query-status").Answer, StringComparison.Ordinal);
    }

    [Fact]
    public void Migrate_Interrupted_GivesUpAndTheMachineRunsOn()
    {
        string address = $"unix:{_hosts.PathOf("wire")}";
        using HostProcess source = _hosts.Start("a", "real");
        using HostProcess target = _hosts.StartIncoming("b", "real", address);
        using HostProcess verb = _hosts.Begin("migrate", address, "--monitor", _hosts.Monitor("a"), "--max-bandwidth", "64KiB");
        var watch = Stopwatch.StartNew();
        while (!_hosts.Query("a", "query-migrate").Answer.Contains("\"status\":\"active\"", StringComparison.Ordinal))
        {
            Assert.True(watch.Elapsed < Limit, verb.Error);
            Thread.Sleep(20);
        }

        verb.Interrupt();

        int code = verb.Wait(Limit, () => _hosts.Query("a", "query-migrate").Answer);
        Assert.True(code == 1, $"{code}: {verb.Output}{verb.Error}{_hosts.Query("a", "query-migrate").Answer}");
        Assert.Contains("\"status\":\"cancelled\"", _hosts.Query("a", "query-migrate").Answer, StringComparison.Ordinal);
        Assert.Contains("\"running\":true", _hosts.Query("a", "query-status").Answer, StringComparison.Ordinal);
        Assert.Equal(1, target.Wait(Limit));
    }

    [Theory]
    [InlineData("--live")]
    [InlineData("--background")]
    [InlineData("--stopped")]
    public void SnapshotSave_OfARunningMachine_WritesAWholeFile(string mode)
    {
        using HostProcess source = _hosts.Start("a", "real");
        string file = _hosts.PathOf("saved.xsnap");

        (int code, string output, string error) = _hosts.Run("snapshot", "save", file, "--monitor", _hosts.Monitor("a"), mode, "--channels", "2");

        Assert.True(code == 0, error);
        Assert.Contains("the machine stood still for", output, StringComparison.Ordinal);
        Assert.Equal(0, _hosts.Run("snapshot", "verify", file).ExitCode);
        Assert.Contains("\"running\":true", _hosts.Query("a", "query-status").Answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "migrate")]
    [InlineData(2, "migrate", "unix:/x", "--live", "--stopped")]
    [InlineData(2, "migrate", "unix:/x", "--channels", "256")]
    [InlineData(2, "migrate", "unix:/x", "--max-bandwidth", "fast")]
    [InlineData(2, "snapshot", "save")]
    [InlineData(2, "snapshot", "save", "f", "--live", "--background")]
    [InlineData(1, "migrate", "unix:/x", "--monitor", "unix:/nobody")]
    [InlineData(1, "migrate", "unix:/x", "--monitor", "here")]
    [InlineData(1, "snapshot", "save", "f", "--monitor", "unix:/nobody")]
    public void Verbs_WithWrongArgumentsOrWithoutAMachine_SayItInOneLine(int expected, params string[] arguments)
    {
        (int code, string output, string error) = _hosts.Run(arguments);

        Assert.Equal(expected, code);
        Assert.Empty(output);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void QemusOwnStream_IsInspectedAndNotRestored()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/qemu-system-i386"), "There is no qemu-system-i386.");
        string file = _hosts.PathOf("qemu.stream");
        Qemu($"migrate -d \"exec:cat>{file}\"\n", "info migrate\n", file);

        (int code, string output, string error) = _hosts.Run("snapshot", "inspect", file);
        (int restored, _, string refusal) = _hosts.Run("run", Platform.Manifest("bare.toml"), "--headless", "--set", $$"""components.rom.images=[{file="{{_hosts.PathOf("loop.bin")}}",address=0xFFFF0000}]""", "--restore", file);

        Assert.True(code == 0, error);
        Assert.Contains("pc.ram", output, StringComparison.Ordinal);
        Assert.NotEqual(0, restored);
        Assert.Contains("is of another machine: its RAM blocks are", refusal, StringComparison.Ordinal);
    }

    private static string WaitForOutcome(MigrateHosts hosts, string survivor, HostProcess alive, bool isTarget)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < Limit)
        {
            if (alive.HasExited)
            {
                return "ended without a machine";
            }

            string status = hosts.Query(survivor, "query-status").Answer;
            string migration = hosts.Query(survivor, "query-migrate").Answer;
            bool hasEnded = migration.Contains("\"completed\"", StringComparison.Ordinal) || migration.Contains("\"failed\"", StringComparison.Ordinal);
            if (hasEnded && status.Contains("\"running\":true", StringComparison.Ordinal))
            {
                return "runs";
            }

            if (hasEnded && !isTarget && migration.Contains("\"completed\"", StringComparison.Ordinal))
            {
                return "was handed over";
            }

            // The other one had the disk when it was killed, and may live for all that this one knows: only somebody who looks can tell.
            if (hasEnded && !isTarget && migration.Contains("staysstopped", StringComparison.Ordinal))
            {
                return "stands without its disk";
            }

            Thread.Sleep(50);
        }

        return "stands: " + hosts.Query(survivor, "query-migrate").Answer;
    }

    private static void Qemu(string first, string then, string file)
    {
        var start = new ProcessStartInfo("/usr/bin/qemu-system-i386", ["-M", "pc", "-m", "8", "-nodefaults", "-display", "none", "-S", "-monitor", "stdio"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var qemu = Process.Start(start)!;
        qemu.StandardInput.Write(first);
        qemu.StandardInput.Flush();
        var watch = Stopwatch.StartNew();
        var text = new System.Text.StringBuilder();
        _ = Task.Run(async () =>
        {
            char[] buffer = new char[4096];
            int count;
            while ((count = await qemu.StandardOutput.ReadAsync(buffer)) > 0)
            {
                lock (text)
                {
                    _ = text.Append(buffer, 0, count);
                }
            }
        });
        bool isDone = false;
        while (!isDone)
        {
            Assert.True(watch.Elapsed < Limit, text.ToString());
            Thread.Sleep(200);
            qemu.StandardInput.Write(then);
            qemu.StandardInput.Flush();
            lock (text)
            {
                isDone = text.ToString().Contains("completed", StringComparison.Ordinal);
            }
        }

        qemu.StandardInput.Write("quit\n");
        qemu.StandardInput.Flush();
        _ = qemu.WaitForExit(10_000);
        Assert.True(File.Exists(file));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
