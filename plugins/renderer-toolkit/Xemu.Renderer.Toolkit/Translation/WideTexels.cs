using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Toolkit;

/// <summary>Translates texels of two numbers of 16 bits: filters mix those, and the bytes of the results are the components.</summary>
internal static class WideTexels
{
    /// <summary>The upper number, alpha and red, and the lower one, green and blue, of a texel's word.</summary>
    public static ShaderValue Join(ShaderBuilder b, ShaderValue word, ColorMask signed)
    {
        ShaderValue high = b.Or(b.ShiftLeft(Byte(b, word, 24), b.Uint(8)), Byte(b, word, 0));
        ShaderValue low = b.Or(b.ShiftLeft(Byte(b, word, 8), b.Uint(8)), Byte(b, word, 16));
        return b.Construct(Number(b, high, signed & ColorMask.Alpha), Number(b, low, signed & ColorMask.Green), b.Float(0), b.Float(0));
    }

    /// <summary>Red, green, blue, alpha of both numbers.</summary>
    public static ShaderValue Split(ShaderBuilder b, ShaderValue numbers, ColorMask signed)
    {
        (ShaderValue high, ShaderValue low) = (Bits(b, b.Extract(numbers, 0)), Bits(b, b.Extract(numbers, 1)));
        ShaderValue word = b.Or(
            b.Or(Byte(b, high, 0), b.ShiftLeft(Byte(b, low, 8), b.Uint(8))),
            b.Or(b.ShiftLeft(Byte(b, low, 0), b.Uint(16)), b.ShiftLeft(Byte(b, high, 8), b.Uint(24))));
        return Texels.Unpack(b, word, signed);
    }

    private static ShaderValue Byte(ShaderBuilder b, ShaderValue word, uint shift) => b.And(b.ShiftRight(word, b.Uint(shift)), b.Uint(255));

    private static ShaderValue Number(ShaderBuilder b, ShaderValue bits, ColorMask sign)
    {
        ShaderValue number = b.Reinterpret(bits, ShaderScalar.Int);
        return b.Convert(sign == 0 ? number : b.ShiftRight(b.ShiftLeft(number, b.Int(16)), b.Int(16)), ShaderScalar.Float);
    }

    private static ShaderValue Bits(ShaderBuilder b, ShaderValue number) => b.Reinterpret(b.Convert(b.RoundEven(number), ShaderScalar.Int), ShaderScalar.Uint);
}
