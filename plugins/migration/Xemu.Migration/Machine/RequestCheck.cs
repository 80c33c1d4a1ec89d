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

        if (!request.IsMappedRam)
        {
            throw new MigrationException("This build saves with mapped-ram only; turn mapped-ram on and give a seekable target, such as a file.");
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
    }
}
