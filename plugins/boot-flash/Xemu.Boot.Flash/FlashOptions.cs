using Xemu.Abstractions;

namespace Xemu.Boot.Flash;

/// <summary>Options of <c>boot.flash</c>.</summary>
public sealed record FlashOptions
{
    /// <summary>The image.</summary>
    [Option("An image of 256 KiB to 16 MiB, a power of two; without one, the open boot image")]
    public FilePath? Image { get; init; }
}
