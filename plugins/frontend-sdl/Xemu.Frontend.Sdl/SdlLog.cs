using Microsoft.Extensions.Logging;

namespace Xemu.Frontend.Sdl;

/// <summary>The window's messages.</summary>
internal static partial class SdlLog
{
    [LoggerMessage(1, LogLevel.Information, "No display: running headless ({reason}).")]
    public static partial void Headless(ILogger log, string reason);

    [LoggerMessage(2, LogLevel.Information, "No display: showing the picture in the terminal ({reason}).")]
    public static partial void Terminal(ILogger log, string reason);

    [LoggerMessage(3, LogLevel.Information, "Screenshot '{path}' written.")]
    public static partial void Screenshot(ILogger log, string path);

    [LoggerMessage(4, LogLevel.Error, "Screenshot '{path}' could not be written: {reason}")]
    public static partial void ScreenshotFailed(ILogger log, string path, string reason);

    [LoggerMessage(5, LogLevel.Error, "The window's {what} failed: {reason}")]
    public static partial void Failed(ILogger log, string what, string reason);

    [LoggerMessage(6, LogLevel.Debug, "Window opened: F5 pause, F6 reset, F11 full screen, F12 screenshot.")]
    public static partial void Opened(ILogger log);
}
