namespace Xemu.Gpu.Nv2a;

/// <summary>What operations on pixels look at; PGRAPH holds each once.</summary>
/// <param name="Beta">Class 0x12.</param>
/// <param name="Beta4">Class 0x72.</param>
/// <param name="Raster">Class 0x43.</param>
/// <param name="Pattern">Class 0x44.</param>
internal sealed record PixelFactors(ContextObject Beta, ContextObject Beta4, ContextObject Raster, Pattern Pattern)
{
    private const uint Value = 0x300;

    /// <summary>The weight of a source, 0 to 255: beta is a signed number of which 8 bits of fraction are there; below 0 is 0. Source: envytools docs/hw/graph/2d/ctxobj.</summary>
    public uint Weight => (int)Beta[Value] < 0 ? 0 : Beta[Value] >> 23;

    /// <summary>Four weights, A8R8G8B8.</summary>
    public uint Weights => Beta4[Value];

    /// <summary>The raster operation: which bit of it is the result, by bits of pattern (4), source (2) and destination (1).</summary>
    public uint Operation => Raster[Value] & 0xFF;
}
