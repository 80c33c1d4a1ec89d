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
        var plugins = new PluginSet();
        plugins.LoadDirectory(Path.Combine(AppContext.BaseDirectory, "..", "..", "Xemu.Host", Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), "plugins"));
        JsonSchema schema = await JsonSchema.FromJsonAsync(ManifestSchema.Create(plugins).ToJsonString(), TestContext.Current.CancellationToken);
        string machines = Path.Combine(HostFixture.RepositoryRoot, "machines");

        Assert.All(
            Directory.Exists(machines) ? Directory.GetFiles(machines, "*.toml") : [],
            file => Assert.Empty(schema.Validate(TomlJson.Read(file))));
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

    private static IEnumerable<string> Files(string folder) =>
        Directory.GetFiles(Path.Combine(Folder, folder), "*.toml").Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal);
}
