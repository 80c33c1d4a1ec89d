using Xemu.Machine;
using Xemu.Testing;

namespace Xemu.EndToEnd.Tests;

/// <summary>A machine of a shipped manifest with the stub, deterministic, which runs on a thread of its own until a count.</summary>
internal sealed class DebuggedMachine : IDisposable
{
    private readonly BuiltMachine _built;
    private readonly CancellationTokenSource _cancel = new();
    private readonly Task<RunResult> _run;

    public DebuggedMachine(string engine, string manifest, DirectoryInfo folder, ulong stopAtCount, bool wait, params string[] more)
    {
        Socket = Path.Combine(folder.FullName, "gdb.socket");
        _built = new BuiltMachine(manifest, [.. Overrides(engine, folder), $"components.gdb.wait={(wait ? "true" : "false")}", .. more]);
        _run = Task.Factory.StartNew(
            () => _built.Machine.Runner.Run(new RunLimits(StopAtCount: stopAtCount), _cancel.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public string Socket { get; }

    public BuiltMachine Built => _built;

    /// <summary>Waits for the end of the run and gives the state.</summary>
    public (RunEnd End, ulong Count, MachineSnapshot State) Finish()
    {
        RunResult result = _run.Result;
        return (result.End, _built.Machine.Cpu!.InstructionCount, MachineSnapshot.Save(_built.Machine, sealMedia: false));
    }

    public void Dispose()
    {
        _cancel.Cancel();
        _run.Wait();
        _built.Dispose();
        _cancel.Dispose();
    }

    private static string[] Overrides(string engine, DirectoryInfo folder) =>
    [
        "machine.time=deterministic", "machine.epoch=1000000000", $"components.cpu.type={engine}", $"components.eeprom.file={folder.FullName}/eeprom.bin",
        "components.gdb.type=debug.gdb", "components.gdb.cpu=cpu", $"components.gdb.listen=unix:{folder.FullName}/gdb.socket",
    ];
}
