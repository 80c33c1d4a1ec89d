using NJsonSchema;

namespace Xemu.Host.Tests;

public sealed class SchemaTests
{
    // Mistakes that a schema cannot see: they are about other components, other files, or the text itself.
    private static readonly string[] BeyondSchema =
    [
        "bus-", "circle", "components-empty", "components-missing", "deep-", "duplicate-", "extends-", "id-", "local-time", "no-cpu", "nul-in-text",
        "pin-unknown", "ram-fraction", "ram-odd", "ram-overflow", "ram-too-large", "reference-", "remove-", "required", "syntax-", "type-missing", "epoch-text",
        "frequency-range", "name-control", "integer-kinds", "many", "array-items",
    ];

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "manifests");

    private static readonly string Machines = Path.Combine(HostFixture.RepositoryRoot, "machines");

    private static readonly Task<JsonSchema> Schema = JsonSchema.FromJsonAsync(ManifestSchema.Create(HostFixture.Plugins).ToJsonString());

    public static TheoryData<string> Right => [.. Files("right")];

    public static TheoryData<string> Wrong => [.. Files("wrong").Where(file => !BeyondSchema.Any(file.StartsWith) || file is "reference-table.toml" or "bus-not-text.toml" or "many.toml" or "array-items.toml" or "integer-kinds.toml")];

    [Theory]
    [MemberData(nameof(Right))]
    public async Task Schema_RightManifest_HasNothingToSay(string file)
    {
        JsonSchema schema = await Schema;

        Assert.Empty(schema.Validate(TomlJson.Read(Path.Combine(Folder, "right", file))));
    }

    [Theory]
    [MemberData(nameof(Right))]
    public void Validate_RightManifest_IsRight(string file)
    {
        HostRun run = HostFixture.Run("validate", Path.Combine(Folder, "right", file));

        Assert.Equal(string.Empty, run.Error);
        Assert.Equal(ExitCodes.Done, run.ExitCode);
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Schema_WrongManifest_IsSeen(string file)
    {
        JsonSchema schema = await Schema;

        Assert.NotEmpty(schema.Validate(TomlJson.Read(Path.Combine(Folder, "wrong", file))));
    }

    [Fact]
    public async Task Schema_ManifestsThatShip_HaveNothingToSay()
    {
        JsonSchema schema = await JsonSchema.FromJsonAsync(ManifestSchema.Create(ShippedPlugins()).ToJsonString(), TestContext.Current.CancellationToken);
        string[] files = Directory.GetFiles(Machines, "*.toml");

        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.Empty(schema.Validate(TomlJson.Read(file))));
        Assert.All(files, file => Assert.Equal("#:schema ./manifest.schema.json", File.ReadLines(file).First()));
    }

    /// <summary>The schema that the manifests name. After a wanted change, run this test with XEMU_UPDATE_GOLDEN=1 and commit the file.</summary>
    [Fact]
    public void Schema_FileThatManifestsName_IsWhatThePluginsSay()
    {
        string golden = Path.Combine(Machines, "manifest.schema.json");
        string schema = $"{ManifestSchema.Create(ShippedPlugins()).ToJsonString(JsonOutput.Options)}\n";
        if (Environment.GetEnvironmentVariable("XEMU_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(golden, schema);
        }

        Assert.Equal(File.ReadAllText(golden), schema);
    }

    [Fact]
    public void Schema_Verb_WritesTheSame()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("manifest.schema.json");

        HostRun toFile = HostFixture.Run("schema", "--output", path);
        HostRun toOutput = HostFixture.Run("schema");

        Assert.Equal(ExitCodes.Done, toFile.ExitCode);
        Assert.Equal(toOutput.Output, File.ReadAllText(path));
        Assert.Contains("\"733MHz\"", toOutput.Output, StringComparison.Ordinal);
    }

    // The plugins that lie beside the built host.
    private static PluginSet ShippedPlugins()
    {
        var plugins = new PluginSet();
        string configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        plugins.LoadDirectory(Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Xemu.Host", configuration, "plugins")));
        Assert.Empty(plugins.Problems);
        return plugins;
    }

    private static IEnumerable<string> Files(string folder) =>
        Directory.GetFiles(Path.Combine(Folder, folder), "*.toml").Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal);
}
