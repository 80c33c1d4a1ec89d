using Xemu.Machine;
using Xemu.Testing;

namespace Xemu.Kernel.Programs.Tests;

/// <summary>Guest programs under both engines: what they report, the state they end in, and that no snapshot changes either.</summary>
/// <remarks>XEMU_PROGRAM_MOMENTS sets at how many points of each run a snapshot is taken, 2 without it; XEMU_PROGRAM_NAMES how the names of those begin that run.</remarks>
public sealed class ProgramTests : IDisposable
{
    private const string Interpreter = "x86.interpreter";
    private const string Translator = "x86.translator";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xemu-programs-");

    public static TheoryData<string> Names =>
        [.. GuestCases.All.Keys.Where(static n => n.StartsWith(Environment.GetEnvironmentVariable("XEMU_PROGRAM_NAMES") ?? string.Empty, StringComparison.Ordinal))];

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Names))]
    public void Program_UnderBothEngines_ReportsTheSameAndEndsInTheSameState(string name)
    {
        GuestCase program = Prepare(name);

        using ProgramMachine interpreted = RunToEnd(Interpreter);
        using ProgramMachine translated = RunToEnd(Translator);

        Assert.Equal(Hex(program.Expected), Hex(interpreted.Reports()));
        Assert.Equal(Hex(program.Expected), Hex(translated.Reports()));
        Assert.Empty(interpreted.Save().Differences(translated.Save()));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Program_SavedAndLoadedAtManyPoints_EndsAsIfItHadNeverStopped(string name)
    {
        _ = Prepare(name);
        int moments = int.TryParse(Environment.GetEnvironmentVariable("XEMU_PROGRAM_MOMENTS"), out int wanted) ? wanted : 2;
        using ProgramMachine whole = RunToEnd(Translator);
        MachineSnapshot expected = whole.Save();

        for (int i = 1; i <= moments; i++)
        {
            ulong moment = whole.Count * (ulong)i / (ulong)(moments + 1);
            using ProgramMachine first = Start(i % 2 == 0 ? Interpreter : Translator);
            _ = first.Run(moment);
            using ProgramMachine second = Start(i % 4 < 2 ? Interpreter : Translator);
            second.Load(first.Save());
            _ = second.Run();

            Assert.Equal([], expected.Differences(second.Save()).Select(line => $"saved at {moment} of {whole.Count}: {line}"));
        }
    }

    private GuestCase Prepare(string name)
    {
        GuestCase program = GuestCases.All[name];
        ProgramMachine.Write(_folder.FullName, ProgramText.Build(program.Emit));
        return program;
    }

    private ProgramMachine Start(string engine) => new(_folder.FullName, engine);

    private ProgramMachine RunToEnd(string engine)
    {
        using var log = new ListLogger();
        var machine = new ProgramMachine(_folder.FullName, engine, log);
        RunResult result = machine.Run();
        Assert.True(result.Reason.Contains("turned the console off", StringComparison.Ordinal), $"{result.Reason}: {string.Join(' ', Hex(machine.Reports()))}\n{string.Join('\n', log.Lines)}");
        return machine;
    }

    private static string[] Hex(uint[] values) => [.. values.Select(static v => v.ToString("X", System.Globalization.CultureInfo.InvariantCulture))];
}
