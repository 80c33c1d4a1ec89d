using System.Globalization;
using System.Runtime.CompilerServices;
using Xemu.Abstractions.Migration;
using Xemu.Machine;
using Xemu.Testing;

#pragma warning disable XEMU0006 // The migration contract is young.

namespace Xemu.EndToEnd.Tests;

/// <summary>Save at random moments in every way, restore in a new process in every way, run on: every bit as if the run had never stopped.</summary>
/// <remarks>XEMU_SNAPSHOT_COUNT sets where the Linux run ends, in instructions; XEMU_SEED the moments.</remarks>
public sealed class SnapshotTests : IDisposable
{
    private const string ChildVariable = "XEMU_SNAPSHOT_CHILD";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xemu-end-to-end-");

    private static string[] Deterministic => ["machine.time=deterministic", "machine.epoch=1000000000"];

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void BootImage_SavedAndRestoredInEveryWay_EndsInTheSameState() =>
        Check("xbox.toml", 60_000_000, [.. Deterministic, "components.eeprom.file=" + PathOf("eeprom.bin")]);

    /// <summary>The demo's cube is drawn by the graphics chip, a picture every 16 ms.</summary>
    [Fact]
    public void DemoWithItsCube_SavedAndRestoredInEveryWay_EndsInTheSameState() => Check(
        "xbox-demo.toml",
        80_000_000,
        [
            .. Deterministic, "components.eeprom.file=" + PathOf("eeprom.bin"), $"components.disc.file={Platform.Folder}/machines/demo",
            "components.hdd-image.type=block.memory", "components.hdd-image.size=8GiB",
        ]);

    [Fact]
    public void LinuxBoot_SavedAndRestoredInEveryWay_EndsInTheSameState()
    {
        Platform.RequireLinux();
        Check(
            "xbox-linux.toml",
            (ulong)Setting("XEMU_SNAPSHOT_COUNT", 200_000_000),
            [.. Deterministic, "components.console.type=chardev.file", $"components.console.path={PathOf("console.txt")}"]);
    }

    private void Check(string manifest, ulong end, string[] overrides)
    {
        int seed = (int)Setting("XEMU_SEED", Environment.TickCount & 0xFFFFFF);
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        string whole = PathOf("whole.state");
        using (var built = new BuiltMachine(manifest, overrides))
        {
            _ = built.Machine.Runner.Run(new RunLimits(StopAtCount: end), TestContext.Current.CancellationToken);
            ChildProcess.Write(MachineSnapshot.Save(built.Machine), whole);
        }

        List<SaveRequest> saved = RunAndSave(manifest, end, overrides, new Random(seed), whole);
        for (int i = 0; i < saved.Count; i++)
        {
            bool isLazy = (seed + i) % 2 == 0;
            string differences = RunOnInANewProcess(manifest, overrides, saved[i].Uri, isLazy, whole, end);
            Assert.True(differences.Length == 0, $"{saved[i]}, lazy {isLazy} (seed {seed}):\n{differences}");
        }
    }

    /// <summary>One run with a save of each kind at moments of its own.</summary>
    private List<SaveRequest> RunAndSave(string manifest, ulong end, string[] overrides, Random random, string whole)
    {
        SaveRequest[] requests =
        [
            new($"file:{PathOf("background.xsnap")}") { Mode = SaveMode.Background, IsMappedRam = true, PageChannels = 2 },
            new($"file:{PathOf("changes.xsnap")}") { Mode = SaveMode.Background, IsMappedRam = true, Parent = PathOf("background.xsnap") },
            new($"file:{PathOf("stopped.xsnap")}") { Mode = SaveMode.Stopped, IsMappedRam = true, PageChannels = 2 },
            new($"file:{PathOf("live.xsnap")}") { Mode = SaveMode.Live, IsMappedRam = true, PageChannels = 1 },
            new($"file:{PathOf("live-changes.xsnap")}") { Mode = SaveMode.Live, IsMappedRam = true, Parent = PathOf("live.xsnap") },
        ];
        using var built = new BuiltMachine(manifest, overrides);
        var engine = (IMigrationEngine)built.Machine.Components.First(static pair => pair.Value is IMigrationEngine).Value;
        ulong[] moments = [.. requests.Select(_ => (ulong)random.NextInt64((long)end)).Order()];
        for (int i = 0; i < requests.Length; i++)
        {
            _ = built.Machine.Runner.Run(new RunLimits(StopAtCount: moments[i]), TestContext.Current.CancellationToken);

            // The machine runs on, on this thread, while another asks for the save.
            var asked = Task.Run(() => engine.Save(requests[i]), TestContext.Current.CancellationToken);
            while (!asked.IsCompleted || !engine.Status.HasEnded)
            {
                ulong next = Math.Min(end, built.Machine.Cpu!.InstructionCount + 100_000);
                _ = built.Machine.Runner.Run(new RunLimits(StopAtCount: next), TestContext.Current.CancellationToken);
                if (next == end)
                {
                    // The end came first: what is still to be asked of the machine thread is served there.
                    built.Composed.AfterRun(new RunResult("End", 0, RunEnd.Limit));
                }
            }

            asked.GetAwaiter().GetResult();
            Assert.Equal((MigrationPhase.Completed, null), (engine.Status.Phase, engine.Status.Error));
        }

        _ = built.Machine.Runner.Run(new RunLimits(StopAtCount: end), TestContext.Current.CancellationToken);
        Assert.Empty(ChildProcess.Read(whole).Differences(MachineSnapshot.Save(built.Machine)));
        return [.. requests];
    }

    private static string RunOnInANewProcess(string manifest, string[] overrides, string uri, bool isLazy, string expected, ulong end)
    {
        string[] restore = [$"components.migration.restore='{uri}'", $"components.migration.lazy={(isLazy ? "true" : "false")}"];
        return ChildProcess.Run(ChildVariable, [manifest, expected, end.ToString(CultureInfo.InvariantCulture), .. overrides, .. restore]);
    }

    /// <summary>In the new process: restores, runs on, compares, and prints what differs; nothing of the test runner starts.</summary>
    [ModuleInitializer]
    internal static void RunAsChild() => ChildProcess.Serve(ChildVariable, RunOn);

    private static IReadOnlyList<string> RunOn(string[] parts)
    {
        using var built = new BuiltMachine(parts[0], parts[3..]);
        built.Composed.BeforeRun();
        if (built.Machine.Cpu!.InstructionCount == 0)
        {
            throw new InvalidOperationException("Nothing was restored.");
        }

        _ = built.Machine.Runner.Run(new RunLimits(StopAtCount: ulong.Parse(parts[2], CultureInfo.InvariantCulture)));
        return ChildProcess.Read(parts[1]).Differences(MachineSnapshot.Save(built.Machine));
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private static long Setting(string variable, long otherwise) =>
        long.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : otherwise;
}
