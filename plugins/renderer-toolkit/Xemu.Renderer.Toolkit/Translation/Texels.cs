using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Toolkit;

/// <summary>Translates the unpacking of a texel's word: red in the lowest byte, alpha in the highest.</summary>
internal static class Texels
{
    /// <summary>Four components from 0 to 1, signed ones from -1 to 1.</summary>
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
        ShaderValue value = b.Divide(b.Convert(number, ShaderScalar.Float), b.Float(127));
        return b.Select(b.Less(value, b.Float(-1)), b.Float(-1), value);
    }
}
