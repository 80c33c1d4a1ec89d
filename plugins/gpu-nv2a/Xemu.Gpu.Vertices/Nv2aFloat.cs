using System.Numerics;
using System.Runtime.CompilerServices;

namespace Xemu.Gpu.Vertices;

/// <summary>Arithmetic as the chip's vertex units do it, where it differs from IEEE 754.</summary>
/// <remarks>
/// Results are rounded towards 0. Derived from pictures of the console: with it, and with no other rounding, projected vertices fall on the sixteenths of
/// pixels that the pictures show (nxdk_pgraph_tests, "Shade model" and "Vertex shader rounding tests"). Thus what grows too large is the greatest number
/// and no infinity (nxdk_vsh_tests, DP3, DP4 and DPH), and what grows too small is 0 (ILU RCP).
/// </remarks>
internal static class Nv2aFloat
{
    /// <summary>2^-64.</summary>
    private const float MinReciprocal = 5.4210109e-20f;

    /// <summary>2^64 (nxdk_vsh_tests, RCC).</summary>
    private const float MaxReciprocal = 1.8446744e19f;

    /// <summary>Bits that a summand keeps below the last one of the other (nxdk_vsh_tests, DP3 and MAD: far smaller ones vanish). How many: unverified; pictures of the console are met with 2 and more.</summary>
    private const int GuardBits = 3;

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
        if (!float.IsFinite(product))
        {
            return Limit(product, a, b);
        }

        return Flush(TowardsZero(product, MathF.FusedMultiplyAdd(a, b, -product)));
    }

    /// <summary>The same by component.</summary>
    public static Vector4 Multiply(Vector4 a, Vector4 b) =>
        new(Multiply(a.X, b.X), Multiply(a.Y, b.Y), Multiply(a.Z, b.Z), Multiply(a.W, b.W));

    /// <summary>A sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Add(float a, float b)
    {
        (a, b) = (Aligned(a, b), Aligned(b, a));
        float sum = a + b;
        if (!float.IsFinite(sum))
        {
            return Limit(sum, a, b);
        }

        float part = sum - a;
        return Flush(TowardsZero(sum, (a - (sum - part)) + (b - part)));
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
        return Flush(TowardsZero(value, MathF.FusedMultiplyAdd(-value, x, 1) * x));
    }

    /// <summary>1 / x with a magnitude from 2^-64 to 2^64.</summary>
    public static float ReciprocalClamped(float x)
    {
        float value = Reciprocal(x);
        return float.IsNaN(value) ? value : MathF.CopySign(Math.Clamp(MathF.Abs(value), MinReciprocal, MaxReciprocal), value);
    }

    /// <summary>1 / √|x|.</summary>
    public static float ReciprocalSquareRoot(float x) => 1f / MathF.Sqrt(MathF.Abs(x));

    /// <summary>Whether a number comes before another in the order of their signs and bits: -0 comes before 0 (nxdk_vsh_tests, SLT and SGE). How NaNs compare: unverified.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsLess(float a, float b) => OrderOf(a) < OrderOf(b);

    /// <summary>A summand without the bits that are lost when it is shifted to the place of the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Aligned(float x, float other)
    {
        int bits = BitConverter.SingleToInt32Bits(x);
        int lost = ExponentOf(BitConverter.SingleToInt32Bits(other)) - ExponentOf(bits) - GuardBits;
        return lost switch
        {
            <= 0 => x,
            > 23 => 0,
            _ => BitConverter.Int32BitsToSingle(bits & (-1 << lost)),
        };
    }

    private static int ExponentOf(int bits) => (bits >> 23) & 0xFF;

    private static int OrderOf(float x)
    {
        int bits = BitConverter.SingleToInt32Bits(x);
        return bits < 0 ? -1 - (bits & int.MaxValue) : bits;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Flush(float x) => MathF.Abs(x) < MinNormal ? MathF.CopySign(0, x) : x;

    /// <summary>The greatest number in the place of an infinity that comes of two numbers; a NaN is positive, and so above all numbers.</summary>
    private static float Limit(float result, float a, float b)
    {
        if (float.IsNaN(result))
        {
            return MathF.Abs(result);
        }

        return float.IsFinite(a) && float.IsFinite(b) ? MathF.CopySign(float.MaxValue, result) : result;
    }

    /// <summary>Takes back the last bit of a number that was rounded away from 0.</summary>
    /// <param name="nearest">The number.</param>
    /// <param name="error">What it lacks; only the sign counts.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float TowardsZero(float nearest, float error) =>
        (nearest > 0 && error < 0) || (nearest < 0 && error > 0)
            ? BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(nearest) - 1)
            : nearest;
}
