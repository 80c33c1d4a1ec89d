namespace Xemu.Renderer.Toolkit;

/// <summary>Translates the conversion of luminance and chrominance to colours. Source: the software renderer's, from pictures of the console.</summary>
internal static class LuminanceChrominanceTranslator
{
    /// <summary>Converts.</summary>
    /// <param name="b">Where the code goes.</param>
    /// <param name="texel">Y in x, Cb in y, Cr in z; alpha stays.</param>
    public static ShaderValue Convert(ShaderBuilder b, ShaderValue texel)
    {
        ShaderValue y = Product(b, 298, Byte(b, texel, 0), 8);
        ShaderValue cb = Byte(b, texel, 1);
        ShaderValue cr = Byte(b, texel, 2);
        ShaderValue green = b.Add(Even(b, 100, cb), Even(b, 208, cr));
        return b.Construct(
            Component(b, b.Add(y, Even(b, 409, cr)), -223),
            Component(b, b.Subtract(y, green), 136),
            Component(b, b.Add(y, Product(b, 516, cb, 8)), -277),
            b.Extract(texel, 3));
    }

    private static ShaderValue Byte(ShaderBuilder b, ShaderValue texel, int component) =>
        b.Convert(b.RoundEven(b.Multiply(b.Extract(texel, component), b.Float(255))), ShaderScalar.Int);

    private static ShaderValue Product(ShaderBuilder b, int factor, ShaderValue value, int shift) =>
        b.ShiftRight(b.Multiply(b.Int(factor), value), b.Int(shift));

    /// <summary>A product in 256ths, cut off to an even number.</summary>
    private static ShaderValue Even(ShaderBuilder b, int factor, ShaderValue value) => b.ShiftLeft(Product(b, factor, value, 9), b.Int(1));

    private static ShaderValue Component(ShaderBuilder b, ShaderValue value, int offset)
    {
        ShaderValue bounded = b.Clamp(b.Add(value, b.Int(offset)), b.Int(0), b.Int(255));
        return b.Divide(b.Convert(bounded, ShaderScalar.Float), b.Float(255));
    }
}
