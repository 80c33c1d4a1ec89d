using Xemu.Abstractions;
using Xemu.Abstractions.Media;

namespace Xemu.Ide;

/// <summary>Options of <c>ide.disk</c>.</summary>
public sealed record IdeDiskOptions
{
    /// <summary>What it holds.</summary>
    [Option("The disk image.", Required = true)]
    public IBlockDevice? Medium { get; init; }

    /// <summary>Model.</summary>
    [Option("Model as the drive tells it, up to 40 ASCII characters.", Pattern = "[ -~]{1,40}")]
    public string Model { get; init; } = "XEMU.PLATFORM HARDDISK";

    /// <summary>Serial number.</summary>
    [Option("Serial number as the drive tells it, up to 20 ASCII characters.", Pattern = "[ -~]{1,20}")]
    public string Serial { get; init; } = "XP00000001";

    /// <summary>Firmware revision.</summary>
    [Option("Firmware revision as the drive tells it, up to 8 ASCII characters.", Pattern = "[ -~]{1,8}")]
    public string Firmware { get; init; } = "1.0";

    /// <summary>Security password.</summary>
    [Option("User password that the disk is locked with at power-on, 64 hexadecimal digits; without it the disk is open.", Pattern = "[0-9A-Fa-f]{64}")]
    public string? Password { get; init; }

    /// <summary>Locked, with an unknown password.</summary>
    [Option("Lock the disk at power-on with a password that nobody knows: it opens with whatever a console's firmware offers.")]
    public bool LockedWithAnyPassword { get; init; }
}
