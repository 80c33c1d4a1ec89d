using System.Numerics;
using System.Runtime.CompilerServices;

namespace Xemu.Gpu.Vertices;

/// <summary>Arithmetic as the chip's vertex units do it, where it differs from IEEE 754.</summary>
/// <remarks>
/// <para>
/// Results are rounded towards 0. Derived from pictures of the console: with it, and with no other rounding, projected vertices fall on the sixteenths of
/// pixels that the pictures show (nxdk_pgraph_tests, "Shade model" and "Vertex shader rounding tests"); NV_vertex_program asks for it too. Thus what grows too
/// large is the greatest number and no infinity (nxdk_vsh_tests, DP3, DP4 and DPH), and what grows too small is 0 (ILU RCP).
/// </para>
/// <para>
/// Sums, those of dot products too, are one sum: each summand is cut off <see cref="GuardBits"/> bits below the last bit of the largest one. Measured on the
/// console: 0.123457 · -6.243211e15 + -0.000423457 · -8.901235e25 + -8.901235e25 · 0.000423457 is -7.0368744e14 (a DP3 that the unit tests of nv2a_vsh_cpu
/// record), which sums of two do not give, nor fewer than four bits, nor more than five; with four two pictures of "Lighting spotlight" differ that are met
/// with five. Products are cut to 24 bits before: whole ones, and rounded ones, spoil "Depth buffer fixed function".
/// </para>
/// </remarks>
internal static class Nv2aFloat
{
    /// <summary>Bits that a summand keeps below the last one of the largest.</summary>
    public const int GuardBits = 5;

    /// <summary>A summand that changes nothing.</summary>
    public const float Nothing = -0f;

    /// <summary>The least number that is not taken for 0.</summary>
    public const float MinNormal = 1.17549435e-38f;

    /// <summary>2^-64.</summary>
    public const float MinReciprocal = 5.4210109e-20f;

    /// <summary>2^64 (nxdk_vsh_tests, RCC).</summary>
    public const float MaxReciprocal = 1.8446744e19f;

    /// <summary>Bits of the fixed-point number that the largest summand becomes.</summary>
    public const int SumBits = 24 + GuardBits;

    /// <summary>The exponent of infinities and of what is no number.</summary>
    public const int SpecialExponent = 0xFF;

    private const int MantissaMask = 0x7F_FFFF;
    private const int HiddenBit = 0x80_0000;

    /// <summary>A product with 0 is 0, also with an infinity or a NaN; denormals are 0.</summary>
    public static float Multiply(float a, float b)
    {
        if (MathF.Abs(a) < MinNormal || MathF.Abs(b) < MinNormal)
        {
            return 0;
        }

        // Two mantissas of 24 bits make 48, which a double holds.
        double product = (double)a * b;
        if (!float.IsFinite(a) || !float.IsFinite(b))
        {
            return Special((float)product);
        }

        double magnitude = BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(Math.Abs(product)) & (-1L << 29));
        return MathF.CopySign(magnitude < MinNormal ? 0 : (float)Math.Min(magnitude, float.MaxValue), (float)product);
    }

    /// <summary>The same by component.</summary>
    public static Vector4 Multiply(Vector4 a, Vector4 b) =>
        new(Multiply(a.X, b.X), Multiply(a.Y, b.Y), Multiply(a.Z, b.Z), Multiply(a.W, b.W));

    /// <summary>A sum of up to four.</summary>
    public static float Sum(float a, float b, float c = Nothing, float d = Nothing)
    {
        int exponent = Math.Max(Math.Max(ExponentOf(a), ExponentOf(b)), Math.Max(ExponentOf(c), ExponentOf(d)));
        if (exponent == SpecialExponent)
        {
            return Special(SpecialOf(a) + SpecialOf(b) + SpecialOf(c) + SpecialOf(d));
        }

        int sum = Aligned(a, exponent) + Aligned(b, exponent) + Aligned(c, exponent) + Aligned(d, exponent);
        return sum == 0 ? BitConverter.Int32BitsToSingle(BitsOf(a) & BitsOf(b) & BitsOf(c) & BitsOf(d) & int.MinValue) : ToFloat(sum, exponent);
    }

    /// <summary>A sum by component.</summary>
    public static Vector4 Add(Vector4 a, Vector4 b) => new(Sum(a.X, b.X), Sum(a.Y, b.Y), Sum(a.Z, b.Z), Sum(a.W, b.W));

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

    private static int OrderOf(float x) => BitsOf(x) ^ ((BitsOf(x) >> 31) & int.MaxValue);

    private static int BitsOf(float x) => BitConverter.SingleToInt32Bits(x);

    private static int ExponentOf(float x) => (BitsOf(x) >> 23) & SpecialExponent;

    /// <summary>A summand as a fixed-point number whose place the largest exponent sets.</summary>
    private static int Aligned(float x, int exponent)
    {
        int lost = exponent - ExponentOf(x);
        if (ExponentOf(x) == 0 || lost >= SumBits)
        {
            return 0;
        }

        int magnitude = (((BitsOf(x) & MantissaMask) | HiddenBit) << GuardBits) >> lost;
        return BitsOf(x) < 0 ? -magnitude : magnitude;
    }

    private static float ToFloat(int sum, int exponent)
    {
        uint magnitude = (uint)Math.Abs(sum);
        int bits = 32 - BitOperations.LeadingZeroCount(magnitude);
        int mantissa = (int)(bits > 24 ? magnitude >> (bits - 24) : magnitude << (24 - bits));
        exponent += bits - SumBits;
        float value = exponent switch
        {
            <= 0 => 0,
            >= SpecialExponent => float.MaxValue,
            _ => BitConverter.Int32BitsToSingle((exponent << 23) | (mantissa & MantissaMask)),
        };
        return sum < 0 ? -value : value;
    }

    private static float SpecialOf(float x) => float.IsFinite(x) ? 0 : x;

    /// <summary>An infinity, or the one NaN, which is positive, and so above all numbers.</summary>
    private static float Special(float x) => float.IsNaN(x) ? BitConverter.UInt32BitsToSingle(0x7FC0_0000) : x;

    private static float Flush(float x) => MathF.Abs(x) < MinNormal ? MathF.CopySign(0, x) : x;

    /// <summary>Takes back the last bit of a number that was rounded away from 0.</summary>
    /// <param name="nearest">The number.</param>
    /// <param name="error">What it lacks; only the sign counts.</param>
    private static float TowardsZero(float nearest, float error) =>
        (nearest > 0 && error < 0) || (nearest < 0 && error > 0)
            ? BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(nearest) - 1)
            : nearest;
}
