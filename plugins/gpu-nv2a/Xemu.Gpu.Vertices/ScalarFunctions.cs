namespace Xemu.Gpu.Vertices;

/// <summary>The functions of the chip's scalar unit that have several results, each result by itself.</summary>
internal static class ScalarFunctions
{
    /// <summary>The greatest integer that is not above a number, within the range of the address register.</summary>
    public static float Address(float x) => (int)Math.Clamp(MathF.Floor(x), -4096, 4096);

    /// <summary>2^⌊x⌋.</summary>
    public static float WholePower(float x) => MathF.ScaleB(1, (int)Math.Clamp(MathF.Floor(x), -200, 200));

    /// <summary>x - ⌊x⌋.</summary>
    public static float Fraction(float x) => x - MathF.Floor(x);

    /// <summary>2^x.</summary>
    public static float Power(float x) => MathF.Pow(2, x);

    /// <summary>The exponent of a magnitude.</summary>
    public static float Exponent(float x) => x == 0 ? float.NegativeInfinity : MathF.ILogB(MathF.Abs(x));

    /// <summary>The mantissa of a magnitude, from 1 to 2.</summary>
    public static float Mantissa(float x) => x == 0 ? 1 : MathF.ScaleB(MathF.Abs(x), -MathF.ILogB(MathF.Abs(x)));

    /// <summary>log2 of a magnitude.</summary>
    public static float Logarithm(float x) => x == 0 ? float.NegativeInfinity : MathF.Log2(MathF.Abs(x));

    /// <summary>At least 0.</summary>
    public static float Diffuse(float x) => MathF.Max(x, 0);

    /// <summary>y^power where x is above 0, else 0. 0 has no power but 0, not even that of 0 (nxdk_vsh_tests, LIT).</summary>
    /// <param name="x">The cosine of the light.</param>
    /// <param name="y">The cosine of the highlight.</param>
    /// <param name="power">Kept within what an eight-bit fixed-point number holds (NV_vertex_program, LIT).</param>
    public static float Specular(float x, float y, float power) => x > 0 && y > 0 ? MathF.Pow(y, Math.Clamp(power, -127.99609f, 127.99609f)) : 0;
}
