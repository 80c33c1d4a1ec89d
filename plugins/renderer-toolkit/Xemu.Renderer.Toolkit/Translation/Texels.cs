using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Toolkit;

/// <summary>Translates the unpacking of a texel's word: red in the lowest byte, alpha in the highest.</summary>
internal static class Texels
{
    /// <summary>Four components from 0 to 1; a signed byte counts twice, so that signed ones run from -256/255 to 254/255.</summary>
    public static ShaderValue Unpack(ShaderBuilder b, ShaderValue word, ColorMask signed) => b.Construct(
        Component(b, word, 0, signed, ColorMask.Red),
        Component(b, word, 8, signed, ColorMask.Green),
        Component(b, word, 16, signed, ColorMask.Blue),
        Component(b, word, 24, signed, ColorMask.Alpha));

    private static ShaderValue Component(ShaderBuilder b, ShaderValue word, int shift, ColorMask signed, ColorMask component)
    {
        if ((signed & component) == 0)
        {
            ShaderValue bits = b.And(b.ShiftRight(word, b.Uint((uint)shift)), b.Uint(255));
            return b.Multiply(b.Convert(bits, ShaderScalar.Float), b.Float(1f / 255f));
        }

        ShaderValue number = b.ShiftRight(b.ShiftLeft(b.Reinterpret(word, ShaderScalar.Int), b.Int(24 - shift)), b.Int(24));
        return b.Divide(b.Convert(b.ShiftLeft(number, b.Int(1)), ShaderScalar.Float), b.Float(255));
    }
}
