using Xemu.Abstractions.Media;
using Xemu.Abstractions.Migration;
using Xemu.Abstractions.State;

namespace Xemu.Migration;

/// <summary>Lets go of a machine's writable media for another machine, and takes them back. Machine thread, standing still.</summary>
internal static class MediaRelease
{
    /// <summary>Refuses a machine with a medium that cannot be passed on.</summary>
    /// <exception cref="MigrationException">It has one.</exception>
    public static void Check(MachineParts machine)
    {
        string[] fixedMedia = [.. machine.State.Media.Where(static pair => pair.Value is not IMediumHandover).Select(static pair => $"'{pair.Key}'")];
        if (fixedMedia.Length > 0)
        {
            throw new MigrationException($"The machine cannot move with its medium {string.Join(", ", fixedMedia)}, which cannot be handed over; save to a file, or use a medium that can.");
        }
    }

    /// <summary>Lets go of all, or of none.</summary>
    /// <exception cref="IOException">One could not be written; all are held as before.</exception>
    public static List<KeyValuePair<string, MediumLayer>> Release(MachineParts machine)
    {
        var layers = new List<KeyValuePair<string, MediumLayer>>();
        try
        {
            foreach ((string id, IMediumIdentity medium) in machine.State.Media)
            {
                layers.Add(KeyValuePair.Create(id, ((IMediumHandover)medium).Release()));
            }
        }
        catch
        {
            TakeBack(machine);
            throw;
        }

        return layers;
    }

    /// <summary>Opens again what was let go of.</summary>
    /// <exception cref="StateException">Somebody else has a medium, or has changed it; the others are back.</exception>
    public static void TakeBack(MachineParts machine)
    {
        StateException? failure = null;
        foreach ((_, IMediumIdentity medium) in machine.State.Media)
        {
            try
            {
                ((IMediumHandover)medium).TakeBack();
            }
            catch (StateException e)
            {
                failure ??= e;
            }
        }

        if (failure is not null)
        {
            throw failure;
        }
    }
}
