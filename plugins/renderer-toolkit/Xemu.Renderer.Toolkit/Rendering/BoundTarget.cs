using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Toolkit;

/// <summary>The surfaces that a draw goes to, one of them at least.</summary>
/// <param name="Color">The colour surface, or null.</param>
/// <param name="Depth">The depth surface, or null.</param>
internal readonly record struct BoundTarget(CachedSurface? Color, CachedSurface? Depth)
{
    /// <summary>Pixels that both have.</summary>
    public Rectangle Bounds => Color is null ? Depth!.Area : Depth is null ? Color.Area : Color.Area.Intersect(Depth.Area);

    /// <summary>The pass that draws into them.</summary>
    public GpuPass Pass => new(Color?.Image ?? default, Depth?.Image ?? default, Bounds.Right, Bounds.Bottom);
}
