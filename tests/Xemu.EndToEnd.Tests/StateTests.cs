using System.Globalization;
using System.Runtime.CompilerServices;
using Xemu.Machine;
using Xemu.Testing;

namespace Xemu.EndToEnd.Tests;

/// <summary>Save at a random moment, load in a new process, run on: every bit as if the run had never stopped.</summary>
/// <remarks>XEMU_STATE_MOMENTS sets the number of moments, 3 without it; XEMU_STATE_COUNT where the run ends, in instructions.</remarks>
public sealed class StateTests : IDisposable
{
    private const string ChildVariable = "XEMU_STATE_CHILD";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xemu-end-to-end-");

    private static int Moments => (int)Setting("XEMU_STATE_MOMENTS", 3);

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void LinuxBoot_SavedAndLoadedInANewProcess_EndsInTheSameState()
    {
        Platform.RequireLinux();
        Check("xbox-linux.toml", (ulong)Setting("XEMU_STATE_COUNT", 600_000_000), [.. Deterministic, "components.console.type=chardev.file", $"components.console.path={Path.Combine(_folder.FullName, "console.txt")}"]);
    }

    [Fact]
    public void BootImage_SavedAndLoadedInANewProcess_EndsInTheSameState() => Check("xbox.toml", 60_000_000, [.. Deterministic, "components.eeprom.file=" + Path.Combine(_folder.FullName, "eeprom.bin")]);

    [Fact]
    public void BootImage_RunTwice_EndsInTheSameState()
    {
        string[] overrides = [.. Deterministic, "components.eeprom.file=" + Path.Combine(_folder.FullName, "eeprom.bin")];

        MachineSnapshot first = RunTo("xbox.toml", overrides, 40_000_000);
        MachineSnapshot second = RunTo("xbox.toml", overrides, 40_000_000);

        Assert.Empty(first.Differences(second));
    }

    [Fact]
    public void LinuxBoot_UnderBothEngines_EndsInTheSameState()
    {
        Platform.RequireLinux();
        ulong end = (ulong)Setting("XEMU_STATE_COUNT", 600_000_000);
        string[] overrides = [.. Deterministic, "components.console.type=chardev.file", $"components.console.path={Path.Combine(_folder.FullName, "console.txt")}"];

        MachineSnapshot interpreted = RunTo("xbox-linux.toml", [.. overrides, "components.cpu.type=x86.interpreter"], end);
        MachineSnapshot translated = RunTo("xbox-linux.toml", [.. overrides, "components.cpu.type=x86.translator"], end);

        Assert.Empty(interpreted.Differences(translated));
    }

    [Fact]
    public void LinuxBoot_ByWindowsThenByTablesThenByWindows_EndsInTheSameStateAsByNeither()
    {
        Platform.RequireLinux();
        ulong end = (ulong)Setting("XEMU_STATE_COUNT", 600_000_000);
        string[] overrides = [.. Deterministic, "components.console.type=chardev.file", $"components.console.path={Path.Combine(_folder.FullName, "console.txt")}"];
        MachineSnapshot expected = RunTo("xbox-linux.toml", [.. overrides, "components.cpu.type=x86.interpreter"], end);

        MachineSnapshot actual = RunTo("xbox-linux.toml", [.. overrides, "components.cpu.memory=window"], end / 3);
        actual = RunTo("xbox-linux.toml", [.. overrides, "components.cpu.memory=table"], end * 2 / 3, actual);
        actual = RunTo("xbox-linux.toml", [.. overrides, "components.cpu.memory=window"], end, actual);

        Assert.Empty(expected.Differences(actual));
    }

    private static string[] Deterministic => ["machine.time=deterministic", "machine.epoch=1000000000"];

    private void Check(string manifest, ulong end, string[] overrides)
    {
        int seed = (int)Setting("XEMU_SEED", Environment.TickCount & 0xFFFFFF);
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        MachineSnapshot whole = RunTo(manifest, overrides, end);
        string wholeFile = Path.Combine(_folder.FullName, "whole.state");
        ChildProcess.Write(whole, wholeFile);

        for (int i = 0; i < Moments; i++)
        {
            ulong moment = (ulong)random.NextInt64((long)end);
            string saved = Path.Combine(_folder.FullName, $"moment-{i}.state");
            ChildProcess.Write(RunTo(manifest, overrides, moment), saved);
            string differences = RunOnInANewProcess(manifest, overrides, saved, wholeFile, end);
            Assert.True(differences.Length == 0, $"Saved at {moment} of {end} (seed {seed}):\n{differences}");
        }
    }

    private static MachineSnapshot RunTo(string manifest, string[] overrides, ulong count, MachineSnapshot? from = null)
    {
        using var built = new BuiltMachine(manifest, overrides);
        from?.Load(built.Machine);
        RunResult result = built.Machine.Runner.Run(new RunLimits(StopAtCount: count), TestContext.Current.CancellationToken);
        Assert.Equal((RunEnd.Limit, count), (result.End, built.Machine.Cpu!.InstructionCount));
        return MachineSnapshot.Save(built.Machine);
    }

    private static string RunOnInANewProcess(string manifest, string[] overrides, string saved, string expected, ulong end)
    {
        return ChildProcess.Run(ChildVariable, [manifest, saved, expected, end.ToString(CultureInfo.InvariantCulture), .. overrides]);
    }

    /// <summary>In the new process: loads, runs on, compares, and prints what differs; nothing of the test runner starts.</summary>
    [ModuleInitializer]
    internal static void RunAsChild() => ChildProcess.Serve(ChildVariable, RunOn);

    private static IReadOnlyList<string> RunOn(string[] parts)
    {
        using var built = new BuiltMachine(parts[0], parts[4..]);
        ChildProcess.Read(parts[1]).Load(built.Machine);
        _ = built.Machine.Runner.Run(new RunLimits(StopAtCount: ulong.Parse(parts[3], CultureInfo.InvariantCulture)));
        return ChildProcess.Read(parts[2]).Differences(MachineSnapshot.Save(built.Machine));
    }

    private static long Setting(string variable, long otherwise) =>
        long.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : otherwise;
}
