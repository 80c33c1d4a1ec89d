using Xemu.Abstractions;
using Xemu.Abstractions.Cpu;

namespace Xemu.Boot.Linux;

/// <summary>Options of <c>boot.linux</c>.</summary>
public sealed record LinuxOptions
{
    /// <summary>The CPU.</summary>
    [Option("The CPU that is started", Required = true)]
    public ICpuBoot Cpu { get; init; } = null!;

    /// <summary>The kernel.</summary>
    [Option("The kernel, a 32-bit x86 bzImage", Required = true)]
    public FilePath Kernel { get; init; }

    /// <summary>The initial RAM disk.</summary>
    [Option("The initial RAM disk or initramfs, if any")]
    public FilePath? Initrd { get; init; }

    /// <summary>ACPI tables.</summary>
    [Option("Whether the kernel gets ACPI tables, by which it turns the machine off, resets it and finds PCI interrupts; only where 'preset' of mcpx.pci places the LPC bridge")]
    public bool Acpi { get; init; } = true;

    /// <summary>The command line.</summary>
    [Option("The kernel's command line")]
    public string CommandLine { get; init; } = string.Empty;
}
