using Microsoft.Extensions.Logging;

namespace Xemu.Boot.Flash;

/// <summary>The messages of this plugin.</summary>
internal static partial class FlashLog
{
    [LoggerMessage(1, LogLevel.Information, "Flash holds {Image}, {SizeKiB} KiB")]
    public static partial void Mapped(ILogger log, string image, int sizeKiB);

    [LoggerMessage(2, LogLevel.Information, "The open boot ROM covers the end of the flash")]
    public static partial void OpenBootRom(ILogger log);

    [LoggerMessage(3, LogLevel.Warning, "The flash image has no second boot loader in the clear, and its x-codes leave no program at address 0: the open boot ROM will halt; give the boot ROM of your console in 'mcpx'")]
    public static partial void NoOpenEntry(ILogger log);
}
