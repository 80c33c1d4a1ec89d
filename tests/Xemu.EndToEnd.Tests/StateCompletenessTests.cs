using Xemu.Abstractions;
using Xemu.Abstractions.State;
using Xemu.Testing;

namespace Xemu.EndToEnd.Tests;

/// <summary>Every mutable field of every component of the shipped machines is described, or marked derived with a reason.</summary>
public sealed class StateCompletenessTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xemu-end-to-end-");

    /// <summary>What the console keeps, in a folder of the test.</summary>
    private string[] Files => [$"components.eeprom.file={_folder.FullName}/eeprom.bin", "components.hdd-image.type=block.memory", "components.hdd-image.size=8GiB"];

    /// <summary>Manifests of consoles, and where the build has put what they name.</summary>
    public static TheoryData<string, string[]> Consoles => new()
    {
        { "xbox.toml", [] },
        { "xbox-demo.toml", [$"components.disc.file={Platform.Folder}/machines/demo"] },
    };

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Consoles))]
    public void Console_EveryComponent_DescribesItsFields(string manifest, string[] overrides)
    {
        using var built = new BuiltMachine(manifest, [.. Files, .. overrides]);

        Assert.Equal([], Undescribed(built).ToArray());
    }

    [Fact]
    public void LinuxDevkit_EveryComponent_DescribesItsFields()
    {
        Platform.RequireLinux();
        using var built = new BuiltMachine(
            "xbox-linux.toml", $"components.eeprom.file={_folder.FullName}/eeprom.bin", "components.console.type=chardev.file", $"components.console.path={_folder.FullName}/console.txt");

        Assert.Equal([], Undescribed(built).ToArray());
    }

    [Theory]
    [MemberData(nameof(Consoles))]
    public void Console_EveryComponentWithoutState_HasNoMutableField(string manifest, string[] overrides)
    {
        using var built = new BuiltMachine(manifest, [.. Files, .. overrides]);

        Assert.Empty(built.Machine.Components.Where(static c => c.Value is not IStateful).SelectMany(c => StateCompleteness.FindMutable(c.Value).Select(path => $"{c.Key}: {path}")));
    }

    private static IEnumerable<string> Undescribed(BuiltMachine built)
    {
        foreach ((string id, IComponent component) in built.Machine.Components)
        {
            if (component is IStateful stateful)
            {
                foreach (string path in StateCompleteness.FindUndescribed(stateful))
                {
                    yield return $"{id}: {path}";
                }
            }
        }
    }
}
