using System.Numerics;

namespace Xemu.Renderer.Toolkit;

/// <summary>The area of a point, in pixels.</summary>
/// <remarks>
/// What the chip counts on its right and lower edge, hosts leave out: such edges are moved a little. Sizes have nine bits, three of them of fraction; the right
/// and lower edges count but for sizes that are powers of two, and where pixels are drawn whole the upper and the right edge do. A point without a size is the
/// pixel that holds its place. Sources: renderer-software's README (photographs of the console).
/// </remarks>
internal readonly record struct PointSquare(float Left, float Top, float Right, float Bottom)
{
    private const float MostEighths = 0x1FF;

    /// <summary>Makes the square around a place.</summary>
    public static PointSquare Of(Vector4 position, float size, bool drawsWholePixels)
    {
        (float x, float y) = (WindowPlace.Snapped(position.X), WindowPlace.Snapped(position.Y));
        size = size > 0 ? MathF.Min(MathF.Floor(size * 8), MostEighths) / 8 : 0;
        if (size == 0)
        {
            return new PointSquare(MathF.Floor(x), MathF.Floor(y), MathF.Floor(x) + 1, MathF.Floor(y) + 1);
        }

        var square = new PointSquare(x - (size / 2), y - (size / 2), x + (size / 2), y + (size / 2));
        return (drawsWholePixels, float.IsPow2(size)) switch
        {
            (true, _) => square with { Left = square.Left + WindowPlace.Nudge, Right = square.Right + WindowPlace.Nudge },
            (_, true) => square,
            _ => square with { Right = square.Right + WindowPlace.Nudge, Bottom = square.Bottom + WindowPlace.Nudge },
        };
    }
}
