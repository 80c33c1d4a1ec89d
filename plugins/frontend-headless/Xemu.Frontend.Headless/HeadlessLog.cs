using Microsoft.Extensions.Logging;

namespace Xemu.Frontend.Headless;

/// <summary>The frontends' messages.</summary>
internal static partial class HeadlessLog
{
    [LoggerMessage(1, LogLevel.Error, "Frame '{path}' could not be written, and no more will be: {reason}")]
    public static partial void FrameFailed(ILogger log, string path, string reason);

    [LoggerMessage(2, LogLevel.Information, "Standard output is no terminal: running headless.")]
    public static partial void NoTerminal(ILogger log);
}
