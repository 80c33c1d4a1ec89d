namespace Xemu.Renderer.Toolkit;

/// <summary>A corner of the area of a line.</summary>
/// <param name="X">Sixteenths of pixels.</param>
/// <param name="Y">Sixteenths of pixels.</param>
/// <param name="Along">How far along the line it lies: 0 at its first end, 1 at its last.</param>
internal readonly record struct OutlineCorner(double X, double Y, double Along)
{
    /// <summary>A place between two corners.</summary>
    public static OutlineCorner Between(OutlineCorner from, OutlineCorner to, double part) =>
        new(from.X + (part * (to.X - from.X)), from.Y + (part * (to.Y - from.Y)), from.Along + (part * (to.Along - from.Along)));
}
