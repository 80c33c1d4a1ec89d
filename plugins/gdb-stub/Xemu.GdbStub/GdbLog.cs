using Microsoft.Extensions.Logging;

namespace Xemu.GdbStub;

/// <summary>The stub's messages.</summary>
internal static partial class GdbLog
{
    [LoggerMessage(1, LogLevel.Information, "gdb can attach: target remote {address}")]
    public static partial void Listening(ILogger log, string address);

    [LoggerMessage(2, LogLevel.Information, "A debugger has attached; the machine stands still.")]
    public static partial void Attached(ILogger log);

    [LoggerMessage(3, LogLevel.Information, "The debugger is gone; the machine goes on.")]
    public static partial void Detached(ILogger log);

    [LoggerMessage(4, LogLevel.Warning, "No debugger can attach any more: {reason}")]
    public static partial void AcceptFailed(ILogger log, string reason);

    [LoggerMessage(5, LogLevel.Warning, "A debugger cannot be attached: {reason}")]
    public static partial void AttachFailed(ILogger log, string reason);
}
