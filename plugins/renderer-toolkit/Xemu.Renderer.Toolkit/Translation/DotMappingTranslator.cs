using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Toolkit;

/// <summary>Translates how a texture result is read as the vector of a dot product.</summary>
internal static class DotMappingTranslator
{
    /// <summary>The three numbers.</summary>
    /// <param name="b">Where the code goes.</param>
    /// <param name="mapping">How.</param>
    /// <param name="color">The result, red in x.</param>
    /// <param name="signs">Its signed components.</param>
    public static (ShaderValue X, ShaderValue Y, ShaderValue Z) Map(ShaderBuilder b, DotMapping mapping, ShaderValue color, ColorMask signs)
    {
        ShaderValue red = ByteOf(b, b.Extract(color, 0), (signs & ColorMask.Red) != 0);
        ShaderValue green = ByteOf(b, b.Extract(color, 1), (signs & ColorMask.Green) != 0);
        ShaderValue blue = ByteOf(b, b.Extract(color, 2), (signs & ColorMask.Blue) != 0);
        ShaderValue high = b.Or(b.ShiftLeft(ByteOf(b, b.Extract(color, 3), (signs & ColorMask.Alpha) != 0), b.Int(8)), red);
        ShaderValue low = b.Or(b.ShiftLeft(green, b.Int(8)), blue);
        (ShaderValue X, ShaderValue Y, ShaderValue Z) Each(Func<ShaderValue, ShaderValue> map) => (map(red), map(green), map(blue));
        return mapping switch
        {
            DotMapping.ZeroToOne => Each(v => b.Divide(ToFloat(b, v), b.Float(255))),
            DotMapping.MinusOneToOneDirect3D => Each(v => b.Divide(ToFloat(b, b.Subtract(v, b.Int(128))), b.Float(127))),
            DotMapping.MinusOneToOneOpenGL => Each(v => OfOpenGL(b, Signed(b, v, 24), 255)),
            DotMapping.MinusOneToOne => Each(v => b.Divide(ToFloat(b, Signed(b, v, 24)), b.Float(127))),
            DotMapping.HiLoOne => (b.Divide(ToFloat(b, high), b.Float(65535)), b.Divide(ToFloat(b, low), b.Float(65535)), b.Float(1)),
            DotMapping.HiLoHemisphereDirect3D => Hemisphere(b, high, low, v => b.Divide(ToFloat(b, b.Subtract(v, b.Int(32768))), b.Float(32767))),
            DotMapping.HiLoHemisphereOpenGL => Hemisphere(b, high, low, v => OfOpenGL(b, Signed(b, v, 16), 65535)),
            _ => Hemisphere(b, high, low, v => b.Divide(ToFloat(b, Signed(b, v, 16)), b.Float(32767))),
        };
    }

    /// <summary>The byte that a component was: a signed one counts twice, and its byte is a two's complement.</summary>
    public static ShaderValue ByteOf(ShaderBuilder b, ShaderValue component, bool isSigned) =>
        b.And(b.Convert(b.RoundEven(b.Multiply(component, b.Float(isSigned ? 127.5f : 255))), ShaderScalar.Int), b.Int(255));

    /// <summary>A byte as a signed number.</summary>
    public static ShaderValue SignedByte(ShaderBuilder b, ShaderValue value) => Signed(b, value, 24);

    private static ShaderValue ToFloat(ShaderBuilder b, ShaderValue value) => b.Convert(value, ShaderScalar.Float);

    private static ShaderValue Signed(ShaderBuilder b, ShaderValue value, int shift) => b.ShiftRight(b.ShiftLeft(value, b.Int(shift)), b.Int(shift));

    private static ShaderValue OfOpenGL(ShaderBuilder b, ShaderValue signed, float most) =>
        b.Divide(ToFloat(b, b.Add(b.Multiply(signed, b.Int(2)), b.Int(1))), b.Float(most));

    private static (ShaderValue X, ShaderValue Y, ShaderValue Z) Hemisphere(ShaderBuilder b, ShaderValue high, ShaderValue low, Func<ShaderValue, ShaderValue> map)
    {
        (ShaderValue x, ShaderValue y) = (map(high), map(low));
        ShaderValue rest = b.Subtract(b.Subtract(b.Float(1), b.Multiply(x, x)), b.Multiply(y, y));
        return (x, y, b.SquareRoot(b.Select(b.Less(b.Float(0), rest), rest, b.Float(0))));
    }
}
