using Microsoft.Extensions.Logging;

namespace Xemu.Chardev.Streams;

internal static partial class StreamsLog
{
    [LoggerMessage(1, LogLevel.Information, "Ctrl-A x ends the machine; ctrl-C {Meaning}.")]
    public static partial void Keys(ILogger log, string meaning);
}
