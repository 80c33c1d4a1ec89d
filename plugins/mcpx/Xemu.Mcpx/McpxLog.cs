using Microsoft.Extensions.Logging;

namespace Xemu.Mcpx;

/// <summary>The messages of the chipset.</summary>
internal static partial class McpxLog
{
    [LoggerMessage(1, LogLevel.Debug, "Unhandled: {Access} register 0x{Offset:X}.")]
    public static partial void Unhandled(ILogger log, string access, ulong offset);

    [LoggerMessage(2, LogLevel.Debug, "Unimplemented: {What} (register 0x{Offset:X}).")]
    public static partial void Unimplemented(ILogger log, string what, ulong offset);

    [LoggerMessage(3, LogLevel.Information, "The guest asks for a reset: {How}.")]
    public static partial void GuestReset(ILogger log, string how);

    [LoggerMessage(4, LogLevel.Information, "The guest powers off: {How}.")]
    public static partial void GuestPowerOff(ILogger log, string how);

    [LoggerMessage(5, LogLevel.Information, "Made a new EEPROM, serial number {Serial}, in '{Path}'.")]
    public static partial void EepromCreated(ILogger log, string serial, string path);

    [LoggerMessage(6, LogLevel.Error, "The EEPROM file '{Path}' cannot be written: {Reason} Guest changes last only as long as this run.")]
    public static partial void EepromNotWritten(ILogger log, string path, string reason);

    [LoggerMessage(7, LogLevel.Warning, "Serial input came faster than the guest takes it: {Count} bytes were dropped.")]
    public static partial void SerialOverflow(ILogger log, int count);

    [LoggerMessage(8, LogLevel.Warning, "The firmware did not answer the SMC's challenge in time; the console is reset.")]
    public static partial void ChallengeFailed(ILogger log);
}
