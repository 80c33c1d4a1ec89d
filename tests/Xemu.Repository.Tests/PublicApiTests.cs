using PublicApiGenerator;
using Xemu.Abstractions;

namespace Xemu.Repository.Tests;

public sealed class PublicApiTests
{
    private static readonly string Golden = Path.Combine(Repository.Root, "tests", "golden", "PublicApi.txt");

    /// <summary>Every change to the contract shows in review. After a wanted one, run this test with XEMU_UPDATE_GOLDEN=1 and commit the file.</summary>
    [Fact]
    public void Abstractions_PublicSurface_IsTheRecordedOne()
    {
        string surface = typeof(ContractVersion).Assembly.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false }) + "\n";
        if (Environment.GetEnvironmentVariable("XEMU_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(Golden, surface);
        }

        Assert.Equal(File.ReadAllText(Golden), surface);
    }

    [Fact]
    public void Abstractions_References_AreTheRuntimeAndLoggingAlone()
    {
        string[] references = [.. typeof(ContractVersion).Assembly.GetReferencedAssemblies()
            .Select(static a => a.Name!)
            .Where(static n => !n.StartsWith("System.", StringComparison.Ordinal) && n is not "System" and not "netstandard")];

        Assert.Equal(["Microsoft.Extensions.Logging.Abstractions"], references);
    }
}
