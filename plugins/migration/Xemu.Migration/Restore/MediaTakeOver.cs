using Xemu.Abstractions.Media;
using Xemu.Abstractions.Migration;
using Xemu.Abstractions.State;

namespace Xemu.Migration;

/// <summary>Opens the media that another machine has let go of: from then on that one cannot run. Machine thread, standing still.</summary>
internal static class MediaTakeOver
{
    /// <summary>Takes all, or none.</summary>
    /// <exception cref="MigrationException">One cannot be had.</exception>
    public static void Run(MachineMatch match, string uri)
    {
        var taken = new List<IMediumHandover>();
        try
        {
            foreach ((IMediumIdentity medium, MediumLayer layer) in match.Media)
            {
                IMediumHandover handover = medium as IMediumHandover ?? throw new StateException("A medium cannot be handed over.");
                handover.TakeOver(layer);
                taken.Add(handover);
            }
        }
        catch (Exception e) when (e is StateException or IOException)
        {
            taken.ForEach(static medium => medium.Release());
            throw new MigrationException($"The machine that comes from '{uri}' cannot have its disks: {e.Message}", e);
        }
    }
}
