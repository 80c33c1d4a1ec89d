using Microsoft.Extensions.Logging;

namespace Xemu.Cpu.X86;

internal static partial class CpuLog
{
    [LoggerMessage(1, LogLevel.Information, "x86.auto takes x86.translator: this host can run translated code.")]
    public static partial void Translates(ILogger log);

    [LoggerMessage(2, LogLevel.Information, "x86.auto takes x86.interpreter, which is several times slower than x86.translator and the same otherwise: {Reason}")]
    public static partial void Interprets(ILogger log, string reason);

    [LoggerMessage(3, LogLevel.Warning, "Instruction '{Instruction}' at 0x{Eip:X8} cannot be translated ({Reason}); it is interpreted. Please report it.")]
    public static partial void Refused(ILogger logger, string instruction, uint eip, string reason);

    [LoggerMessage(4, LogLevel.Information, "x86.auto takes x86.translator with tables for guest memory, by which programs take up to twice as long as by windows: {Reason}")]
    public static partial void TranslatesByTables(ILogger log, string reason);
}
