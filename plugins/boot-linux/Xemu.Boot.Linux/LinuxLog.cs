using Microsoft.Extensions.Logging;

namespace Xemu.Boot.Linux;

/// <summary>The messages of this plugin.</summary>
internal static partial class LinuxLog
{
    [LoggerMessage(1, LogLevel.Information, "Kernel of {KernelBytes} bytes at 0x{KernelAddress:X8}, initrd of {InitrdBytes} bytes at 0x{InitrdAddress:X8}")]
    public static partial void Loaded(ILogger log, long kernelBytes, ulong kernelAddress, int initrdBytes, ulong initrdAddress);

    [LoggerMessage(2, LogLevel.Information, "No ACPI tables: no LPC bridge has its ports at PCI 1.0; set 'preset' of the PCI bus, or 'acpi' to false.")]
    public static partial void NoAcpi(ILogger log);
}
