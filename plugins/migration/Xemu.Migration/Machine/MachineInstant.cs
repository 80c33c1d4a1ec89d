using Xemu.Abstractions.Media;
using Xemu.Migration.Format;

namespace Xemu.Migration;

/// <summary>A machine at one instant, without its RAM.</summary>
/// <param name="Sections">Device state by component.</param>
/// <param name="Seals">Writable media that were sealed at the instant; each gives its layer once that is on stable storage.</param>
/// <param name="GuestNs">Guest time.</param>
internal sealed record MachineInstant(
    IReadOnlyList<KeyValuePair<string, VmStateSection>> Sections, IReadOnlyList<KeyValuePair<string, Func<MediumLayer>>> Seals, ulong GuestNs)
{
    /// <summary>Takes it. Machine thread, standing still.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="releasesMedia">Media are let go of for another machine, instead of being sealed.</param>
    public static MachineInstant Take(MachineParts machine, bool releasesMedia = false)
    {
        List<KeyValuePair<string, VmStateSection>> sections = machine.SaveDevices();

        // Last, for it cannot be taken back: whatever may fail has not failed.
        List<KeyValuePair<string, Func<MediumLayer>>> seals = releasesMedia
            ? [.. MediaRelease.Release(machine).Select(static medium => KeyValuePair.Create<string, Func<MediumLayer>>(medium.Key, () => medium.Value))]
            : [.. machine.State.Media.Select(static medium => KeyValuePair.Create(medium.Key, medium.Value.BeginSeal()))];
        return new MachineInstant(sections, seals, machine.Clock.NowNs);
    }

    /// <summary>Does what takes long in sealing media, so that <see cref="Take"/> is short. Any thread, while the guest runs.</summary>
    /// <param name="machine">The machine.</param>
    /// <exception cref="IOException">The host could not write.</exception>
    public static void Prepare(MachineParts machine)
    {
        foreach ((_, IMediumIdentity medium) in machine.State.Media)
        {
            medium.PrepareSeal();
        }
    }

    /// <summary>Waits until the sealed layers are on stable storage: a file that names them must not come to be before. Any thread.</summary>
    /// <exception cref="IOException">The host could not write.</exception>
    public IReadOnlyList<KeyValuePair<string, MediumLayer>> CompleteSeals() => [.. Seals.Select(static seal => KeyValuePair.Create(seal.Key, seal.Value()))];
}
