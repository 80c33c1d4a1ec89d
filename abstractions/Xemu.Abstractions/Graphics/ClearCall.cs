namespace Xemu.Abstractions.Graphics;

/// <summary>Fills a rectangle of a target.</summary>
/// <param name="Target">What is filled.</param>
/// <param name="Area">Pixels, already within the target's clip.</param>
/// <param name="Colors">Components of the colour surface that are written; none leaves it alone.</param>
/// <param name="ColorValue">The colour in the bits of the surface's format, low bits.</param>
/// <param name="ClearsDepth">Whether depth is written.</param>
/// <param name="ClearsStencil">Whether stencil is written; only with <see cref="DepthFormat.Z24S8"/>.</param>
/// <param name="DepthStencilValue">The value in the bits of the depth surface's format, low bits.</param>
public readonly record struct ClearCall(
    RenderTarget Target,
    Rectangle Area,
    ColorMask Colors,
    uint ColorValue,
    bool ClearsDepth,
    bool ClearsStencil,
    uint DepthStencilValue);
