using Xemu.Abstractions;

namespace Xemu.Bare;

/// <summary>One image in a <c>bare.rom</c>.</summary>
public sealed record RomImage
{
    /// <summary>The file.</summary>
    [Option("The image file; the ROM is its size, rounded up to 4 KiB with bytes 0xFF", Required = true)]
    public FilePath File { get; init; }

    /// <summary>Where it is mapped.</summary>
    [Option("Physical address of its first byte, a multiple of 4 KiB", Required = true, Min = 0, Max = 0xFFFF_F000)]
    public long Address { get; init; }
}
