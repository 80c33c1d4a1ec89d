namespace Xemu.Host.Tests;

/// <summary>Each file of <c>manifests/wrong</c> is a mistake; its lines <c>#! place: message</c> are what the user reads, word by word.</summary>
public sealed class ManifestErrorTests
{
    private const string Marker = "#! ";

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "manifests");

    public static TheoryData<string> Files => [.. Directory.GetFiles(Path.Combine(Folder, "wrong"), "*.toml").Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Validate_WrongManifest_TellsPlaceAndWayOut(string file)
    {
        string path = Path.Combine(Folder, "wrong", file);
        string[] expected = [.. File.ReadLines(path).Where(line => line.StartsWith(Marker, StringComparison.Ordinal)).Select(line => $"error: {line[Marker.Length..]}")];

        HostRun run = HostFixture.Run("validate", path);

        // Paths are shown relative to the current folder, which is the tests' own.
        string shown = run.Error.Replace(Folder, "manifests", StringComparison.Ordinal)
            .Replace("manifests/wrong/", string.Empty, StringComparison.Ordinal).Replace("manifests/", "@/", StringComparison.Ordinal);
        Assert.Equal(expected, shown.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(ExitCodes.Wrong, run.ExitCode);
        Assert.Empty(run.Output);
    }
}
