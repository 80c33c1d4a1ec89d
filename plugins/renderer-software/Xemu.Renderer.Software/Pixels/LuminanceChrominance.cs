using System.Numerics;

namespace Xemu.Renderer.Software;

/// <summary>Luminance and chrominance to colours.</summary>
/// <remarks>
/// ITU-R BT.601 with coefficients in 256ths. The roundings are the console's: each product is cut off by itself, those of red and green to even numbers
/// (derived from all pixels of a picture of the public test program nxdk_pgraph_tests, "Texture format" YUY2).
/// </remarks>
internal static class LuminanceChrominance
{
    /// <summary>Converts.</summary>
    /// <param name="texel">Y in x, Cb in y, Cr in z; alpha stays.</param>
    public static Vector4 Convert(Vector4 texel)
    {
        int y = (298 * (int)MathF.Round(texel.X * 255f)) >> 8;
        int cb = (int)MathF.Round(texel.Y * 255f);
        int cr = (int)MathF.Round(texel.Z * 255f);
        return new Vector4(
            Component(y + (2 * ((409 * cr) >> 9)) - 223),
            Component(y - (2 * ((100 * cb) >> 9)) - (2 * ((208 * cr) >> 9)) + 136),
            Component(y + ((516 * cb) >> 8) - 277),
            texel.W);
    }

    private static float Component(int value) => Math.Clamp(value, 0, 255) / 255f;
}
