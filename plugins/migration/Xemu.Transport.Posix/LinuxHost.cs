using Xemu.Abstractions.Migration;

namespace Xemu.Transport.Posix;

/// <summary>The host that these transports are for.</summary>
internal static class LinuxHost
{
    /// <summary>Refuses other hosts.</summary>
    public static void Require(string uri)
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess)
        {
            throw new MigrationException($"'{uri}' needs a 64-bit Linux host; this transport knows no other.");
        }
    }
}
