using Xemu.Abstractions.Media;
using Xemu.Abstractions.Migration;
using Xemu.Abstractions.State;
using Xemu.Migration.Format;

namespace Xemu.Migration;

/// <summary>A file's device state and media, matched with the machine that is to have them. Nothing of the machine is touched.</summary>
internal sealed class MachineMatch
{
    private MachineMatch(IReadOnlyList<LoadedDevice> devices, IReadOnlyList<KeyValuePair<IMediumIdentity, MediumLayer>> media)
    {
        Devices = devices;
        Media = media;
    }

    /// <summary>In the machine's order.</summary>
    public IReadOnlyList<LoadedDevice> Devices { get; }

    public IReadOnlyList<KeyValuePair<IMediumIdentity, MediumLayer>> Media { get; }

    /// <summary>Matches.</summary>
    /// <exception cref="MigrationException">Components, versions or media differ.</exception>
    public static MachineMatch Of(SnapshotLink link, MachineParts machine) => Of(link.Uri, link.File, link.Facts, machine);

    /// <inheritdoc cref="Of(SnapshotLink, MachineParts)"/>
    public static MachineMatch Of(string uri, SnapshotFile file, SnapshotFacts facts, MachineParts machine)
    {
        if (facts.IsDeterministic != machine.Clock.IsDeterministic)
        {
            string time = facts.IsDeterministic ? "deterministic" : "real";
            throw new MigrationException($"'{uri}' was saved in {time} time, in which this machine does not run; add --set machine.time={time}.");
        }

        var devices = new List<LoadedDevice>();
        string[] known = [.. machine.State.Stateful.Select(static pair => MachineParts.SectionOf(pair.Key))];
        CheckNames(uri, "component", file.Devices.Select(static device => device.Name), known);
        CheckNames(uri, "medium", facts.Media.Select(static medium => medium.Key), machine.State.Media.Select(static medium => medium.Key));
        foreach ((string id, IStateful stateful) in machine.State.Stateful)
        {
            SnapshotDevice? device = file.FindDevice(MachineParts.SectionOf(id));
            if (device?.State is not { } state)
            {
                throw new MigrationException($"'{uri}' has the state of '{id}' under another instance number or in a form that cannot be read; it is damaged.");
            }

            CheckType(uri, facts, machine, id);
            try
            {
                _ = StateLoader.CheckVersion(id, device.Version, stateful.StateVersion);
            }
            catch (StateException e)
            {
                throw new MigrationException($"'{uri}' does not fit this build: {e.Message}", e);
            }

            devices.Add(new LoadedDevice(id, stateful, state));
        }

        var media = machine.State.Media.ToDictionary(static pair => pair.Key, static pair => pair.Value, StringComparer.Ordinal);
        return new MachineMatch(devices, [.. facts.Media.Select(pair => KeyValuePair.Create(media[pair.Key], pair.Value))]);
    }

    /// <summary>A component may have become another type of the same state, such as another CPU engine.</summary>
    private static void CheckType(string uri, SnapshotFacts facts, MachineParts machine, string id)
    {
        string saved = facts.Components.FirstOrDefault(pair => pair.Key == id).Value ?? string.Empty;
        string present = machine.TypeOf(id);
        if (!machine.IsSameState(saved, present))
        {
            throw new MigrationException($"'{uri}' has component '{id}' as '{saved}', and this machine as '{present}'; restore it on the machine that was saved.");
        }
    }

    private static void CheckNames(string uri, string what, IEnumerable<string> saved, IEnumerable<string> present)
    {
        string[] savedNames = [.. saved];
        string[] presentNames = [.. present];
        string[] missing = [.. presentNames.Except(savedNames)];
        string[] unknown = [.. savedNames.Except(presentNames)];
        if (missing.Length + unknown.Length > 0 || savedNames.Length != presentNames.Length)
        {
            throw new MigrationException($"'{uri}' is of another machine: {what} missing from it: {Show(missing)}; unknown here: {Show(unknown)}. Start the machine that was saved.");
        }
    }

    private static string Show(string[] names) => names.Length == 0 ? "none" : string.Join(", ", names.Take(20));
}
