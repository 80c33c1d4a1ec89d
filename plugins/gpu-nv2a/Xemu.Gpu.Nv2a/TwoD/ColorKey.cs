namespace Xemu.Gpu.Nv2a;

/// <summary>Class 0x57: the colour that is left out where an object is connected with it. Source: envytools docs/hw/graph/2d/ctxobj (CHROMA).</summary>
/// <remarks>A key whose alpha is 0 is none. That it is compared with the result, without its alpha, and not with a blend's: envytools (NV1); unverified on this part.</remarks>
internal sealed class ColorKey(Pgraph graph) : MethodStore(0x57, TwoDMethods.ColorKey, graph)
{
    private const uint ColorFormat = 0x300;
    private const uint SetColor = 0x304;

    /// <summary>The colour, A8R8G8B8; null when there is none.</summary>
    public uint? Color => HasAlpha ? SolidColor.Expand(this[ColorFormat], this[SetColor]) : null;

    private bool HasAlpha => (this[SetColor] & (this[ColorFormat] == SolidColor.Format555 ? 0x8000u : 0xFF00_0000)) != 0;
}
