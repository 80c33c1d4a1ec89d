using System.Numerics;
using System.Runtime.Intrinsics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software;

/// <summary>Texels with signed components as numbers.</summary>
internal readonly struct SignedTexels : ITexelReader
{
    /// <summary>Red, green, blue, alpha.</summary>
    /// <param name="argb">The texel.</param>
    /// <param name="signs">Its signed components.</param>
    public static Vector4 Unpack(uint argb, ColorMask signs) => signs == ColorMask.None
        ? ColorCodec.ToVector(argb)
        : new Vector4(
            Component(argb >> 16, signs & ColorMask.Red),
            Component(argb >> 8, signs & ColorMask.Green),
            Component(argb, signs & ColorMask.Blue),
            Component(argb >> 24, signs & ColorMask.Alpha));

    /// <inheritdoc/>
    public static ColorBlock Read(Vector512<int> argb, ColorMask signs) => new()
    {
        X = Component(Vector512.ShiftLeft(argb, 8), signs & ColorMask.Red),
        Y = Component(Vector512.ShiftLeft(argb, 16), signs & ColorMask.Green),
        Z = Component(Vector512.ShiftLeft(argb, 24), signs & ColorMask.Blue),
        W = Component(argb, signs & ColorMask.Alpha),
    };

    private static Vector512<float> Component(Vector512<int> highest, ColorMask sign) =>
        Vector512.ConvertToSingle(sign != 0 ? Vector512.ShiftRightArithmetic(highest, 24) * 2 : Vector512.ShiftRightLogical(highest, 24)) / 255f;

    /// <summary>A signed byte counts twice: 64 is 128/255. Derived from pictures of the console (nxdk_pgraph_tests, "Texture signed component").</summary>
    private static float Component(uint bits, ColorMask sign) => (sign != 0 ? (sbyte)bits * 2 : (byte)bits) / 255f;
}
