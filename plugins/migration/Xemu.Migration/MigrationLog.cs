using Microsoft.Extensions.Logging;
using Xemu.Abstractions.Migration;

namespace Xemu.Migration;

internal static partial class MigrationLog
{
    [LoggerMessage(1, LogLevel.Information, "{What} '{Uri}': {Phase}, {Pages} pages, {Milliseconds:F0} ms.")]
    public static partial void Ended(ILogger log, string what, string uri, MigrationPhase phase, ulong pages, double milliseconds);

    [LoggerMessage(2, LogLevel.Error, "{Message}")]
    public static partial void Failed(ILogger log, string message);

    [LoggerMessage(3, LogLevel.Warning, "Somebody who watches migrations has failed and is not told this time.")]
    public static partial void ObserverFailed(ILogger log, Exception exception);
}
