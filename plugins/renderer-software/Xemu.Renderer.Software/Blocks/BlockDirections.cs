using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Xemu.Renderer.Software;

/// <summary>Which face of a cube the directions of a block point to, and where on it. Source: OpenGL 1.3, cube map texture selection.</summary>
internal static class BlockDirections
{
    /// <summary>Finds the faces.</summary>
    /// <param name="directions">In x, y and z.</param>
    /// <param name="u">Receives the place on the face, 0 to 1.</param>
    /// <param name="v">The same.</param>
    /// <returns>0 to 5.</returns>
    public static Vector512<int> Faces(in ColorBlock directions, out Vector512<float> u, out Vector512<float> v)
    {
        (Vector512<float> x, Vector512<float> y, Vector512<float> z) = (directions.X, directions.Y, directions.Z);
        (Vector512<float> sizeX, Vector512<float> sizeY, Vector512<float> sizeZ) = (Vector512.Abs(x), Vector512.Abs(y), Vector512.Abs(z));
        Vector512<float> isX = Vector512.GreaterThanOrEqual(sizeX, sizeY) & Vector512.GreaterThanOrEqual(sizeX, sizeZ);
        Vector512<float> isY = Vector512.GreaterThanOrEqual(sizeY, sizeZ);
        (Vector512<float> onX, Vector512<float> onY, Vector512<float> onZ) = (IsPositive(x), IsPositive(y), IsPositive(z));
        Vector512<float> major = Choose(isX, isY, sizeX, sizeY, sizeZ);
        u = Choose(isX, isY, Vector512.ConditionalSelect(onX, -z, z), x, Vector512.ConditionalSelect(onZ, x, -x));
        v = Choose(isX, isY, -y, Vector512.ConditionalSelect(onY, z, -z), -y);
        u = ((u / major) + Vector512<float>.One) / 2;
        v = ((v / major) + Vector512<float>.One) / 2;

        // A mask is -1 where it holds.
        Vector512<int> faceX = Vector512.Create(1) + onX.AsInt32();
        Vector512<int> faceY = Vector512.Create(3) + onY.AsInt32();
        Vector512<int> faceZ = Vector512.Create(5) + onZ.AsInt32();
        return Choose(isX, isY, faceX.AsSingle(), faceY.AsSingle(), faceZ.AsSingle()).AsInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> IsPositive(Vector512<float> value) => Vector512.GreaterThanOrEqual(value, Vector512<float>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Choose(Vector512<float> isX, Vector512<float> isY, Vector512<float> x, Vector512<float> y, Vector512<float> z) =>
        Vector512.ConditionalSelect(isX, x, Vector512.ConditionalSelect(isY, y, z));
}
