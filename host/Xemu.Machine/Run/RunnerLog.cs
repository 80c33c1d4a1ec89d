using Microsoft.Extensions.Logging;
using Xemu.Abstractions;

namespace Xemu.Machine;

internal static partial class RunnerLog
{
    [LoggerMessage(1, LogLevel.Information, "Reset ({Kind}).")]
    public static partial void Reset(ILogger log, ResetKind kind);

    [LoggerMessage(2, LogLevel.Warning, "The CPU shut down (triple fault); the machine resets, as the console does.")]
    public static partial void TripleFault(ILogger log);
}
