using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Xemu.Renderer.Software;

/// <summary>Says how many texels of a texture a pixel is, by the coordinates in the other column and in the other row of its square of four pixels.</summary>
internal static class LevelOfDetail
{
    /// <summary>The base-two logarithm of texels a pixel, for a block.</summary>
    /// <param name="center">The coordinates of its pixels.</param>
    /// <param name="beside">Those of the other column.</param>
    /// <param name="below">Those of the other row.</param>
    /// <param name="size">Texels in each direction for coordinates of 1.</param>
    /// <param name="isCube">Whether coordinates are directions into a cube.</param>
    public static Vector512<float> Of(in ColorBlock center, in ColorBlock beside, in ColorBlock below, Vector3 size, bool isCube)
    {
        Vector512<float> squared = Vector512.Max(
            Squared(center, beside, size, isCube),
            Squared(center, below, size, isCube));
        return Vector512.Log2(squared) * 0.5f;
    }

    private static Vector512<float> Squared(in ColorBlock center, in ColorBlock other, Vector3 size, bool isCube)
    {
        Vector512<float> divisorHere = Divisor(center, center, isCube);
        Vector512<float> divisorThere = Divisor(center, other, isCube);
        Vector512<float> x = ((other.X / divisorThere) - (center.X / divisorHere)) * size.X;
        Vector512<float> y = ((other.Y / divisorThere) - (center.Y / divisorHere)) * size.Y;
        Vector512<float> z = ((other.Z / divisorThere) - (center.Z / divisorHere)) * size.Z;
        return (x * x) + (y * y) + (z * z);
    }

    /// <summary>What coordinates are divided by: Q, or on the face of a cube twice the direction's greatest component, which is that of the pixel itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Divisor(in ColorBlock center, in ColorBlock coordinates, bool isCube)
    {
        if (!isCube)
        {
            return coordinates.W;
        }

        (Vector512<float> x, Vector512<float> y, Vector512<float> z) = (Vector512.Abs(center.X), Vector512.Abs(center.Y), Vector512.Abs(center.Z));
        Vector512<float> isX = Vector512.GreaterThanOrEqual(x, y) & Vector512.GreaterThanOrEqual(x, z);
        Vector512<float> isY = Vector512.GreaterThanOrEqual(y, z);
        return Vector512.ConditionalSelect(isX, coordinates.X, Vector512.ConditionalSelect(isY, coordinates.Y, coordinates.Z)) * 2;
    }
}
