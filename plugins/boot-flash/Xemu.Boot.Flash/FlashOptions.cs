using Xemu.Abstractions;
using Xemu.Abstractions.Devices;

namespace Xemu.Boot.Flash;

/// <summary>Options of <c>boot.flash</c>.</summary>
public sealed record FlashOptions
{
    /// <summary>The image.</summary>
    [Option("An image of 256 KiB to 16 MiB, a power of two; without one, the open boot image")]
    public FilePath? Image { get; init; }

    /// <summary>The MCPX ROM.</summary>
    [Option("The boot ROM of your console's MCPX, 512 bytes, which covers the end of the flash until the guest hides it")]
    public FilePath? Mcpx { get; init; }

    /// <summary>What stands in for the MCPX ROM.</summary>
    [Option("Without 'mcpx': 'open' covers the end of the flash with the open boot ROM, 'none' with nothing, 'auto' with the open boot ROM where the image has x-codes")]
    public BootRomChoice BootRom { get; init; }

    /// <summary>Who hides the ROM.</summary>
    [Option("The component whose register hides the boot ROM: the LPC bridge")]
    public IBootRomSwitch? BootRomSwitch { get; init; }
}
