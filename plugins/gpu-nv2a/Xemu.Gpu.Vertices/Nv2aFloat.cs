using System.Numerics;
using System.Runtime.CompilerServices;

namespace Xemu.Gpu.Vertices;

/// <summary>Arithmetic as the chip's vertex units do it, where it differs from IEEE 754.</summary>
/// <remarks>
/// Results are rounded towards 0. Derived from pictures of the console: with it, and with no other rounding, projected vertices fall on the sixteenths of
/// pixels that the pictures show (nxdk_pgraph_tests, "Shade model" and "Vertex shader rounding tests").
/// </remarks>
internal static class Nv2aFloat
{
    private const float MinReciprocal = 5.42101e-20f;
    private const float MaxReciprocal = 1.884467e+19f;

    private const float MinNormal = 1.17549435e-38f;

    /// <summary>A product with 0 is 0, also with an infinity or a NaN; denormals are 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Multiply(float a, float b)
    {
        if (MathF.Abs(a) < MinNormal || MathF.Abs(b) < MinNormal)
        {
            return 0;
        }

        float product = a * b;
        return TowardsZero(product, MathF.FusedMultiplyAdd(a, b, -product));
    }

    /// <summary>The same by component.</summary>
    public static Vector4 Multiply(Vector4 a, Vector4 b) =>
        new(Multiply(a.X, b.X), Multiply(a.Y, b.Y), Multiply(a.Z, b.Z), Multiply(a.W, b.W));

    /// <summary>A sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Add(float a, float b)
    {
        float sum = a + b;
        float part = sum - a;
        return TowardsZero(sum, (a - (sum - part)) + (b - part));
    }

    /// <summary>The same by component.</summary>
    public static Vector4 Add(Vector4 a, Vector4 b) => new(Add(a.X, b.X), Add(a.Y, b.Y), Add(a.Z, b.Z), Add(a.W, b.W));

    /// <summary>1 / x.</summary>
    public static float Reciprocal(float x)
    {
        if (MathF.Abs(x) < MinNormal)
        {
            return MathF.CopySign(float.PositiveInfinity, x);
        }

        float value = 1f / x;
        return TowardsZero(value, MathF.FusedMultiplyAdd(-value, x, 1) * x);
    }

    /// <summary>1 / x with a magnitude from 2^-64 to 2^64.</summary>
    public static float ReciprocalClamped(float x)
    {
        float value = Reciprocal(x);
        return value > 0 ? Math.Clamp(value, MinReciprocal, MaxReciprocal) : Math.Clamp(value, -MaxReciprocal, -MinReciprocal);
    }

    /// <summary>1 / √|x|.</summary>
    public static float ReciprocalSquareRoot(float x) => 1f / MathF.Sqrt(MathF.Abs(x));

    /// <summary>Takes back the last bit of a number that was rounded away from 0.</summary>
    /// <param name="nearest">The number.</param>
    /// <param name="error">What it lacks; only the sign counts.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float TowardsZero(float nearest, float error) =>
        (nearest > 0 && error < 0) || (nearest < 0 && error > 0)
            ? BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(nearest) - 1)
            : nearest;
}
