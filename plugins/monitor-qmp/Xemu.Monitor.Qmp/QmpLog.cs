using Microsoft.Extensions.Logging;

namespace Xemu.Monitor.Qmp;

internal static partial class QmpLog
{
    [LoggerMessage(1, LogLevel.Information, "Listening at {Address} for QEMU Machine Protocol clients.")]
    public static partial void Listening(ILogger log, string address);

    [LoggerMessage(2, LogLevel.Warning, "A client was sent away: {Most} are connected already.")]
    public static partial void TooMany(ILogger log, int most);

    [LoggerMessage(3, LogLevel.Debug, "Client {Name} has come.")]
    public static partial void Came(ILogger log, string name);

    [LoggerMessage(4, LogLevel.Debug, "Client {Name} has gone.")]
    public static partial void Gone(ILogger log, string name);
}
