using System.Numerics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software;

/// <summary>Reads a texture result as the vector of a dot product.</summary>
internal static class DotMappings
{
    /// <summary>Maps.</summary>
    /// <param name="mapping">How.</param>
    /// <param name="color">The result, components from 0 to 1 or, signed ones, from -256/255 to 254/255; red in x.</param>
    /// <param name="signs">Its signed components.</param>
    public static Vector3 Map(DotMapping mapping, Vector4 color, ColorMask signs)
    {
        byte red = ByteOf(color.X, (signs & ColorMask.Red) != 0);
        byte green = ByteOf(color.Y, (signs & ColorMask.Green) != 0);
        byte blue = ByteOf(color.Z, (signs & ColorMask.Blue) != 0);
        int high = (ByteOf(color.W, (signs & ColorMask.Alpha) != 0) << 8) | red;
        int low = (green << 8) | blue;
        return mapping switch
        {
            DotMapping.ZeroToOne => new Vector3(red, green, blue) / 255f,
            DotMapping.MinusOneToOneDirect3D => new Vector3(red - 128, green - 128, blue - 128) / 127f,
            DotMapping.MinusOneToOneOpenGL => new Vector3((2 * (sbyte)red) + 1, (2 * (sbyte)green) + 1, (2 * (sbyte)blue) + 1) / 255f,
            DotMapping.MinusOneToOne => new Vector3((sbyte)red, (sbyte)green, (sbyte)blue) / 127f,
            DotMapping.HiLoOne => new Vector3(high / 65535f, low / 65535f, 1),
            DotMapping.HiLoHemisphereDirect3D => Hemisphere((high - 32768) / 32767f, (low - 32768) / 32767f),
            DotMapping.HiLoHemisphereOpenGL => Hemisphere(((2 * (short)high) + 1) / 65535f, ((2 * (short)low) + 1) / 65535f),
            _ => Hemisphere((short)high / 32767f, (short)low / 32767f),
        };
    }

    /// <summary>Reads a result as two numbers of 16 bits, from 0 to 1.</summary>
    /// <param name="color">The result.</param>
    /// <param name="signs">Its signed components.</param>
    public static Vector2 HiLo(Vector4 color, ColorMask signs)
    {
        Vector3 high = Map(DotMapping.HiLoOne, color, signs);
        return new Vector2(high.X, high.Y);
    }

    /// <summary>The byte that a component was: a signed one counts twice, and its byte is a two's complement.</summary>
    public static byte ByteOf(float component, bool isSigned) =>
        isSigned ? (byte)(sbyte)MathF.Round(component * 127.5f) : (byte)MathF.Round(component * 255f);

    private static Vector3 Hemisphere(float x, float y) => new(x, y, MathF.Sqrt(Math.Max(1 - (x * x) - (y * y), 0)));
}
