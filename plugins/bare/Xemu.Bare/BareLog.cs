using Microsoft.Extensions.Logging;

namespace Xemu.Bare;

/// <summary>The messages of this plugin.</summary>
internal static partial class BareLog
{
    [LoggerMessage(1, LogLevel.Information, "Text port: {Line}")]
    public static partial void Text(ILogger log, string line);

    [LoggerMessage(2, LogLevel.Information, "POST 0x{Port:X}: 0x{Value:X2}")]
    public static partial void Post(ILogger log, ushort port, byte value);
}
