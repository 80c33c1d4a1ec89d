using Xemu.Abstractions;
using Xemu.Abstractions.Cpu;
using Xemu.Abstractions.Media;

namespace Xemu.Kernel.Hle;

/// <summary>Options of <c>boot.xbe</c>.</summary>
public sealed record KernelOptions
{
    /// <summary>The CPU.</summary>
    [Option("The CPU that is started", Required = true)]
    public ICpuBoot Cpu { get; init; } = null!;

    /// <summary>The disc drive.</summary>
    [Option("The DVD drive, whose disc is \\Device\\CdRom0")]
    public IRemovableMedium? Drive { get; init; }

    /// <summary>The hard disk's image.</summary>
    [Option("The hard disk's image, which is \\Device\\Harddisk0")]
    public IBlockDevice? Disk { get; init; }

    /// <summary>The program.</summary>
    [Option("The program, as the kernel names files")]
    public string Program { get; init; } = @"\Device\CdRom0\default.xbe";

    /// <summary>The ports by which guest code calls the platform.</summary>
    [Option("The first of eight I/O ports by which the kernel's code calls the platform", Min = 0x100, Max = 0xFFF8)]
    public ushort Port { get; init; } = 0xE900;
}
