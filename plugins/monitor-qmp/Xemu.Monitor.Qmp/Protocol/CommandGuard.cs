using System.Text.Json.Nodes;
using Xemu.Abstractions;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.Migration;
using Xemu.Abstractions.State;

namespace Xemu.Monitor.Qmp;

/// <summary>Makes an error reply of whatever a command throws: a client's mistake never reaches the machine or ends a thread.</summary>
internal static class CommandGuard
{
    /// <summary>Runs a command.</summary>
    /// <param name="command">What to do.</param>
    /// <param name="cancellation">Tells a command that was given up from one that failed.</param>
    public static JsonNode? Run(Func<JsonNode?> command, CancellationToken cancellation)
    {
        try
        {
            return command();
        }
        catch (QmpException)
        {
            throw;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw new QmpException("The machine has ended, or the connection, before the command was done.");
        }
        catch (Exception e) when (e is MigrationException or ComponentException or StateException or RamLostException or IOException
            or UnauthorizedAccessException or ArgumentException or NotSupportedException or InvalidOperationException)
        {
            throw new QmpException(e.Message);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new QmpException($"The command failed, which is a fault of this program ({e.GetType().Name}: {e.Message}); please report it.");
        }
    }
}
