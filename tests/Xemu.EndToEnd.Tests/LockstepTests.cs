using System.Globalization;
using System.Text.Json.Nodes;
using Xemu.Host;

namespace Xemu.EndToEnd.Tests;

/// <summary>Two machines in one process, which must agree in every bit.</summary>
/// <remarks>XEMU_LOCKSTEP_COUNT sets how many instructions of the Linux boot are compared, 600 million without it.</remarks>
public sealed class LockstepTests : IDisposable
{
    // Within the boot image's drawing of its first picture, off the edges of slices and of comparisons of RAM.
    private const ulong FlipAt = 3_456_789;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xemu-lockstep-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("auto")]
    [InlineData("table")]
    public void BootImage_UnderTranslatorAndInterpreter_IsEqual(string memory)
    {
        (int code, _, string error) = Run([.. BootImage("x86.translator"), "--set", $"components.cpu.memory={memory}", "--lockstep", "--stop-after", "40000000"]);

        Assert.True(code == 0, error);
        Assert.Contains("x86.translator and x86.interpreter are equal at count 40000000", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("auto", "600000000")]
    [InlineData("table", "300000000")]
    public void LinuxBoot_WithInputUnderTranslatorAndInterpreter_IsEqual(string memory, string usualCount)
    {
        Platform.RequireLinux();
        string count = Environment.GetEnvironmentVariable("XEMU_LOCKSTEP_COUNT") ?? usualCount;
        using var host = new HostProcess(
            _folder.FullName, "run", Platform.Manifest("xbox-linux.toml"), "--set", "components.cpu.type=x86.translator", "--set", $"components.cpu.memory={memory}", "--lockstep", "--stop-after", count);
        host.Type("typed before anybody reads it\n");

        int code = host.Wait(TimeSpan.FromHours(2));

        Assert.True(code == 0, host.Error);
        Assert.Contains($"are equal at count {count}", host.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void FlippedRegister_IsFoundAtItsInstruction()
    {
        (int code, string output, string error) = Run([.. Flipping("register=esi"), "--lockstep", "--json", "--stop-after", "20000000"]);

        Assert.True(code == ExitCodes.Differs, error);
        JsonNode difference = JsonNode.Parse(output)!["difference"]!;
        Assert.Equal((FlipAt - 1, FlipAt, true), Place(difference));
        Assert.Equal(["esi"], difference["registers"]!.AsArray().Where(static register => !(bool)register!["equal"]!).Select(static register => (string?)register!["name"]));
        Assert.Equal(0UL, (ulong)difference["ramBytes"]!);
        Assert.Equal(FlipAt - 1, (ulong)difference["instructions"]!.AsArray()[^1]!["count"]!);
    }

    [Fact]
    public void FlippedRegister_AsText_ShowsInstructionAndBothRegisterFiles()
    {
        (int code, string output, string error) = Run([.. Flipping("register=esi"), "--lockstep=x86.interpreter", "--stop-after", "20000000"]);

        Assert.Equal((ExitCodes.Differs, string.Empty), (code, output));
        Assert.Contains("test.flipping and x86.interpreter differ at count 3456789; they are equal at 3456788.", error, StringComparison.Ordinal);
        Assert.Matches(@"\n +3456788  [0-9A-F]{8}  [0-9A-F]{2}", error);
        Assert.Matches(@"\n\* esi +[0-9A-F]{8} +[0-9A-F]{8}", error);
        Assert.Matches(@"\n  eax +[0-9A-F]{8} +[0-9A-F]{8}", error);
        Assert.Contains("* cpu.gpr: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void FlippedByteOfRam_IsFoundAtItsInstruction()
    {
        (int code, string output, string error) = Run([.. Flipping("address=0x3000123"), "--lockstep", "--json", "--stop-after", "20000000"]);

        Assert.True(code == ExitCodes.Differs, error);
        JsonNode difference = JsonNode.Parse(output)!["difference"]!;
        Assert.Equal((FlipAt - 1, FlipAt, true), Place(difference));
        Assert.Equal(1UL, (ulong)difference["ramBytes"]!);
        Assert.Equal(("ram", 0x300_0123UL), ((string?)difference["ram"]![0]!["block"], (ulong)difference["ram"]![0]!["offset"]!));
    }

    [Fact]
    public void DifferenceThatDoesNotComeBack_IsToldWithTheSliceThatShowedIt()
    {
        (int code, string output, string error) = Run([.. Flipping("register=esi"), "--set", "components.cpu.only=0", "--lockstep", "--json", "--stop-after", "20000000"]);

        Assert.True(code == ExitCodes.Differs, error);
        JsonNode difference = JsonNode.Parse(output)!["difference"]!;
        (ulong equalAt, ulong differsAt, bool isExact) = Place(difference);
        Assert.False(isExact);
        Assert.InRange(FlipAt, equalAt + 1, differsAt);
        Assert.InRange(differsAt - equalAt, 1UL, 20_000UL);
        Assert.Contains("did not come back", (string?)difference["note"], StringComparison.Ordinal);
    }

    [Fact]
    public void DiskOfTheGuest_IsReadByBothAndWrittenByNobody()
    {
        DiskWriter.WriteFlash(Path.Combine(_folder.FullName, "flash.bin"));
        byte[] image = new byte[1 << 20];
        new Random(1).NextBytes(image);
        string path = Path.Combine(_folder.FullName, "disk.img");
        File.WriteAllBytes(path, image);

        (int code, _, string error) = Run(
        [
            .. BootImage("x86.interpreter"), "--set", $"components.flash.image={_folder.FullName}/flash.bin", "--lockstep=x86.interpreter",
            "--set", "components.hdd-image.type=block.raw", "--set", $"components.hdd-image.file={path}", "--stop-after", "5000000",
        ]);

        Assert.True(code == 0, error);
        Assert.Equal(image, File.ReadAllBytes(path));
        Assert.False(Directory.Exists(path + ".layers"));
    }

    [Fact]
    public void Snapshot_OfOneEngine_IsRestoredUnderAnotherAndInBothMachinesOfLockstep()
    {
        string file = Path.Combine(_folder.FullName, "a.xsnap");
        (int code, _, string error) = Run([.. BootImage("x86.interpreter"), "--stop-after", "3000000", "--save-on-exit", file]);
        Assert.True(code == 0, error);

        (code, _, error) = Run([.. BootImage("x86.auto"), "--stop-after", "4000000", "--restore", file]);
        Assert.True(code == 0, error);

        (code, _, error) = Run([.. BootImage("x86.interpreter"), "--lockstep=x86.interpreter", "--stop-after", "6000000", "--restore", file]);
        Assert.True(code == 0, error);
        Assert.Contains("are equal at count 6000000", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x86.interpreter", "--lockstep", "x86.interpreter names no other type as its reference")]
    [InlineData("x86.interpreter", "--lockstep=x86.nothing", "No plugin has the component type 'x86.nothing'")]
    [InlineData("x86.translator", "--lockstep|--gdb|unix:gdb.socket", "A debugger would change one machine")]
    [InlineData("x86.translator", "--lockstep|--qmp|unix:qmp.socket", "A monitor would change one machine")]
    [InlineData("x86.translator", "--lockstep|--incoming|unix:in.socket", "take a snapshot and restore it instead")]
    [InlineData("x86.translator", "--json", "--json tells the result of --lockstep")]
    public void WhatCannotBeCompared_IsRefusedBeforeAnythingRuns(string engine, string arguments, string message)
    {
        (int code, _, string error) = Run([.. BootImage(engine), .. arguments.Split('|'), "--stop-after", "1000000"]);

        Assert.Equal(ExitCodes.Wrong, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    private static (ulong EqualAt, ulong DiffersAt, bool IsExact) Place(JsonNode difference) =>
        ((ulong)difference["equalAtCount"]!, (ulong)difference["differsAtCount"]!, (bool)difference["exact"]!);

    private string[] BootImage(string engine) =>
    [
        "run", Platform.Manifest("xbox.toml"), "--headless", "--set", $"components.cpu.type={engine}", "--set", $"components.eeprom.file={_folder.FullName}/eeprom.bin",
    ];

    private string[] Flipping(string what) =>
        [.. BootImage("test.flipping"), "--set", string.Create(CultureInfo.InvariantCulture, $"components.cpu.at={FlipAt}"), "--set", $"components.cpu.{what}"];

    private static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var context = new HostContext
        {
            Output = output,
            Error = error,
            IsOutputTerminal = false,
            Globals = new GlobalOptions([], IsDebug: false),
            Plugins = FlippingCpu.Plugins(),
        };
        int code = HostProgram.Invoke(CpuUnderTest.Arguments(arguments), context);
        return (code, output.ToString(), error.ToString());
    }
}
