using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Toolkit;

/// <summary>Translates what becomes of a colour on its way into a surface of 16 bits: what the surface has no room for is cut off, dithered or not.</summary>
internal static class DitherTranslator
{
    /// <summary>Translates.</summary>
    /// <param name="b">Where the code goes.</param>
    /// <param name="key">What the shader follows from.</param>
    /// <param name="bytes">The colour in bytes, as floating-point numbers.</param>
    /// <param name="position">The fragment's centre.</param>
    public static ShaderValue Translate(ShaderBuilder b, in PixelShaderKey key, ShaderValue bytes, ShaderValue position)
    {
        if (key.CutTo == SurfaceFormat.None)
        {
            return bytes;
        }

        float greenStep = key.CutTo == SurfaceFormat.R5G6B5 ? 4 : 8;
        ShaderValue red = b.Extract(bytes, 0);
        ShaderValue green = b.Extract(bytes, 1);
        ShaderValue blue = b.Extract(bytes, 2);
        if (key.IsDithered)
        {
            ShaderValue level = Level(b, position);
            (red, blue) = (Raise(b, red, level, 8), Raise(b, blue, level, 8));
            green = Raise(b, green, level, greenStep);
        }

        return b.Construct(Cut(b, red, 8), Cut(b, green, greenStep), Cut(b, blue, 8), b.Extract(bytes, 3));
    }

    /// <summary>The place in a square of 4 by 4 pixels, 0 to 15, in the order of Bayer's matrix: the lowest bits of x xor y and of y count most.</summary>
    private static ShaderValue Level(ShaderBuilder b, ShaderValue position)
    {
        ShaderValue x = b.Convert(b.Floor(b.Extract(position, 0)), ShaderScalar.Int);
        ShaderValue y = b.Convert(b.Floor(b.Extract(position, 1)), ShaderScalar.Int);
        ShaderValue across = b.Xor(x, y);
        ShaderValue high = b.Or(b.ShiftLeft(b.And(across, b.Int(1)), b.Int(3)), b.ShiftLeft(b.And(y, b.Int(1)), b.Int(2)));
        ShaderValue low = b.Or(b.And(across, b.Int(2)), b.ShiftRight(b.And(y, b.Int(2)), b.Int(1)));
        return b.Convert(b.Or(high, low), ShaderScalar.Float);
    }

    /// <summary>A component and as much of what will be cut off as the level says, at most 255.</summary>
    private static ShaderValue Raise(ShaderBuilder b, ShaderValue component, ShaderValue level, float step)
    {
        ShaderValue raised = b.Add(component, b.Floor(b.Multiply(level, b.Float(step / 16))));
        ShaderValue most = b.Float(255);
        return b.Select(b.Less(raised, most), raised, most);
    }

    private static ShaderValue Cut(ShaderBuilder b, ShaderValue component, float step) =>
        b.Multiply(b.Floor(b.Multiply(component, b.Float(1 / step))), b.Float(step));
}
