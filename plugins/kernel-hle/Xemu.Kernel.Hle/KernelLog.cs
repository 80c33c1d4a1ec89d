using Microsoft.Extensions.Logging;

namespace Xemu.Kernel.Hle;

/// <summary>The messages of this plugin.</summary>
internal static partial class KernelLog
{
    [LoggerMessage(1, LogLevel.Information, "{Title} from {Path}: {Imports} kernel imports, entry 0x{Entry:X8}")]
    public static partial void Loaded(ILogger log, string title, string path, int imports, uint entry);

    [LoggerMessage(2, LogLevel.Information, "Program: {Text}")]
    public static partial void Debug(ILogger log, string text);

    [LoggerMessage(3, LogLevel.Error, "{Text}")]
    public static partial void BugCheck(ILogger log, string text);

    [LoggerMessage(4, LogLevel.Debug, "A call of the kernel met 0x{Address:X8}, which is not there")]
    public static partial void Broken(ILogger log, uint address);

    [LoggerMessage(5, LogLevel.Information, "The program imports kernel exports that the platform does not serve: {Names}")]
    public static partial void UnservedImports(ILogger log, string names);

    [LoggerMessage(6, LogLevel.Information, "{Text}")]
    public static partial void Note(ILogger log, string text);
}
