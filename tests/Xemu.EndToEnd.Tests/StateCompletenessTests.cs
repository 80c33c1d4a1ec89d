using Xemu.Abstractions;
using Xemu.Abstractions.State;
using Xemu.Testing;

namespace Xemu.EndToEnd.Tests;

/// <summary>Every mutable field of every component of the shipped machines is described, or marked derived with a reason.</summary>
public sealed class StateCompletenessTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xemu-end-to-end-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Console_EveryComponent_DescribesItsFields()
    {
        using var built = new BuiltMachine("xbox.toml", $"components.eeprom.file={_folder.FullName}/eeprom.bin");

        Assert.Empty(Undescribed(built));
    }

    [Fact]
    public void LinuxDevkit_EveryComponent_DescribesItsFields()
    {
        Platform.RequireLinux();
        using var built = new BuiltMachine(
            "xbox-linux.toml", $"components.eeprom.file={_folder.FullName}/eeprom.bin", "components.console.type=chardev.file", $"components.console.path={_folder.FullName}/console.txt");

        Assert.Empty(Undescribed(built));
    }

    [Fact]
    public void Console_EveryComponentWithoutState_HasNoMutableField()
    {
        using var built = new BuiltMachine("xbox.toml", $"components.eeprom.file={_folder.FullName}/eeprom.bin");

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
