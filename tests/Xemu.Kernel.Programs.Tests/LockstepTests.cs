using Xemu.Host;

namespace Xemu.Kernel.Programs.Tests;

/// <summary>Programs under translator and interpreter at once, compared slice by slice.</summary>
/// <remarks>XEMU_LOCKSTEP_COUNT sets how many instructions of the busy one are compared, 20 million without it.</remarks>
public sealed class LockstepTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xemu-programs-");

    public static TheoryData<string> FilePrograms => [.. GuestCases.All.Where(static p => p.Value.Disk is not null).Select(static p => p.Key)];

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Demo_UnderTranslatorAndInterpreter_IsEqual()
    {
        string count = Environment.GetEnvironmentVariable("XEMU_LOCKSTEP_COUNT") ?? "20000000";

        string said = Run("xbox-demo.toml", "--stop-after", count);

        Assert.Contains($"are equal at count {count}", said, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(FilePrograms))]
    public void FileProgram_UnderTranslatorAndInterpreter_IsEqual(string name)
    {
        GuestCase program = GuestCases.All[name];
        ProgramMachine.Write(_folder.FullName, program);

        string said = Run("xbox-hle.toml", [.. ProgramMachine.SettingsOnImage(_folder.FullName, $"{_folder.FullName}/none.qcow2", program).SelectMany(static s => (string[])["--set", s])]);

        Assert.Contains("are equal at count", said, StringComparison.Ordinal);
        Assert.False(File.Exists($"{_folder.FullName}/none.qcow2"));
    }

    private string Run(string manifest, params string[] more)
    {
        using var error = new StringWriter();
        using var context = new HostContext { Output = TextWriter.Null, Error = error, IsOutputTerminal = false, Globals = new GlobalOptions([], IsDebug: false), Plugins = ProgramMachine.Plugins };

        int code = HostProgram.Invoke(
            CpuUnderTest.Arguments(
            [
                "run", Path.Combine(Platform.Folder, "machines", manifest), "--headless", "--set", "components.cpu.type=x86.translator",
                "--set", $"components.eeprom.file={_folder.FullName}/eeprom.bin", "--lockstep", .. more,
            ]),
            context);

        Assert.True(code == 0, error.ToString());
        return error.ToString();
    }
}
