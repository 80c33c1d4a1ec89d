using Xemu.Host;

namespace Xemu.Kernel.Programs.Tests;

/// <summary>A busy program under translator and interpreter at once, compared slice by slice.</summary>
/// <remarks>XEMU_LOCKSTEP_COUNT sets how many instructions are compared, 20 million without it.</remarks>
public sealed class LockstepTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xemu-programs-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Demo_UnderTranslatorAndInterpreter_IsEqual()
    {
        string count = Environment.GetEnvironmentVariable("XEMU_LOCKSTEP_COUNT") ?? "20000000";
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var context = new HostContext { Output = output, Error = error, IsOutputTerminal = false, Globals = new GlobalOptions([], IsDebug: false) };
        context.Plugins.LoadDirectory(Path.Combine(Platform.Folder, "plugins"));

        int code = HostProgram.Invoke(
            CpuUnderTest.Arguments(
            [
                "run", Path.Combine(Platform.Folder, "machines", "xbox-demo.toml"), "--headless", "--set", "components.cpu.type=x86.translator",
                "--set", $"components.eeprom.file={_folder.FullName}/eeprom.bin", "--lockstep", "--stop-after", count,
            ]),
            context);

        Assert.True(code == 0, error.ToString());
        Assert.Contains($"are equal at count {count}", error.ToString(), StringComparison.Ordinal);
    }
}
