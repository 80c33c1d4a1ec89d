using System.Diagnostics;
using System.Globalization;

namespace Xemu.EndToEnd.Tests;

/// <summary>Machines whose guest writes its disk while they move between processes.</summary>
/// <remarks>XEMU_MIGRATE_KILLS sets the number of kills, XEMU_SEED the moments.</remarks>
public sealed class MigrateDiskTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Xbox_WritingItsDisk_GoesOnWritingInTheOtherProcess(int channels)
    {
        using var hosts = new MigrateHosts();
        string address = $"unix:{hosts.PathOf("wire")}";
        using HostProcess source = hosts.StartXbox("a");
        _ = hosts.WaitForWriter("a", 100);
        using HostProcess target = hosts.StartXboxIncoming("b", address);

        (int code, _, string error) = hosts.Run(
            "migrate", address, "--monitor", hosts.Monitor("a"), "--live", "--channels", channels.ToString(CultureInfo.InvariantCulture));

        Assert.True(code == 0, error);
        uint left = hosts.ReadWriter("a").Last;

        // Beyond the window of its sectors: it has read back what was written on the other side.
        uint flushed = hosts.WaitForWriter("b", 2 * DiskWriter.Sectors);
        Assert.True(flushed > left, $"{flushed} {left}");
        _ = hosts.Query("a", "cont");
        _ = hosts.Query("a", "migrate_cancel");
        Assert.Contains("\"running\":false", hosts.Query("a", "query-status").Answer, StringComparison.Ordinal);
        Assert.Equal(left, hosts.ReadWriter("a").Last);
        hosts.AssertDiskIsInUse();

        flushed = hosts.WaitForWriter("b", 8);
        End(hosts, "b", target);
        End(hosts, "a", source);
        TestContext.Current.TestOutputHelper?.WriteLine($"{channels} channels: left with number {left}, ended with {hosts.CheckDisk(flushed)}");
    }

    [Fact]
    public void Processes_KilledWhileTheXboxMoves_LeaveTheDiskToOneAtMostAndLoseNothingFlushed()
    {
        int rounds = Setting("XEMU_MIGRATE_KILLS", 4);
        int seed = Setting("XEMU_SEED", Environment.TickCount & 0xFFFFFF);
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        double lasts = 500;
        var outcomes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < rounds; i++)
        {
            var random = new Random(seed + i);
            try
            {
                string outcome = Round(random, killsSource: i % 2 == 0, ref lasts);
                TestContext.Current.TestOutputHelper?.WriteLine($"round {i} (seed {seed + i}): {outcome}");
                outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                throw new InvalidOperationException($"Round {i} (XEMU_SEED={seed}): {e.Message}", e);
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{rounds} kills: {string.Join(", ", outcomes.Select(static pair => $"{pair.Value} times {pair.Key}"))}");
    }

    private static string Round(Random random, bool killsSource, ref double lasts)
    {
        using var hosts = new MigrateHosts();
        string address = $"unix:{hosts.PathOf("wire")}";
        using HostProcess source = hosts.StartXbox("a");
        using HostProcess target = hosts.StartXboxIncoming("b", address);
        uint flushed = hosts.WaitForWriter("a", 20);
        int channels = random.Next(3);
        int bandwidth = random.Next(2, 20) << 20;

        // By hand, for a verb takes longer to start than the migration lasts.
        (int code, string answer, string error) = hosts.Query(
            "a", "x-xemu-save", $$"""{"uri":"{{address}}","mode":"live","run-on":false,"channels":{{channels}},"max-bandwidth":{{bandwidth}}}""");
        Assert.True(code == 0 && answer.Contains("return", StringComparison.Ordinal), answer + error);

        // Not a wait for something to happen: the moment of the kill is what is tried here.
        Thread.Sleep((int)(random.NextDouble() * lasts));
        (killsSource ? source : target).Kill();
        string name = killsSource ? "b" : "a";
        HostProcess survivor = killsSource ? target : source;
        string state = WaitForOutcome(hosts, name, survivor);
        if (state == "runs")
        {
            // It has the disk, and nobody else gets it.
            flushed = Math.Max(flushed, hosts.WaitForWriter(name, 2 * DiskWriter.Sectors));
            hosts.AssertDiskIsInUse();
        }
        else if (state != "ended")
        {
            uint stands = hosts.ReadWriter(name).Last;
            _ = hosts.Query(name, "cont");
            Assert.Contains("\"running\":false", hosts.Query(name, "query-status").Answer, StringComparison.Ordinal);
            Assert.Equal(stands, hosts.ReadWriter(name).Last);
        }

        if (survivor.HasExited)
        {
            Assert.True(killsSource, survivor.Error);
            Assert.Equal(1, survivor.Wait(Limit));
        }
        else
        {
            End(hosts, name, survivor);
        }

        // As many kills before the disk has gone over as after: what lies between is what matters.
        lasts *= state is "runs" == killsSource ? 0.85 : 1.2;
        _ = hosts.CheckDisk(flushed);
        return $"{(killsSource ? "source" : "target")} killed, the other {state}";
    }

    private static void End(MigrateHosts hosts, string name, HostProcess process)
    {
        _ = hosts.Query(name, "quit");
        _ = process.Wait(Limit);
    }

    /// <summary>What has become of the process that lives on: <c>runs</c>, <c>ended</c>, <c>handed over</c>, <c>stands without its disk</c>.</summary>
    private static string WaitForOutcome(MigrateHosts hosts, string name, HostProcess survivor)
    {
        var watch = Stopwatch.StartNew();
        string status = string.Empty;
        string migration = string.Empty;
        while (watch.Elapsed < Limit)
        {
            if (survivor.HasExited)
            {
                return "ended";
            }

            migration = hosts.Query(name, "query-migrate").Answer;
            status = hosts.Query(name, "query-status").Answer;
            bool isRunning = status.Contains("\"running\":true", StringComparison.Ordinal);
            if (migration.Contains("\"completed\"", StringComparison.Ordinal))
            {
                if (isRunning)
                {
                    return "runs";
                }

                if (name == "a")
                {
                    return "has handed over";
                }
            }

            if (migration.Contains("\"failed\"", StringComparison.Ordinal))
            {
                if (isRunning)
                {
                    return "runs";
                }

                if (migration.Contains("staysstopped", StringComparison.Ordinal))
                {
                    return "stands without its disk";
                }
            }

            Thread.Sleep(20);
        }

        throw new InvalidOperationException($"No outcome: {status} {migration}\n{survivor.Error}");
    }

    private static int Setting(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : otherwise;
}
