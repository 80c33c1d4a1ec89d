using Xemu.Abstractions;
using Xemu.Abstractions.Media;

namespace Xemu.Ide;

/// <summary>Options of <c>ide.dvd</c>.</summary>
public sealed record IdeDvdOptions
{
    /// <summary>The disc in it.</summary>
    [Option("The disc image in the drive at power-on; without it the drive is empty.")]
    public IBlockDevice? Medium { get; init; }

    /// <summary>Vendor.</summary>
    [Option("Vendor as INQUIRY tells it, up to 8 ASCII characters.", Pattern = "[ -~]{1,8}")]
    public string Vendor { get; init; } = "XEMU";

    /// <summary>Product.</summary>
    [Option("Product as INQUIRY tells it, up to 16 ASCII characters.", Pattern = "[ -~]{1,16}")]
    public string Product { get; init; } = "DVD-ROM";

    /// <summary>Serial number.</summary>
    [Option("Serial number as the drive tells it, up to 20 ASCII characters.", Pattern = "[ -~]{1,20}")]
    public string Serial { get; init; } = "XP00000002";

    /// <summary>Firmware revision.</summary>
    [Option("Firmware revision as the drive tells it, up to 4 ASCII characters.", Pattern = "[ -~]{1,4}")]
    public string Firmware { get; init; } = "1.0";
}
