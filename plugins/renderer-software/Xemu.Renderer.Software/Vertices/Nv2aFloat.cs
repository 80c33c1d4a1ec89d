using System.Numerics;
using System.Runtime.CompilerServices;

namespace Xemu.Renderer.Software;

/// <summary>Arithmetic as the chip's vertex units do it, where it differs from IEEE 754.</summary>
internal static class Nv2aFloat
{
    private const float MinReciprocal = 5.42101e-20f;
    private const float MaxReciprocal = 1.884467e+19f;

    /// <summary>A product with 0 is 0, also with an infinity or a NaN; a zero that IEEE 754 gives keeps its sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Multiply(float a, float b)
    {
        float product = a * b;
        return float.IsNaN(product) && (a == 0 || b == 0) ? 0 : product;
    }

    /// <summary>The same by component.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector4 Multiply(Vector4 a, Vector4 b)
    {
        Vector4 product = a * b;

        // Only infinities and NaNs make a NaN out of a zero; they are rare.
        return Vector4.EqualsAll(product, product)
            ? product
            : new Vector4(Multiply(a.X, b.X), Multiply(a.Y, b.Y), Multiply(a.Z, b.Z), Multiply(a.W, b.W));
    }

    /// <summary>1 / x with a magnitude from 2^-64 to 2^64.</summary>
    public static float ReciprocalClamped(float x)
    {
        float value = 1f / x;
        return value > 0 ? Math.Clamp(value, MinReciprocal, MaxReciprocal) : Math.Clamp(value, -MaxReciprocal, -MinReciprocal);
    }

    /// <summary>1 / √|x|.</summary>
    public static float ReciprocalSquareRoot(float x) => 1f / MathF.Sqrt(MathF.Abs(x));
}
