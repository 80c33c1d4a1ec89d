using Xemu.Abstractions.Media;
using Xemu.Abstractions.State;
using Xemu.Migration.Format;

namespace Xemu.Migration;

/// <summary>A machine at one instant, without its RAM.</summary>
/// <param name="Sections">Device state by component.</param>
/// <param name="Media">The layers of writable media that were sealed at the instant.</param>
/// <param name="GuestNs">Guest time.</param>
internal sealed record MachineInstant(
    IReadOnlyList<KeyValuePair<string, VmStateSection>> Sections, IReadOnlyList<KeyValuePair<string, MediumLayer>> Media, ulong GuestNs)
{
    /// <summary>Takes it. Machine thread, standing still.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="releasesMedia">Media are let go of for another machine, instead of being sealed.</param>
    public static MachineInstant Take(MachineParts machine, bool releasesMedia = false)
    {
        List<KeyValuePair<string, VmStateSection>> sections = machine.SaveDevices();

        // Last, for it cannot be taken back: whatever may fail has not failed.
        List<KeyValuePair<string, MediumLayer>> media = releasesMedia ? MediaRelease.Release(machine) : [.. machine.State.Media.Select(static medium => KeyValuePair.Create(medium.Key, medium.Value.Seal()))];
        return new MachineInstant(sections, media, machine.Clock.NowNs);
    }
}
