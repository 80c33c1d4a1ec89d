using Xemu.Abstractions.Migration;

namespace Xemu.Transport.Posix;

/// <summary>The host that these transports are for.</summary>
internal static class LinuxHost
{
    /// <summary>Refuses other hosts, and prepares this one.</summary>
    public static void Require(string uri)
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess)
        {
            throw new MigrationException($"'{uri}' needs a 64-bit Linux host; this transport knows no other.");
        }

        // A file that may not grow (ulimit -f) ends the process by a signal unless that is ignored; then the write fails as any other.
        _ = Libc.signal(Libc.FileSizeSignal, Libc.Ignore);
    }
}
