using Microsoft.Extensions.Logging;

namespace Xemu.Transport.Socket;

/// <summary>Messages of the socket transport.</summary>
internal static partial class SocketLog
{
    [LoggerMessage(1, LogLevel.Information, "Waiting for a migration on {Address}")]
    public static partial void Listening(ILogger log, string address);
}
