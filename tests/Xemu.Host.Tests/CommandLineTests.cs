using System.Text.Json;

namespace Xemu.Host.Tests;

public sealed class CommandLineTests : IDisposable
{
    private const string Stops = "manifest = 1\n[machine]\ntime = \"deterministic\"\n[components.cpu]\ntype = \"test.cpu\"\nstop-at = 1000\n";
    private const string Screen = "[components.screen]\ntype = \"test.screen\"\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_GuestEnds_SaysWhyAndPassesItsCode()
    {
        HostRun run = HostFixture.Run("run", _folder.Write("m.toml", $"{Stops}exit-code = 42\n"));

        Assert.Equal(42, run.ExitCode);
        Assert.Contains("m: The program has ended. 0.000 s of guest time, 0.0 million instructions", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("500", "0.0 million")]
    [InlineData("1s", "100.0 million")]
    [InlineData("2_500_000", "2.5 million")]
    public void Run_StopAfter_EndsThere(string limit, string instructions)
    {
        string path = _folder.Write("m.toml", Stops.Replace("stop-at = 1000", "stop-at = 0", StringComparison.Ordinal));

        HostRun run = HostFixture.Run("run", path, "--stop-after", limit);

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Contains($"{instructions} instructions", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_VerbLeftOut_IsRun()
    {
        string path = _folder.Write("m.toml", $"{Stops}exit-code = 7\n");

        Assert.Equal(7, HostFixture.Run(path).ExitCode);
        Assert.Equal(7, HostFixture.Run("--debug", path).ExitCode);
        Assert.Equal(7, HostFixture.Run("--set", "components.cpu.stop-at=5", path).ExitCode);
    }

    [Fact]
    public void NoArguments_OnATerminal_RunsTheDemo()
    {
        _folder.Write("xbox-demo.toml", $"{Stops}exit-code = 9\n");

        Assert.Equal(9, HostFixture.RunOn(isTerminal: true, _folder.Root).ExitCode);
        Assert.Equal(9, HostFixture.RunOn(isTerminal: true, _folder.Root, "run").ExitCode);
    }

    [Fact]
    public void NoArguments_WithoutTerminal_StopsAfterFiveGuestSecondsAndLeavesAPicture()
    {
        string picture = Path.GetFullPath("xemu-screenshot.png");
        File.Delete(picture);
        _folder.Write("xbox-demo.toml", $"{Stops.Replace("stop-at = 1000", "stop-at = 0", StringComparison.Ordinal)}{Screen}on = false\n[headless]\nset = [\"components.screen.on=true\"]\n");

        HostRun run = HostFixture.RunOn(isTerminal: false, _folder.Root);

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Equal(picture, run.Output.Trim());
        Assert.Contains("5.000 s of guest time", run.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(picture));
        File.Delete(picture);
    }

    [Fact]
    public void Run_Screenshot_IsThePicture()
    {
        string picture = _folder.File("shot.png");

        HostRun run = HostFixture.Run("run", _folder.Write("m.toml", Stops + Screen), "--screenshot", picture);

        (int width, int height, byte[] rgb) = PngReader.Read(File.ReadAllBytes(picture));
        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Equal((3, 2), (width, height));
        Assert.Equal([20, 10, 0, 60, 50, 40, 100, 90, 80], rgb[..9]);
        Assert.Single(Directory.GetFiles(_folder.Root, "*.png*"));
    }

    [Theory]
    [InlineData("", "There is no picture")]
    [InlineData("[components.screen]\ntype = \"test.screen\"\non = false\n", "There is no picture")]
    public void Run_ScreenshotOfNothing_Fails(string more, string message)
    {
        HostRun run = HostFixture.Run("run", _folder.Write("m.toml", Stops + more), "--screenshot", _folder.File("shot.png"));

        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_ScreenshotOverAFolder_Fails()
    {
        HostRun run = HostFixture.Run("run", _folder.Write("m.toml", Stops + Screen), "--screenshot", _folder.Root);

        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Contains("The picture cannot be written", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("refuse", ExitCodes.Wrong, "m.toml:7:13: Component 'bad' (test.fault): The image of bad is broken; get another.")]
    [InlineData("bug", ExitCodes.Wrong, "m.toml:7:13: Component 'bad' failed to start, which is a fault of its type test.fault (InvalidOperationException: a bug)")]
    [InlineData("bug-while-wiring", ExitCodes.Wrong, "m.toml:7:13: Component 'bad' failed to start")]
    [InlineData("bug-while-disposing", ExitCodes.Done, "error: host: A component could not be closed. (InvalidOperationException: Component 'bad' could not be disposed: a bug)")]
    public void Run_FaultyComponent_IsOneLine(string kind, int exitCode, string message)
    {
        HostRun run = HostFixture.Run("run", _folder.Write("m.toml", $"{Stops}[components.bad]\ntype = \"test.fault\"\nkind = \"{kind}\"\n"));

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("m.toml:10:8: Component 'bad' (test.fault): Image '")]
    [InlineData("--set components.bad.file=x/b.img: Component 'bad' (test.fault): Image '", "--set", "components.bad.file=x/b.img")]
    public void Run_FileThatAComponentRefuses_NamesWhereTheFileWasGiven(string message, params string[] overrides)
    {
        string manifest = _folder.Write("m.toml", $"{Stops}[components.bad]\ntype = \"test.fault\"\nkind = \"refuse-file\"\nfile = \"a.img\"\n");

        HostRun run = HostFixture.Run(["run", manifest, .. overrides]);

        Assert.Equal(ExitCodes.Wrong, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Verb_WhoseFileFails_DoesNotBlameTheOutput()
    {
        HostRun run = HostFixture.Run("lose");

        Assert.Equal((ExitCodes.Failed, "error: The disk is gone."), (run.ExitCode, run.Error.TrimEnd()));
    }

    [Fact]
    public void Verb_WhoseOutputFails_SaysSo()
    {
        using var error = new StringWriter();
        using var context = new HostContext { Output = new BrokenWriter(), Error = error, IsOutputTerminal = false, Globals = GlobalOptions.Scan([], environment: null) };

        int exitCode = HostProgram.Run(["plugins"], context);

        Assert.Equal((ExitCodes.Failed, "error: The output cannot be written: No space left on device; check where standard output leads."), (exitCode, error.ToString().TrimEnd()));
    }

    [Fact]
    public void Run_TwoDevicesOnOnePort_NamesTheComponent()
    {
        HostRun run = HostFixture.Run("run", _folder.Write("m.toml", $"{Stops}[components.a]\ntype = \"test.device\"\nport = 0x80\n[components.b]\ntype = \"test.device\"\nport = 0x82\n"));

        Assert.Equal(ExitCodes.Wrong, run.ExitCode);
        Assert.Contains("m.toml:10:13: Component 'b' (test.device): ", run.Error, StringComparison.Ordinal);
        Assert.Contains("'a'", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_BusRefusesAddress_NamesTheDevice()
    {
        HostRun run = HostFixture.Run("run", _folder.Write("m.toml", $"{Stops}[components.bus]\ntype = \"test.bus\"\n[components.d]\ntype = \"test.device\"\nbus = \"bus\"\naddress = \"0x77\"\n"));

        Assert.Contains("m.toml:9:13: Component 'd' (test.device): Address 0x77 is reserved on this bus", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_ImpossibleRam_IsOneLine()
    {
        HostRun run = HostFixture.Run("run", _folder.Write("m.toml", Stops), "--set", "machine.ram=64GiB", "--stop-after", "1");

        Assert.True(run.ExitCode is ExitCodes.Done or ExitCodes.Wrong, run.Error);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_PluginsOption_ChangesTheManifest()
    {
        HostRun run = HostFixture.Run("run", _folder.Write("m.toml", Stops), "--test-ram", "1MiB");

        Assert.Contains("m: 1MiB of RAM, 1 components, deterministic time", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_PluginsOptionWithBadValue_IsBlamed()
    {
        HostRun run = HostFixture.Run("run", _folder.Write("m.toml", Stops), "--test-ram", "much");

        Assert.Equal(ExitCodes.Wrong, run.ExitCode);
        Assert.Contains("error: --test-ram machine.ram=much: 'ram' is a size", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_FileThatAPluginOpens_Runs()
    {
        HostRun run = HostFixture.RunOn(isTerminal: true, _folder.Root, "run", _folder.Write("program.bin", "TEST program"));

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Contains("program: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_FileThatNobodyOpens_IsOneLine()
    {
        HostRun run = HostFixture.Run("run", _folder.Write("program.bin", "something"));

        Assert.Equal(ExitCodes.Wrong, run.ExitCode);
        Assert.Contains("program.bin: This is no manifest (.toml), and plugins open only: test program.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_ShippedManifestByName_IsFound()
    {
        _folder.Write("machines/small.toml", $"{Stops}exit-code = 5\n");
        string machines = _folder.File("machines");

        Assert.Equal(5, HostFixture.RunOn(isTerminal: true, machines, "run", "small").ExitCode);
        Assert.Equal(5, HostFixture.RunOn(isTerminal: true, machines, "run", "small.toml").ExitCode);
        Assert.Equal(5, HostFixture.RunOn(isTerminal: true, machines, "run", "machines/small.toml").ExitCode);
    }

    [Theory]
    [InlineData("cpu:slices")]
    [InlineData("test.cpu:SLICES")]
    public void Run_Trace_WritesLinesWithGuestTime(string selection)
    {
        string trace = _folder.File("trace.txt");
        string path = _folder.Write("m.toml", Stops);

        HostRun run = HostFixture.Run("run", path, "--trace", selection, "--trace-file", trace);

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.StartsWith("0.000000000 cpu:SLICES until ", File.ReadLines(trace).First(), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_UnknownTrace_ListsWhatThereIs()
    {
        HostRun run = HostFixture.Run("run", _folder.Write("m.toml", Stops), "--trace", "gpu:METHODS");

        Assert.Equal(ExitCodes.Wrong, run.ExitCode);
        Assert.Contains("--trace gpu:METHODS: no component has such a trace; there are: cpu:SLICES.", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Unrecognized command or argument 'vlidate'", "vlidate")]
    [InlineData("Did you mean 'validate'?", "vlidate")]
    [InlineData("There is no option '--headles'; did you mean '--headless'?", "run", "--headles")]
    [InlineData("--stop-after soon: write guest time", "run", "--stop-after", "soon")]
    [InlineData("Required argument missing", "run", "--set")]
    [InlineData("Required argument missing", "describe")]
    [InlineData("Argument 'loud' not recognized. Must be one of:", "run", "--log-level", "loud")]
    [InlineData("Unrecognized command or argument 'extra'", "plugins", "extra")]
    public void WrongArguments_AreALineAndCode2(string message, params string[] arguments)
    {
        HostRun run = HostFixture.Run(arguments);

        Assert.Equal(ExitCodes.Wrong, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.InRange(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, 1, 3);
        Assert.Empty(run.Output);
    }

    [Fact]
    public void Help_ListsVerbsOfPluginsAndExitCodes()
    {
        HostRun run = HostFixture.Run("--help");

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Contains("greet", run.Output, StringComparison.Ordinal);
        Assert.Contains("Exit codes: 0 done", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hello ", 0, "greet")]
    [InlineData("hello a|--loud|-x=1|b", 4, "greet", "a", "--loud", "-x=1", "b")]
    [InlineData("hello a|@file", 2, "greet", "a", "@file")]
    [InlineData("hello a|--help", 2, "helpful", "a", "--help")]
    [InlineData("hello -h", 1, "helpful", "-h")]
    public void Verb_OfAPlugin_GetsItsArgumentsAsTheyAre(string expected, int exitCode, params string[] arguments)
    {
        HostRun run = HostFixture.Run(arguments);

        Assert.Equal(expected, run.Output.TrimEnd('\n'));
        Assert.Equal(exitCode, run.ExitCode);
    }

    [Fact]
    public void Plugins_Json_ListsParts()
    {
        using JsonDocument json = JsonDocument.Parse(HostFixture.Run("plugins", "--json").Output);

        JsonElement plugin = json.RootElement.GetProperty("plugins").EnumerateArray().Single(item => item.GetProperty("name").GetString() == "test-plugin");
        Assert.Contains(plugin.GetProperty("types").EnumerateArray(), type => type.GetProperty("name").GetString() == "test.cpu");
        Assert.Contains(plugin.GetProperty("verbs").EnumerateArray(), verb => verb.GetProperty("name").GetString() == "greet");
        Assert.Equal("0.1", plugin.GetProperty("contract").GetString());
    }

    [Fact]
    public void Plugins_WithoutTerminal_IsPlainLines()
    {
        HostRun run = HostFixture.RunOn(isTerminal: false, machines: null, "plugins");

        Assert.Matches("(?m)^test\\.cpu +test-plugin +0\\.1\\.0 +A CPU that counts\\.$", run.Output);
        Assert.DoesNotContain('\u001b', run.Output);
    }

    [Fact]
    public void Describe_Type_ListsKeysAndContracts()
    {
        using JsonDocument json = JsonDocument.Parse(HostFixture.Run("describe", "test.everything", "--json").Output);
        HostRun text = HostFixture.RunOn(isTerminal: false, machines: null, "describe", "test.cpu");

        JsonElement mode = json.RootElement.GetProperty("options").EnumerateArray().Single(option => option.GetProperty("key").GetString() == "mode");
        Assert.Equal("pal-high", mode.GetProperty("default").GetString());
        JsonElement images = json.RootElement.GetProperty("options").EnumerateArray().Single(option => option.GetProperty("key").GetString() == "images");
        Assert.Equal(["file", "address", "reader"], images.GetProperty("options").EnumerateArray().Select(option => option.GetProperty("key").GetString()));
        Assert.Contains("Can be used as ICpu.", text.Output, StringComparison.Ordinal);
        Assert.Matches("(?m)^clock +frequency +733MHz +The clock\\.$", text.Output);
    }

    [Fact]
    public void Describe_UnknownType_SuggestsOne()
    {
        HostRun run = HostFixture.Run("describe", "test.cqu");

        Assert.Equal(ExitCodes.Wrong, run.ExitCode);
        Assert.Contains("did you mean 'test.cpu'?", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_Json_TellsPlaces()
    {
        using JsonDocument json = JsonDocument.Parse(HostFixture.Run("validate", "--json", _folder.Write("m.toml", $"{Stops}clok = 1\n")).Output);

        JsonElement error = json.RootElement.GetProperty("errors").EnumerateArray().Single();
        Assert.False(json.RootElement.GetProperty("valid").GetBoolean());
        Assert.Equal((7, 1), (error.GetProperty("line").GetInt32(), error.GetProperty("column").GetInt32()));
    }
}
