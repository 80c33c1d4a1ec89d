using Xemu.Abstractions.Migration;

namespace Xemu.Migration;

/// <summary>Refuses requests that make no sense, before anything is opened or stopped.</summary>
internal static class RequestCheck
{
    public static void Check(SaveRequest request)
    {
        if (string.IsNullOrWhiteSpace(request.Uri))
        {
            throw new MigrationException("A save needs an address, such as file:snapshot.xsnap.");
        }

        if (request.PageChannels is < 0 or > 255)
        {
            throw new MigrationException($"{request.PageChannels} page channels are asked for; 0 to 255 are possible.");
        }

        if (!request.IsMappedRam && (request.IsDirect || request.Parent is not null))
        {
            string what = request.IsDirect ? "Direct I/O needs" : "A save of changes needs";
            throw new MigrationException($"{what} pages at fixed places; turn mapped-ram on and save to a file.");
        }

        if (request.IsDirect && request.PageChannels == 0)
        {
            throw new MigrationException("Direct I/O goes through page channels, and there are none; ask for at least one.");
        }

        if (request.DowntimeLimitMs < 0)
        {
            throw new MigrationException($"A downtime limit of {request.DowntimeLimitMs} ms cannot be kept; give 0 or more.");
        }
    }

    public static void Check(RestoreRequest request)
    {
        if (string.IsNullOrWhiteSpace(request.Uri))
        {
            throw new MigrationException("A restore needs an address, such as file:snapshot.xsnap.");
        }

        if (request.PageChannels is < 0 or > 255)
        {
            throw new MigrationException($"{request.PageChannels} page channels are asked for; 0 to 255 are possible.");
        }

        if (request.IsDirect && request.PageChannels == 0)
        {
            throw new MigrationException("Direct I/O goes through page channels, and there are none; ask for at least one.");
        }
    }

    /// <summary>Refuses what the opened target cannot do.</summary>
    public static void Check(SaveRequest request, TransportAbilities abilities)
    {
        if (request.IsMappedRam && !abilities.IsSeekable)
        {
            throw new MigrationException($"'{request.Uri}' takes bytes in order only, and mapped-ram writes at positions; save to a file, or without mapped-ram.");
        }

        if (!request.IsMappedRam && request.PageChannels > 0 && !abilities.IsDuplex)
        {
            throw new MigrationException($"'{request.Uri}' is no peer that reads along, which page channels without mapped-ram need; turn mapped-ram on, or ask for no channels (multifd off).");
        }

        if (abilities.IsDuplex && !request.RunsOn && request.Mode == SaveMode.Background)
        {
            throw new MigrationException("A machine that goes to another one cannot run on here as a background save does; migrate it live, or stopped.");
        }
    }
}
