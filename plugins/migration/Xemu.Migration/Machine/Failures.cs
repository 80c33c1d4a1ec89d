using Xemu.Abstractions.Memory;
using Xemu.Abstractions.Migration;
using Xemu.Abstractions.State;
using Xemu.Migration.Format;

namespace Xemu.Migration;

/// <summary>Turns what was thrown into one sentence for the user.</summary>
internal static class Failures
{
    public static string Describe(Exception e, string what) => e switch
    {
        MigrationException or RamLostException => e.Message,
        IOException or UnauthorizedAccessException or StateException or SnapshotFormatException => $"{what}: {e.Message}",
        OperationCanceledException or ObjectDisposedException => $"{what}: it was given up.",
        OutOfMemoryException => $"{what}: the host has no memory left.",
        _ => $"{what} by a fault of the engine ({e.GetType().Name}: {e.Message}); please report it.",
    };
}
