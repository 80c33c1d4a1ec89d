using Xemu.Kernel.Programs.Tests.Programs;

namespace Xemu.Kernel.Programs.Tests;

/// <summary>A C++ exception that no function catches.</summary>
public sealed class CppTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xemu-programs-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("x86.interpreter")]
    [InlineData("x86.translator")]
    public void Throw_ThatNobodyCatches_StopsTheProgramBeforeAnythingIsDestroyed(string engine)
    {
        ProgramMachine.Write(_folder.FullName, ProgramText.Build(CppPrograms.Uncaught));
        using var log = new ListLogger();
        using var machine = new ProgramMachine(_folder.FullName, engine, log);

        _ = machine.RunFor(200_000_000);

        Assert.Equal([9U], machine.Reports());
        Assert.Contains(log.Lines, static line => line.Contains("Nobody handled exception 0xE06D7363", StringComparison.Ordinal));
    }
}
