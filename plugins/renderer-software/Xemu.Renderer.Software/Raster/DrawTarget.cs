using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software;

/// <summary>The surfaces of a draw, and the samples that may be touched.</summary>
internal readonly ref struct DrawTarget(SurfaceView color, SurfaceView depth, Rectangle area)
{
    /// <summary>The colour surface.</summary>
    public readonly SurfaceView Color = color;

    /// <summary>The depth surface.</summary>
    public readonly SurfaceView Depth = depth;

    /// <summary>What may be touched, in samples.</summary>
    public readonly Rectangle Area = area;
}
