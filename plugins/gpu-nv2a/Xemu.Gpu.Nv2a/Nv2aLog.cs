using Microsoft.Extensions.Logging;

namespace Xemu.Gpu.Nv2a;

/// <summary>The chip's messages.</summary>
internal static partial class Nv2aLog
{
    [LoggerMessage(1, LogLevel.Debug, "Unhandled {access} at 0x{offset:X6}; further ones in this page are only counted.")]
    public static partial void Unhandled(ILogger log, string access, ulong offset);

    [LoggerMessage(2, LogLevel.Debug, "Unimplemented {block} was touched at 0x{offset:X6}: it stores what is written and does nothing.")]
    public static partial void Unimplemented(ILogger log, string block, ulong offset);

    [LoggerMessage(3, LogLevel.Information, "Display mode: {width}x{height}, {bits} bits, {milliHertz} mHz.")]
    public static partial void ModeChanged(ILogger log, int width, int height, int bits, ulong milliHertz);

    [LoggerMessage(4, LogLevel.Information, "Captured {frames} frames: {path}.")]
    public static partial void Captured(ILogger log, int frames, string path);

    [LoggerMessage(5, LogLevel.Error, "The capture to {path} came to nothing: {problem}.")]
    public static partial void CaptureFailed(ILogger log, string path, string problem);
}
