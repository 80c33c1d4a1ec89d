using Xemu.Abstractions;

namespace Xemu.Host.Tests;

public sealed class ManifestBindingTests : IDisposable
{
    private const string Cpu = "[components.cpu]\ntype = \"test.cpu\"\n";
    private const string Everything = "[components.all]\ntype = \"test.everything\"\nname = \"x\"\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Bind_EveryKindOfOption_GivesItsValue()
    {
        BoundMachine machine = Bind(Cpu + """
            [components.all]
            type = "test.everything"
            name = "box"
            mac-address = "00:50:f2:00:00:01"
            write-through = true
            small = 0xFF
            signed = -10
            wide = 0xFFFF_FFFF_FFFF_FFFF
            ratio = 1
            mode = "ntsc"
            size = "1.5MiB"
            clock = "733.333 MHz"
            delay = "20min"
            file = "a/../b.bin"
            numbers = [1, -2]
            words = ["a", "b"]
            images = [{ file = "/c.bin", address = 0xF0000 }]
            """);
        object options = Options(machine, "all");

        Assert.Equal("box", Get(options, "Name"));
        Assert.Equal(true, Get(options, "WriteThrough"));
        Assert.Equal((byte)255, Get(options, "Small"));
        Assert.Equal(-10, Get(options, "Signed"));
        Assert.Equal(ulong.MaxValue, Get(options, "Wide"));
        Assert.Equal(1.0, Get(options, "Ratio"));
        Assert.Equal("Ntsc", Get(options, "Mode")!.ToString());
        Assert.Equal(new ByteSize(3 << 19), Get(options, "Size"));
        Assert.Equal(new Frequency(733_333_000), Get(options, "Clock"));
        Assert.Equal(Duration.FromSeconds(1200), Get(options, "Delay"));
        Assert.Equal(new FilePath(_folder.File("b.bin")), Get(options, "File"));
        Assert.Equal([1, -2], (int[])Get(options, "Numbers")!);
        Assert.Equal(["a", "b"], (string[])Get(options, "Words")!);
        object image = ((Array)Get(options, "Images")!).GetValue(0)!;
        Assert.Equal(new FilePath("/c.bin"), Get(image, "File"));
        Assert.Equal(0xF0000UL, Get(image, "Address"));
    }

    [Fact]
    public void Bind_MissingOptions_KeepDefaults()
    {
        object options = Options(Bind(Cpu + Everything), "all");

        Assert.Equal((byte)7, Get(options, "Small"));
        Assert.Null(Get(options, "MacAddress"));
        Assert.Null(Get(options, "File"));
        Assert.Equal("PalHigh", Get(options, "Mode")!.ToString());
    }

    [Theory]
    [InlineData("components.all.small=9", "Small", "9")]
    [InlineData("components.all.name=5", "Name", "5")]
    [InlineData("components.all.name=a=b c", "Name", "a=b c")]
    [InlineData("components.all.name=\"quoted\"", "Name", "quoted")]
    [InlineData("components.all.name=true", "Name", "true")]
    [InlineData("components.all.size=2MiB", "Size", "2MiB")]
    [InlineData("components.all.mode=ntsc", "Mode", "Ntsc")]
    [InlineData("components.all.signed = -3", "Signed", "-3")]
    [InlineData("components.all.name=x\n[y]", "Name", "x\n[y]")]
    public void Bind_Override_IsTomlOrText(string text, string property, string expected)
    {
        object options = Options(Bind(Cpu + Everything, text), "all");

        Assert.Equal(expected, Get(options, property)!.ToString());
    }

    [Fact]
    public void Bind_OverriddenPath_StartsAtCurrentFolder()
    {
        object options = Options(Bind(Cpu + Everything, "components.all.file=image.bin"), "all");

        Assert.Equal(new FilePath(Path.Combine(Environment.CurrentDirectory, "image.bin")), Get(options, "File"));
    }

    [Theory]
    [InlineData("~/image.bin", "/image.bin")]
    [InlineData("data:/image.bin", "/xemu-platform/image.bin")]
    public void Bind_SpecialPath_StartsThere(string path, string expectedEnd)
    {
        object options = Options(Bind($"{Cpu}{Everything}file = \"{path}\"\n"), "all");

        string full = Get(options, "File")!.ToString()!;
        Assert.EndsWith(expectedEnd, full, StringComparison.Ordinal);
        Assert.True(Path.IsPathFullyQualified(full));
    }

    [Fact]
    public void Bind_Overlay_MergesTablesAndReplacesArrays()
    {
        _folder.Write("base.toml", $"manifest = 1\n[machine]\nram = \"32MiB\"\nname = \"base\"\n{Cpu}clock = \"500MHz\"\n{Everything}numbers = [1, 2]\nfile = \"beside.bin\"\n");
        string top = _folder.Write("sub/top.toml", "manifest = 1\nextends = \"../base.toml\"\n[machine]\nname = \"top\"\n[components.all]\nnumbers = [3]\n");

        BoundMachine machine = BindFile(top);

        object options = Options(machine, "all");
        Assert.Equal("top", machine.Options.Name);
        Assert.Equal(32UL << 20, machine.Options.RamBytes);
        Assert.Equal(new Frequency(500_000_000), Get(Options(machine, "cpu"), "Clock"));
        Assert.Equal([3], (int[])Get(options, "Numbers")!);
        Assert.Equal(new FilePath(_folder.File("beside.bin")), Get(options, "File"));
    }

    [Fact]
    public void Bind_Extends_LooksBesideTheManifestThenInMachines()
    {
        string machines = Directory.CreateDirectory(_folder.File("machines")).FullName;
        _folder.Write("machines/shipped.toml", $"manifest = 1\n{Cpu}");
        string top = _folder.Write("top.toml", "manifest = 1\nextends = \"shipped.toml\"\n");

        var diagnostics = new Diagnostics();
        ManifestDocument? document = new ManifestLoader(machines, diagnostics).Load(top, [], applyHeadless: false);

        Assert.NotNull(document);
    }

    [Fact]
    public void Bind_Remove_DropsInheritedComponentAndMayReplaceIt()
    {
        _folder.Write("base.toml", $"manifest = 1\n{Cpu}{Everything}small = 1\n[components.screen]\ntype = \"test.screen\"\n");
        string top = _folder.Write("top.toml", "manifest = 1\nextends = \"base.toml\"\nremove = [\"screen\", \"all\"]\n[components.all]\ntype = \"test.everything\"\nname = \"fresh\"\n");

        BoundMachine machine = BindFile(top);

        Assert.Equal(["cpu", "all"], machine.Components.Select(component => component.Id));
        Assert.Equal((byte)7, Get(Options(machine, "all"), "Small"));
    }

    [Fact]
    public void Bind_TypeReplacedByOverlay_DropsInheritedKeysThatTheNewTypeLacks()
    {
        _folder.Write("base.toml", $"manifest = 1\n{Cpu}[components.bus]\ntype = \"test.bus\"\n[components.d]\ntype = \"test.device\"\nbus = \"bus\"\naddress = \"0x10\"\nport = 5\n");
        string top = _folder.Write("top.toml", "manifest = 1\nextends = \"base.toml\"\n[components.d]\ntype = \"test.screen\"\n");

        BoundComponent component = BindFile(top).Components.Single(candidate => candidate.Id == "d");

        Assert.Equal("test.screen", component.Type.Name);
        Assert.Null(component.Bus);
    }

    [Fact]
    public void Bind_TypeReplacedWithUnknownKeyBeside_IsAMistake()
    {
        _folder.Write("base.toml", $"manifest = 1\n{Cpu}stop-at = 5\n");
        string top = _folder.Write("top.toml", "manifest = 1\nextends = \"base.toml\"\n[components.cpu]\ntype = \"test.screen\"\nclock = \"1MHz\"\n");

        HostRun run = HostFixture.Run("validate", top);

        Assert.Contains("top.toml:5:1: 'test.screen' has no key 'clock'", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("stop-at", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Bind_TypeRepeatedByOverlay_StillRefusesUnknownInheritedKeys()
    {
        _folder.Write("base.toml", $"manifest = 1\n{Cpu}speed = 5\n");
        string top = _folder.Write("top.toml", "manifest = 1\nextends = \"base.toml\"\n[components.cpu]\ntype = \"test.cpu\"\n");

        Assert.Contains("base.toml:4:1: 'test.cpu' has no key 'speed'", HostFixture.Run("validate", top).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Bind_TypeByOverride_KeepsKeysThatTheNewTypeHas()
    {
        BoundMachine machine = Bind($"{Cpu}{Everything}[components.d]\ntype = \"test.everything\"\nname = \"n\"\non = true\n".Replace("on = true\n", "small = 3\n", StringComparison.Ordinal), "components.d.type=test.screen");

        Assert.Equal("test.screen", machine.Components.Single(component => component.Id == "d").Type.Name);
    }

    [Fact]
    public void Bind_References_ComeFirst()
    {
        BoundMachine machine = Bind(
            $"[components.a]\ntype = \"test.link\"\nnext = \"b\"\n[components.b]\ntype = \"test.link\"\nnext = \"c\"\n[components.c]\ntype = \"test.link\"\n{Cpu}");

        Assert.Equal(["c", "b", "a", "cpu"], machine.Components.Select(component => component.Id));
    }

    [Fact]
    public void Bind_TypeWithItsOwnAddress_NeedsNoBus()
    {
        BoundMachine machine = Bind($"{Cpu}[components.rom]\ntype = \"test.rom\"\naddress = 0xF0000\n");

        Assert.Equal(0xF0000UL, Get(Options(machine, "rom"), "Address"));
    }

    [Fact]
    public void Bind_BusAddress_MayBeANumberOnTheCommandLine()
    {
        BoundMachine machine = Bind(
            $"{Cpu}[components.bus]\ntype = \"test.bus\"\n[components.d]\ntype = \"test.device\"\nbus = \"bus\"\n", "components.d.address=0x10");

        Assert.Equal("0x10", machine.Components.Single(component => component.Id == "d").Bus!.Address.ToString());
    }

    [Fact]
    public void Bind_Headless_AppliesItsOverrides()
    {
        string path = _folder.Write("m.toml", $"manifest = 1\n{Cpu}[components.screen]\ntype = \"test.everything\"\nname = \"window\"\n[headless]\nset = [\"components.screen.type=test.screen\", \"components.screen.on=false\"]\n");

        Assert.Equal("test.everything", BindFile(path).Components[1].Type.Name);
        Assert.Equal("test.screen", BindFile(path, headless: true).Components[1].Type.Name);
    }

    [Theory]
    [InlineData("", false, 1_000_000)]
    [InlineData("time = \"deterministic\"\n", true, 1_005_782_400)]
    [InlineData("epoch = 5\n", false, 5)]
    [InlineData("epoch = 1970-01-01T00:01:00Z\n", false, 60)]
    [InlineData("epoch = \"1970-01-01T01:01:00+01:00\"\n", false, 60)]
    public void Bind_Machine_HasACalendar(string lines, bool isDeterministic, long epoch)
    {
        BoundMachine machine = Bind($"[machine]\n{lines}{Cpu}");

        Assert.Equal(isDeterministic, machine.Options.IsDeterministic);
        Assert.Equal(epoch, machine.Options.EpochSeconds);
        Assert.Equal("m", machine.Options.Name);
    }

    [Theory]
    [InlineData("nonsense", "An override is KEY=VALUE")]
    [InlineData("=5", "An override is KEY=VALUE")]
    [InlineData("a b=5", "'a b' is no key")]
    [InlineData("components.all.smal=5", "'test.everything' has no key 'smal'; did you mean 'small'?")]
    [InlineData("machine=5", "'machine' is a table")]
    public void Validate_WrongOverride_NamesIt(string text, string message)
    {
        string path = _folder.Write("m.toml", $"manifest = 1\n{Cpu}{Everything}");

        HostRun run = HostFixture.Run("validate", path, "--set", text);

        Assert.Equal(ExitCodes.Wrong, run.ExitCode);
        Assert.Contains($"error: --set {text}: ", run.Error, StringComparison.Ordinal);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    private static object? Get(object options, string property) => options.GetType().GetProperty(property)!.GetValue(options);

    private static object Options(BoundMachine machine, string id) => machine.Components.Single(component => component.Id == id).Options;

    private BoundMachine Bind(string toml, params string[] overrides) => BindFile(_folder.Write("m.toml", $"manifest = 1\n{toml}"), headless: false, overrides);

    private static BoundMachine BindFile(string path, bool headless = false, params string[] overrides)
    {
        var diagnostics = new Diagnostics();
        ManifestDocument? document = new ManifestLoader("/nonexistent", diagnostics)
            .Load(path, overrides.Select(text => new SourcedOverride("--set", text)), headless);
        BoundMachine? machine = document is null ? null : new ManifestBinder(HostFixture.Plugins, diagnostics).Bind(document, DateTimeOffset.FromUnixTimeSeconds(1_000_000));
        Assert.True(machine is not null, string.Join('\n', diagnostics.Errors));
        return machine;
    }
}
