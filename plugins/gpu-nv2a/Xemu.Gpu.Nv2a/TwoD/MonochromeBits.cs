namespace Xemu.Gpu.Nv2a;

/// <summary>Bits that come in words, the first in the lowest bit. Source: envytools docs/hw/graph/2d/pattern (BITMAP_FORMAT).</summary>
internal static class MonochromeBits
{
    /// <summary>The format whose bytes begin with their highest bit.</summary>
    private const uint HighestFirst = 2;

    /// <summary>A word with its first bit lowest.</summary>
    /// <param name="format">SET_MONOCHROME_FORMAT.</param>
    /// <param name="word">The word.</param>
    public static uint Order(uint format, uint word) => format == HighestFirst ? ReverseBytes(word) : word;

    /// <summary>The bits of each byte in the other order.</summary>
    private static uint ReverseBytes(uint word)
    {
        word = ((word & 0xAAAA_AAAA) >> 1) | ((word & 0x5555_5555) << 1);
        word = ((word & 0xCCCC_CCCC) >> 2) | ((word & 0x3333_3333) << 2);
        return ((word & 0xF0F0_F0F0) >> 4) | ((word & 0x0F0F_0F0F) << 4);
    }
}
