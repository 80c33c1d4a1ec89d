using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software;

/// <summary>What bump maps do to the coordinates and the colours of a block; <see cref="TextureStages"/> says where it comes from.</summary>
internal static class BlockBump
{
    /// <summary>Moves coordinates.</summary>
    /// <param name="matrix">m00, m01, m10 and m11.</param>
    /// <param name="bumps">What the bump map gave: the first distance in blue, the second in green.</param>
    /// <param name="signs">Its signed components.</param>
    /// <param name="u">Moved.</param>
    /// <param name="v">Moved.</param>
    public static void Move(Vector4 matrix, in ColorBlock bumps, ColorMask signs, ref Vector512<float> u, ref Vector512<float> v)
    {
        Vector512<float> s = Displacement(bumps.Z, (signs & ColorMask.Blue) != 0);
        Vector512<float> t = Displacement(bumps.Y, (signs & ColorMask.Green) != 0);
        u += (s * matrix.X) + (t * matrix.Z);
        v += (s * matrix.Y) + (t * matrix.W);
    }

    /// <summary>Dims colours.</summary>
    /// <param name="luminance">Scale and offset in x and y.</param>
    /// <param name="bumps">What the bump map gave: the luminance in red.</param>
    /// <param name="signs">Its signed components.</param>
    /// <param name="colors">The colours; alpha stays.</param>
    public static void Dim(Vector4 luminance, in ColorBlock bumps, ColorMask signs, ref ColorBlock colors)
    {
        Vector512<int> red = Bytes(bumps.X, (signs & ColorMask.Red) != 0) & Vector512.Create(0xFF);
        Vector512<float> factor = (Vector512.ConvertToSingle(red) / 255f * luminance.X) + Vector512.Create(luminance.Y);
        colors.X = Dim(colors.X, factor);
        colors.Y = Dim(colors.Y, factor);
        colors.Z = Dim(colors.Z, factor);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Dim(Vector512<float> color, Vector512<float> factor) =>
        Vector512.Min(Vector512.Truncate(Vector512.Round(color * 255f) * factor) / 255f, Vector512<float>.One);

    /// <summary>Components as signed bytes over 128.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Displacement(Vector512<float> component, bool isSigned) =>
        Vector512.ConvertToSingle(Vector512.ShiftRightArithmetic(Vector512.ShiftLeft(Bytes(component, isSigned), 24), 24)) / 128f;

    /// <summary>The bytes that components were, in the lowest bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Bytes(Vector512<float> component, bool isSigned) => Vector512.ConvertToInt32(Vector512.Round(component * (isSigned ? 127.5f : 255f)));
}
