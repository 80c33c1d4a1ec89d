using Xemu.Abstractions.Media;
using Xemu.Abstractions.Migration;
using Xemu.Abstractions.State;
using Xemu.Migration.Format;

namespace Xemu.Migration;

/// <summary>Gives devices and media the state of a file; when that fails they are as before. Machine thread, standing still.</summary>
/// <param name="machine">The machine.</param>
/// <param name="match">What it is to have.</param>
/// <param name="uri">Where from, for messages.</param>
/// <param name="takesOver">Another machine hands its media over: they are left alone here, see <see cref="MediaTakeOver"/>.</param>
internal sealed class DeviceLoad(MachineParts machine, MachineMatch match, string uri, bool takesOver = false)
{
    /// <summary>Assigns every field and puts media back; RAM and <see cref="Finish"/> follow.</summary>
    /// <exception cref="MigrationException">The state does not fit; the machine is as it was.</exception>
    public void Begin()
    {
        List<KeyValuePair<string, VmStateSection>> before = machine.SaveDevices();
        try
        {
            foreach (LoadedDevice device in match.Devices)
            {
                StateLoader.Load(device.Id, device.Stateful, device.State);
            }

            if (!takesOver)
            {
                RestoreMedia();
            }
        }
        catch (Exception e) when (e is StateException or SnapshotFormatException or IOException or UnauthorizedAccessException)
        {
            TakeBack(before);
            throw new MigrationException($"'{uri}' cannot be restored: {e.Message} The machine is as it was.", e);
        }
    }

    /// <summary>Everything has its state: lets components rebuild what follows from it.</summary>
    /// <exception cref="StateException">A value cannot be; the machine is lost.</exception>
    public void Finish()
    {
        foreach (LoadedDevice device in match.Devices)
        {
            device.Stateful.AfterRestore();
        }
    }

    /// <summary>With several media, those that went back already must be able to return when a later one refuses.</summary>
    private void RestoreMedia()
    {
        List<KeyValuePair<IMediumIdentity, MediumLayer>> sealedLayers = match.Media.Count > 1
            ? [.. match.Media.Select(static pair => KeyValuePair.Create(pair.Key, pair.Key.Seal()))]
            : [];
        int done = 0;
        try
        {
            foreach ((IMediumIdentity medium, MediumLayer layer) in match.Media)
            {
                medium.RestoreTo(layer);
                done++;
            }
        }
        catch
        {
            foreach ((IMediumIdentity medium, MediumLayer layer) in sealedLayers.Take(done))
            {
                medium.RestoreTo(layer);
            }

            throw;
        }
    }

    private void TakeBack(IReadOnlyList<KeyValuePair<string, VmStateSection>> before)
    {
        IReadOnlyDictionary<string, VmStateNode> states = SectionParser.Parse(before);
        foreach (LoadedDevice device in match.Devices)
        {
            StateLoader.Load(device.Id, device.Stateful, states[MachineParts.SectionOf(device.Id)]);
        }

        Finish();
    }
}
