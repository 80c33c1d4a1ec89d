using System.Numerics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software;

/// <summary>Texels of two numbers of 16 bits: filters mix those, and the bytes of the results are the components (nxdk_pgraph_tests, "Bump map").</summary>
internal static class WideTexels
{
    /// <summary>The upper and the lower number of a texel.</summary>
    /// <param name="argb">The texel.</param>
    /// <param name="signs">Its signed components; that of the upper byte tells whether a number is.</param>
    public static Vector4 Join(uint argb, ColorMask signs) => new(
        (signs & ColorMask.Alpha) != 0 ? (short)(argb >> 16) : (ushort)(argb >> 16),
        (signs & ColorMask.Green) != 0 ? (short)argb : (ushort)argb,
        0,
        0);

    /// <summary>Red, green, blue, alpha of both numbers, rounded to the nearest.</summary>
    public static Vector4 Split(Vector4 numbers, ColorMask signs) =>
        SignedTexels.Unpack(((uint)(ushort)(int)MathF.Round(numbers.X) << 16) | (ushort)(int)MathF.Round(numbers.Y), signs);
}
