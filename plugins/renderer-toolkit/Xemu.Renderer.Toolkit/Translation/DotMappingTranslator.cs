using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Toolkit;

/// <summary>Translates how a texture result is read as the vector of a dot product.</summary>
internal static class DotMappingTranslator
{
    /// <summary>The three numbers.</summary>
    /// <param name="b">Where the code goes.</param>
    /// <param name="mapping">How.</param>
    /// <param name="color">The result, red in x.</param>
    public static (ShaderValue X, ShaderValue Y, ShaderValue Z) Map(ShaderBuilder b, DotMapping mapping, ShaderValue color) => mapping switch
    {
        DotMapping.ZeroToOne => (b.Extract(color, 0), b.Extract(color, 1), b.Extract(color, 2)),
        DotMapping.MinusOneToOneDirect3D => Each(b, color, v => b.Divide(ToFloat(b, b.Subtract(v, b.Int(128))), b.Float(127))),
        DotMapping.MinusOneToOneOpenGL => Each(b, color, v => OfOpenGL(b, Signed(b, v, 24), 255)),
        DotMapping.MinusOneToOne => Each(b, color, v => b.Divide(ToFloat(b, Signed(b, v, 24)), b.Float(127))),
        DotMapping.HiLoOne => (b.Divide(ToFloat(b, High(b, color)), b.Float(65535)), b.Divide(ToFloat(b, Low(b, color)), b.Float(65535)), b.Float(1)),
        DotMapping.HiLoHemisphereDirect3D => Hemisphere(b, color, v => b.Divide(ToFloat(b, b.Subtract(v, b.Int(32768))), b.Float(32767))),
        DotMapping.HiLoHemisphereOpenGL => Hemisphere(b, color, v => OfOpenGL(b, Signed(b, v, 16), 65535)),
        _ => Hemisphere(b, color, v => b.Divide(ToFloat(b, Signed(b, v, 16)), b.Float(32767))),
    };

    /// <summary>A component as a byte; a negative one as its two's complement.</summary>
    public static ShaderValue ByteOf(ShaderBuilder b, ShaderValue component)
    {
        ShaderValue one = b.Float(1);
        ShaderValue isNegative = b.Less(component, b.Float(0));
        ShaderValue scaled = b.Select(
            isNegative,
            b.Multiply(component, b.Float(127)),
            b.Multiply(b.Select(b.Less(component, one), component, one), b.Float(255)));
        return b.And(b.Convert(b.RoundEven(scaled), ShaderScalar.Int), b.Int(255));
    }

    /// <summary>A byte as a signed number.</summary>
    public static ShaderValue SignedByte(ShaderBuilder b, ShaderValue value) => Signed(b, value, 24);

    private static ShaderValue ToFloat(ShaderBuilder b, ShaderValue value) => b.Convert(value, ShaderScalar.Float);

    private static ShaderValue Signed(ShaderBuilder b, ShaderValue value, int shift) => b.ShiftRight(b.ShiftLeft(value, b.Int(shift)), b.Int(shift));

    private static ShaderValue OfOpenGL(ShaderBuilder b, ShaderValue signed, float most) =>
        b.Divide(ToFloat(b, b.Add(b.Multiply(signed, b.Int(2)), b.Int(1))), b.Float(most));

    private static (ShaderValue X, ShaderValue Y, ShaderValue Z) Each(ShaderBuilder b, ShaderValue color, Func<ShaderValue, ShaderValue> map) =>
        (map(ByteOf(b, b.Extract(color, 0))), map(ByteOf(b, b.Extract(color, 1))), map(ByteOf(b, b.Extract(color, 2))));

    private static ShaderValue High(ShaderBuilder b, ShaderValue color) => Pair(b, color, 3, 0);

    private static ShaderValue Low(ShaderBuilder b, ShaderValue color) => Pair(b, color, 1, 2);

    private static ShaderValue Pair(ShaderBuilder b, ShaderValue color, int high, int low) =>
        b.Or(b.ShiftLeft(ByteOf(b, b.Extract(color, high)), b.Int(8)), ByteOf(b, b.Extract(color, low)));

    private static (ShaderValue X, ShaderValue Y, ShaderValue Z) Hemisphere(ShaderBuilder b, ShaderValue color, Func<ShaderValue, ShaderValue> map)
    {
        (ShaderValue x, ShaderValue y) = (map(High(b, color)), map(Low(b, color)));
        ShaderValue rest = b.Subtract(b.Subtract(b.Float(1), b.Multiply(x, x)), b.Multiply(y, y));
        return (x, y, b.SquareRoot(b.Select(b.Less(b.Float(0), rest), rest, b.Float(0))));
    }
}
