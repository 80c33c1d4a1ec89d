using System.Runtime.CompilerServices;
using Xemu.Abstractions;

namespace Xemu.Host.Tests;

public sealed class PluginTests : IDisposable
{
    private const string Machine = "manifest = 1\n[components.cpu]\ntype = \"test.cpu\"\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_Plugin_GivesWhatTheFileSays()
    {
        PluginMetadata metadata = PluginMetadataReader.Read(HostFixture.PluginFile);

        Assert.Equal("test-plugin", metadata.Name);
        Assert.Equal("Xemu.Host.Tests.Plugin.TestPlugin", metadata.EntryType);
        Assert.Equal(HostFixture.PluginAssembly, metadata.AssemblyName);
        Assert.Equal("0.1.0", metadata.Version);
        Assert.Equal((ContractVersion.Major, ContractVersion.Minor), (metadata.ContractMajor, metadata.ContractMinor));
    }

    [Fact]
    public void Load_RightMadeAssembly_Works()
    {
        PluginSet plugins = Load(TestAssembly.Write(_folder.Root, "Made", (ContractVersion.Major, ContractVersion.Minor)));

        Assert.Equal("made", Assert.Single(plugins.Plugins).Metadata.Name);
    }

    [Theory]
    [InlineData(0, ContractVersion.Minor + 1, "update the host")]
    [InlineData(ContractVersion.Major + 1, 0, "update the host")]
    [InlineData(-1, 0, "get a newer build of the plugin")]
    public void Load_OtherContract_IsRefusedBeforeATypeIsMade(int major, int minor, string wayOut)
    {
        string message = Problem(TestAssembly.Write(_folder.Root, "Made", (major, minor)));

        Assert.Equal($"Plugin 'made' is built for contract {major}.{minor}, this host has {ContractVersion.Major}.{ContractVersion.Minor}; {wayOut}.", message);
        Assert.DoesNotContain(AppDomain.CurrentDomain.GetAssemblies(), assembly => assembly.Location.StartsWith(_folder.Root, StringComparison.Ordinal));
    }

    [Fact]
    public void Load_NoAttribute_IsRefused() =>
        Assert.Contains("has no [assembly: Plugin(…)] attribute", Problem(TestAssembly.Write(_folder.Root, "Made", contract: null)), StringComparison.Ordinal);

    [Fact]
    public void Load_EntryThatIsNoPlugin_IsRefused() =>
        Assert.Contains("does not implement IPlugin", Problem(TestAssembly.Write(_folder.Root, "Made", (0, 1), register: false)), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("MZ")]
    [InlineData("this is no assembly at all, but some text that is a little longer")]
    public void Load_Garbage_IsRefused(string content) =>
        Assert.Contains("is damaged or no .NET assembly", Problem(_folder.Write("Bad/Bad.dll", content)), StringComparison.Ordinal);

    [Fact]
    public void Load_CutShort_IsRefused()
    {
        string path = HostFixture.CopyPlugin(_folder.Root);
        byte[] whole = File.ReadAllBytes(path);
        for (int length = 0; length < whole.Length - 512; length += 509)
        {
            File.WriteAllBytes(path, whole[..length]);
            _ = Problem(path);
        }
    }

    [Fact]
    public void Inspect_RandomlyDamaged_NeverThrowsAnythingElse()
    {
        string path = HostFixture.CopyPlugin(_folder.Root);
        byte[] whole = File.ReadAllBytes(path);
        var random = new Random(20011115);
        for (int i = 0; i < 2000; i++)
        {
            byte[] damaged = [.. whole];
            for (int n = random.Next(1, 20); n > 0; n--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            File.WriteAllBytes(path, damaged);
            Exception? thrown = Record.Exception(() => PluginScanner.Inspect(path));
            Assert.True(thrown is null or PluginException, $"seed 20011115, round {i}: {thrown}");
        }
    }

    [Fact]
    public void Load_EmptyFolder_IsRefused()
    {
        Directory.CreateDirectory(_folder.File("Nothing"));
        var plugins = new PluginSet();

        plugins.LoadDirectory(_folder.Root);

        Assert.Contains("has no Nothing.dll", Assert.Single(plugins.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FolderWithContractCopy_IsRefused()
    {
        string path = HostFixture.CopyPlugin(_folder.Root);
        File.Copy(typeof(IPlugin).Assembly.Location, Path.Combine(Path.GetDirectoryName(path)!, "Xemu.Abstractions.dll"));

        Assert.Contains("holds a copy of Xemu.Abstractions.dll", Problem(path), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_SamePluginTwice_KeepsTheFirst()
    {
        var plugins = new PluginSet();
        plugins.Load(HostFixture.PluginFile);

        bool loaded = plugins.Load(HostFixture.CopyPlugin(_folder.Root));

        Assert.False(loaded);
        Assert.Contains($"because '{HostFixture.PluginFile}' was loaded first", Assert.Single(plugins.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Register_TakenName_NamesBothPlugins()
    {
        var plugins = new PluginSet();
        plugins.Register(Named("one"), new Registers(registry => registry.AddVerb(Verb("go"))));

        PluginException thrown = Assert.Throws<PluginException>(() => plugins.Register(Named("two"), new Registers(registry => registry.AddVerb(Verb("go")))));

        Assert.Equal("Plugin 'two' registers the verb 'go', which plugin 'one' has already; remove or rename one.", thrown.Message);
        Assert.Single(plugins.Plugins);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("validate")]
    public void Register_VerbOfTheHost_IsRefused(string verb)
    {
        PluginException thrown = Assert.Throws<PluginException>(() => new PluginSet().Register(Named("one"), new Registers(registry => registry.AddVerb(Verb(verb)))));

        Assert.Contains("which the host has already", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Register_Throws_IsOneLine()
    {
        PluginException thrown = Assert.Throws<PluginException>(() => new PluginSet().Register(Named("one"), new Registers(_ => throw new InvalidOperationException("no"))));

        Assert.Equal("Plugin 'one' failed to register its parts: no", thrown.Message);
    }

    [Fact]
    public void Validate_UnknownTypeWithBrokenPlugin_TellsThePluginsProblem()
    {
        TestAssembly.Write(_folder.Root, "Newer", (0, 9));
        string path = _folder.Write("m.toml", $"{Machine}[components.x]\ntype = \"newer.thing\"\n");

        HostRun run = HostFixture.Run("--plugins", _folder.Root, "validate", path);

        Assert.Contains("m.toml:5:8: No plugin has the component type 'newer.thing'", run.Error, StringComparison.Ordinal);
        Assert.Contains("Plugin 'newer' is built for contract 0.9", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_Pins_AreChecked()
    {
        string hash = PluginPin.HashOf(HostFixture.PluginFile);

        Assert.Equal(ExitCodes.Done, ValidatePinned("version 0.1.0").ExitCode);
        Assert.Equal(ExitCodes.Done, ValidatePinned($"sha256:{hash}").ExitCode);
        Assert.Equal(ExitCodes.Done, ValidatePinned($"sha256:{hash.ToUpperInvariant()}").ExitCode);
        Assert.Contains("m.toml:5:28: Plugin 'Xemu.Host.Tests.Plugin' at", ValidatePinned("version 0.2.0").Error, StringComparison.Ordinal);
        Assert.Contains("has version 0.1.0, but the manifest pins 0.2.0", ValidatePinned("version 0.2.0").Error, StringComparison.Ordinal);
        Assert.Contains($"has SHA-256 {hash}, which is not the pinned one", ValidatePinned($"sha256:{new string('0', 64)}").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_ListedDirectory_NeedsAPinByHashOrTheUsersWord()
    {
        string plugin = TestAssembly.Write(_folder.File("extra"), "Made", (0, 1));
        string hash = PluginPin.HashOf(plugin);
        string listed = $"{Machine}[plugins]\ndirectories = [\"extra\"]\n";

        HostRun unpinned = Validate(listed);
        HostRun byVersion = Validate($"{listed}[plugins.pin]\nMade = \"version 1.2.3\"\n");
        HostRun byHash = Validate($"{listed}[plugins.pin]\nMade = \"sha256:{hash}\"\n");
        HostRun byWrongHash = Validate($"{listed}[plugins.pin]\nMade = \"sha256:{new string('1', 64)}\"\n");
        HostRun allowed = Validate(listed, "--allow-plugins");

        Assert.Contains($"m.toml:5:16: Plugin 'Made' is not pinned by its SHA-256; if you trust it, add \"Made\" = \"sha256:{hash}\"", unpinned.Error, StringComparison.Ordinal);
        Assert.Contains("is not pinned by its SHA-256", byVersion.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Done, byHash.ExitCode);
        Assert.Contains("which is not the pinned one", byWrongHash.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Done, allowed.ExitCode);
    }

    [Fact]
    public void Validate_MissingDirectory_IsAMistake() =>
        Assert.Contains("m.toml:5:16: Plugin directory 'nowhere' does not exist at", Validate($"{Machine}[plugins]\ndirectories = [\"nowhere\"]\n").Error, StringComparison.Ordinal);

    [Fact]
    public void Load_Collectible_IsCollectedAfterDispose()
    {
        WeakReference context = LoadAndDispose(HostFixture.CopyPlugin(_folder.Root));

        for (int i = 0; context.IsAlive && i < 20; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(context.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference LoadAndDispose(string path)
    {
        (PluginAssemblyLoader loader, IPlugin plugin) = PluginAssemblyLoader.Load(PluginScanner.Inspect(path), isCollectible: true);
        using (loader)
        {
            plugin.Register(new PluginParts());
            return new WeakReference(System.Runtime.Loader.AssemblyLoadContext.GetLoadContext(plugin.GetType().Assembly));
        }
    }

    private HostRun ValidatePinned(string pin) => Validate($"{Machine}[plugins.pin]\n\"Xemu.Host.Tests.Plugin\" = \"{pin}\"\n");

    private HostRun Validate(string toml, params string[] more) => HostFixture.Run(["validate", _folder.Write("m.toml", toml), .. more]);

    private static PluginSet Load(string path)
    {
        var plugins = new PluginSet();
        plugins.Load(path);
        Assert.Empty(plugins.Problems);
        return plugins;
    }

    private static string Problem(string path)
    {
        var plugins = new PluginSet();
        Assert.False(plugins.Load(path));
        Assert.Empty(plugins.Plugins);
        return Assert.Single(plugins.Problems).Message;
    }

    private static PluginMetadata Named(string name) => new($"/{name}.dll", name, "1.0.0", name, "Entry", 0, 1);

    private static VerbDefinition Verb(string name) => new(name, "Does.", string.Empty, _ => 0);

    private sealed class Registers(Action<IPluginRegistry> action) : IPlugin
    {
        public void Register(IPluginRegistry registry) => action(registry);
    }
}
