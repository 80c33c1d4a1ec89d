namespace Xemu.Gpu.Texels;

/// <summary>Colours of vertices as the chip's interpolators take them.</summary>
internal static class VertexColors
{
    /// <summary>
    /// Ten bits of a colour are cut off before it is rounded: 0.26863 (68.5010 of 255) is 68 and 0.40983 (104.5058) is 105. Derived from the two thousand
    /// greys of a picture of the console, of which nine bits or eleven miss some (nxdk_pgraph_tests, "Depth buffer").
    /// </summary>
    public const uint LostBits = 0x3FF;

    /// <summary>Rounds a component. What is no number counts by its sign (nxdk_pgraph_tests, "Attrib float").</summary>
    /// <param name="component">Cut to 0 to 1.</param>
    /// <returns>0 to 255, a whole number.</returns>
    public static float Quantize(float component)
    {
        float range = float.IsNaN(component) ? (float.IsNegative(component) ? 0 : 1) : Math.Clamp(component, 0, 1);
        return (float)Math.Floor((BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(range) & ~LostBits) * 255.0) + 0.5);
    }
}
