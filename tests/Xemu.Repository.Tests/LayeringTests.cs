using System.Xml.Linq;

namespace Xemu.Repository.Tests;

/// <summary>References point one way: host → abstractions ← plugins.</summary>
public sealed class LayeringTests
{
    private const string Contract = "abstractions/Xemu.Abstractions/Xemu.Abstractions.csproj";

    public static TheoryData<string> PluginProjects => [.. Repository.Projects("plugins").Select(Relative)];

    public static TheoryData<string> HostProjects => [.. Repository.Projects("host").Select(Relative)];

    [Theory]
    [MemberData(nameof(PluginProjects))]
    public void Plugin_References_OnlyLibrariesOfPlugins(string project)
    {
        Assert.All(CodeReferences(project), static reference => Assert.True(reference == Contract || IsPluginLibrary(reference), $"{reference} is no library of a plugin"));
    }

    [Theory]
    [MemberData(nameof(HostProjects))]
    public void Host_References_NoPluginAsCode(string project)
    {
        Assert.DoesNotContain(CodeReferences(project), static r => r.StartsWith("plugins/", StringComparison.Ordinal));
    }

    [Fact]
    public void Abstractions_Project_ReferencesNoProject()
    {
        Assert.Empty(CodeReferences(Contract));
    }

    /// <summary>Project references that bring code: a build-only one (ReferenceOutputAssembly="false") just orders the build.</summary>
    private static IEnumerable<string> CodeReferences(string project)
    {
        string path = Path.Combine(Repository.Root, project);
        return XDocument.Load(path).Descendants("ProjectReference")
            .Where(static r => (string?)r.Attribute("ReferenceOutputAssembly") != "false")
            .Select(r => Relative(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, (string)r.Attribute("Include")!))));
    }

    /// <summary>A library beneath a plugin's folder, which each plugin that uses it carries privately.</summary>
    private static bool IsPluginLibrary(string project) =>
        project.StartsWith("plugins/", StringComparison.Ordinal)
        && (string?)XDocument.Load(Path.Combine(Repository.Root, project)).Descendants("XemuPluginLibrary").FirstOrDefault() == "true";

    private static string Relative(string path) => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/');
}
