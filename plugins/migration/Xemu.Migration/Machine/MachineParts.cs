using Xemu.Abstractions.State;
using Xemu.Abstractions.Time;
using Xemu.Migration.Format;

namespace Xemu.Migration;

/// <summary>The machine as the engine sees it.</summary>
/// <param name="state">Everything that has state.</param>
/// <param name="clock">Its clock.</param>
/// <param name="typeOf">Gives the component type of an id.</param>
/// <param name="referenceOf">Gives the type that a component type does the same as, or null.</param>
internal sealed class MachineParts(IMachineState state, IClock clock, Func<string, string> typeOf, Func<string, string?> referenceOf)
{
    /// <summary>Where main RAM and its fellows are; made on first use, when the machine is wired.</summary>
    public IReadOnlyList<RamRegion> Regions => field ??= [.. State.Blocks.Select(static (block, i) => new RamRegion(block, i))];

    public IMachineState State { get; } = state;

    public IClock Clock { get; } = clock;

    /// <summary>The manifest that the machine can be made from again: its own, or that of the snapshot which stands for one.</summary>
    public string Manifest => State.Manifest.EndsWith(".toml", StringComparison.OrdinalIgnoreCase) ? State.Manifest : RestoredManifest ?? State.Manifest;

    /// <summary>The manifest of the snapshot from which the machine went on.</summary>
    public string? RestoredManifest { get; set; }

    /// <summary>The name of a component's section: the file takes letters, digits and -_./:[]+ only.</summary>
    public static string SectionOf(string id) => id.Replace('$', ':');

    public string TypeOf(string id) => id.StartsWith('$') ? $"machine.{id[1..]}" : typeOf(id);

    /// <summary>Whether two component types share their saved state, as the engines of one CPU do.</summary>
    public bool IsSameState(string type, string other) => (referenceOf(type) ?? type) == (referenceOf(other) ?? other);

    /// <summary>Describes every device. Machine thread, standing still.</summary>
    public List<KeyValuePair<string, VmStateSection>> SaveDevices()
    {
        var sections = new List<KeyValuePair<string, VmStateSection>>(State.Stateful.Count);
        foreach ((string id, IStateful stateful) in State.Stateful)
        {
            try
            {
                sections.Add(new(SectionOf(id), StateSaver.Save(TypeOf(id), stateful)));
            }
            catch (Exception e) when (e is StateException or SnapshotFormatException)
            {
                throw new StateException($"Component '{id}' cannot be saved: {e.Message}");
            }
        }

        return sections;
    }
}
