namespace Xemu.Gpu.Texels;

/// <summary>
/// The dither of DXT1: a colour that was mixed with eight bits is cut down to the 5, 6 and 5 of its format by the place of its texel in the block, and that place
/// gives the bits below. Derived from pictures of the console (nxdk_pgraph_tests, "Texture DXT", where each texel is drawn eight times larger).
/// </summary>
internal static class Dxt1Dither
{
    private static ReadOnlySpan<byte> Red =>
    [
        3, 7, 4, 0,
        5, 1, 6, 2,
        0, 4, 7, 3,
        2, 6, 1, 5,
    ];

    private static ReadOnlySpan<byte> Green =>
    [
        0, 2, 3, 1,
        3, 1, 2, 0,
        2, 0, 1, 3,
        1, 3, 0, 2,
    ];

    /// <summary>Dithers a texel.</summary>
    /// <param name="color">A8R8G8B8.</param>
    /// <param name="index">Its place in the block, rows of four.</param>
    public static uint Apply(uint color, int index)
    {
        // Blue has the rows of red from below.
        byte blue = Red[index ^ 12];
        return (color & 0xFF00_0000)
            | (Apply((color >> 16) & 0xFF, 5, Red[index]) << 16)
            | (Apply((color >> 8) & 0xFF, 6, Green[index]) << 8)
            | Apply(color & 0xFF, 5, blue);
    }

    /// <summary>What comes below the second step of the format, or to its last one, is black or full instead.</summary>
    private static uint Apply(uint component, int bits, int place)
    {
        int cut = 8 - bits;
        int step = 1 << cut;
        int half = (step / 2) - 1;
        int dithered = (((int)component + half - place) & -step) + place;
        return dithered < step + half ? 0 : dithered >= 256 - step + half ? 255 : (uint)dithered;
    }
}
