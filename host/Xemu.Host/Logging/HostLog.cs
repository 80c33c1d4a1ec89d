using Microsoft.Extensions.Logging;

namespace Xemu.Host;

internal static partial class HostLog
{
    [LoggerMessage(1, LogLevel.Error, "The component did not come to rest.")]
    public static partial void QuiesceFailed(ILogger log, Exception e);

    [LoggerMessage(2, LogLevel.Error, "A component could not be closed.")]
    public static partial void DisposeFailed(ILogger log, Exception e);

    [LoggerMessage(3, LogLevel.Warning, "{Message}")]
    public static partial void PluginLeftOut(ILogger log, string message);

    [LoggerMessage(4, LogLevel.Information, "{Ram} of RAM, {Count} components, {Time} time; from {Manifest}.")]
    public static partial void Built(ILogger log, string ram, int count, string time, string manifest);

    [LoggerMessage(5, LogLevel.Information, "{Reason} {GuestSeconds:0.000} s of guest time, {Instructions:0.0} million instructions, {Mips:0.0} MIPS.")]
    public static partial void Ended(ILogger log, string reason, double guestSeconds, double instructions, double mips);

    [LoggerMessage(6, LogLevel.Debug, "Making {Type}.")]
    public static partial void Making(ILogger log, string type);

    [LoggerMessage(7, LogLevel.Information, "Lockstep in deterministic time: {First}, and beside it {Second}; what the guest writes to media is gone afterwards.")]
    public static partial void Lockstep(ILogger log, string first, string second);

    [LoggerMessage(8, LogLevel.Debug, "The guest starts {Milliseconds:0} ms after the process.", SkipEnabledCheck = true)]
    public static partial void Starting(ILogger log, double milliseconds);
}
