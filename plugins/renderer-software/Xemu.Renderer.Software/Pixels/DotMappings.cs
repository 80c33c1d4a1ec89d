using System.Numerics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software;

/// <summary>Reads a texture result as the vector of a dot product.</summary>
internal static class DotMappings
{
    /// <summary>Maps.</summary>
    /// <param name="mapping">How.</param>
    /// <param name="color">The result, components from 0 to 1 or, signed ones, from -1 to 1; red in x.</param>
    public static Vector3 Map(DotMapping mapping, Vector4 color) => mapping switch
    {
        DotMapping.ZeroToOne => new Vector3(color.X, color.Y, color.Z),
        DotMapping.MinusOneToOneDirect3D => Each(color, static b => (b - 128) / 127f),
        DotMapping.MinusOneToOneOpenGL => Each(color, static b => ((2 * (sbyte)b) + 1) / 255f),
        DotMapping.MinusOneToOne => Each(color, static b => (sbyte)b / 127f),
        DotMapping.HiLoOne => new Vector3(High(color) / 65535f, Low(color) / 65535f, 1),
        DotMapping.HiLoHemisphereDirect3D => Hemisphere((High(color) - 32768) / 32767f, (Low(color) - 32768) / 32767f),
        DotMapping.HiLoHemisphereOpenGL => Hemisphere(((2 * (short)High(color)) + 1) / 65535f, ((2 * (short)Low(color)) + 1) / 65535f),
        _ => Hemisphere((short)High(color) / 32767f, (short)Low(color) / 32767f),
    };

    /// <summary>A component as a byte; a negative one as its two's complement.</summary>
    public static byte ByteOf(float component) =>
        component < 0 ? (byte)(sbyte)MathF.Round(component * 127f) : (byte)MathF.Round(Math.Min(component, 1) * 255f);

    private static Vector3 Each(Vector4 color, Func<byte, float> map) => new(map(ByteOf(color.X)), map(ByteOf(color.Y)), map(ByteOf(color.Z)));

    private static int High(Vector4 color) => (ByteOf(color.W) << 8) | ByteOf(color.X);

    private static int Low(Vector4 color) => (ByteOf(color.Y) << 8) | ByteOf(color.Z);

    private static Vector3 Hemisphere(float x, float y) => new(x, y, MathF.Sqrt(Math.Max(1 - (x * x) - (y * y), 0)));
}
