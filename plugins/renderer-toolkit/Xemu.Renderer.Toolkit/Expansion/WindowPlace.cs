using Xemu.Gpu.Vertices;

namespace Xemu.Renderer.Toolkit;

/// <summary>Window coordinates as the chip's rasterizer takes them.</summary>
internal static class WindowPlace
{
    /// <summary>
    /// How far places are moved to the right, or sides to the right and down, in pixels, where the chip counts what lies on an edge that hosts leave out: less
    /// than the distance to the next place that is looked at, and as much as hosts keep (8 bits of fraction).
    /// </summary>
    public const float Nudge = 1 / 256f;

    /// <summary>Beyond this many pixels coordinates keep all their bits.</summary>
    private const float FixedRange = 1 << 20;

    /// <summary>A coordinate in sixteenths of pixels; the rest is cut off towards 0.</summary>
    public static double Snap(float pixels) => MathF.Abs(pixels) < FixedRange ? (int)(pixels * 16f) : pixels * 16.0;

    /// <summary>The same in pixels.</summary>
    public static float Snapped(float pixels) => (float)(Snap(pixels) / 16);

    /// <summary>W in the bounds that the chip's own division by it keeps; the sign stays, and a NaN.</summary>
    public static float BoundW(float w) => MathF.CopySign(Math.Clamp(MathF.Abs(w), Nv2aFloat.MinReciprocal, Nv2aFloat.MaxReciprocal), w);
}
