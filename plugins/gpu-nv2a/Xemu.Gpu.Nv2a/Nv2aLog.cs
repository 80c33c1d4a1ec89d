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

    [LoggerMessage(6, LogLevel.Information, "Method {method} is {state} and does nothing; further uses are only counted.")]
    public static partial void Method(ILogger log, string method, string state);

    [LoggerMessage(7, LogLevel.Information, "Method {method} was given 0x{value:X}, which means nothing known; further ones are only counted.")]
    public static partial void Unusual(ILogger log, string method, uint value);

    [LoggerMessage(8, LogLevel.Information, "An object of class 0x{graphClass:X2} was bound, which is not modelled: its methods are dropped.")]
    public static partial void Class(ILogger log, uint graphClass);

    [LoggerMessage(9, LogLevel.Information, "Method 0x{method:X4} with 0x{data:X} was refused, as the part does: {error}; further errors of the kind are only counted.")]
    public static partial void GraphError(ILogger log, uint method, uint data, GraphError error);
}
