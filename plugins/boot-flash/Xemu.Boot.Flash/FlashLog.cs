using Microsoft.Extensions.Logging;

namespace Xemu.Boot.Flash;

/// <summary>The messages of this plugin.</summary>
internal static partial class FlashLog
{
    [LoggerMessage(1, LogLevel.Information, "Flash holds {Image}, {SizeKiB} KiB")]
    public static partial void Mapped(ILogger log, string image, int sizeKiB);
}
