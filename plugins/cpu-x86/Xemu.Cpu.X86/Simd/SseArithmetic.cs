using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Xemu.Cpu.X86;

/// <summary>ADDPS, ADDSS.</summary>
internal readonly struct SseAdd : ISseOperation
{
    public static bool IsExact => false;

    public static uint Exact(uint a, uint b, uint mxcsr, ref uint flags) => Single32.Add(a, b, mxcsr, ref flags);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Fast(Vector128<float> a, Vector128<float> b, out Vector128<float> result)
    {
        result = a + b;
        return PlainVectors.Are(a, b, result);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool FastScalar(uint a, uint b, out uint result)
    {
        result = BitConverter.SingleToUInt32Bits(Single32.Float(a) + Single32.Float(b));
        return Single32.IsPlain(a) && Single32.IsPlain(b) && Single32.IsPlain(result);
    }
}

/// <summary>SUBPS, SUBSS.</summary>
internal readonly struct SseSubtract : ISseOperation
{
    public static bool IsExact => false;

    public static uint Exact(uint a, uint b, uint mxcsr, ref uint flags) => Single32.Subtract(a, b, mxcsr, ref flags);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Fast(Vector128<float> a, Vector128<float> b, out Vector128<float> result)
    {
        result = a - b;
        return PlainVectors.Are(a, b, result);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool FastScalar(uint a, uint b, out uint result)
    {
        result = BitConverter.SingleToUInt32Bits(Single32.Float(a) - Single32.Float(b));
        return Single32.IsPlain(a) && Single32.IsPlain(b) && Single32.IsPlain(result);
    }
}

/// <summary>MULPS, MULSS.</summary>
internal readonly struct SseMultiply : ISseOperation
{
    public static bool IsExact => false;

    public static uint Exact(uint a, uint b, uint mxcsr, ref uint flags) => Single32.Multiply(a, b, mxcsr, ref flags);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Fast(Vector128<float> a, Vector128<float> b, out Vector128<float> result)
    {
        // A product of zero is exact only if a factor is zero.
        result = a * b;
        Vector128<float> zeroFactor = Vector128.Equals(a, Vector128<float>.Zero) | Vector128.Equals(b, Vector128<float>.Zero);
        return PlainVectors.Are(a, b) && (PlainVectors.AboveSmallest(result) | zeroFactor).ExtractMostSignificantBits() == 15;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool FastScalar(uint a, uint b, out uint result)
    {
        result = BitConverter.SingleToUInt32Bits(Single32.Float(a) * Single32.Float(b));
        return Single32.IsPlain(a) && Single32.IsPlain(b) && (Single32.IsAboveSmallest(result) || Single32.IsZero(a) || Single32.IsZero(b));
    }
}

/// <summary>DIVPS, DIVSS.</summary>
internal readonly struct SseDivide : ISseOperation
{
    public static bool IsExact => false;

    public static uint Exact(uint a, uint b, uint mxcsr, ref uint flags) => Single32.Divide(a, b, mxcsr, ref flags);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Fast(Vector128<float> a, Vector128<float> b, out Vector128<float> result)
    {
        // A zero divisor gives an infinity or a NaN, which is not normal, unless 0 / 0: a NaN beside a zero dividend.
        result = a / b;
        Vector128<float> zeroDividend = Vector128.AndNot(Vector128.Equals(a, Vector128<float>.Zero), Vector128.Equals(b, Vector128<float>.Zero));
        return PlainVectors.Are(a, b) && (PlainVectors.AboveSmallest(result) | zeroDividend).ExtractMostSignificantBits() == 15;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool FastScalar(uint a, uint b, out uint result)
    {
        result = BitConverter.SingleToUInt32Bits(Single32.Float(a) / Single32.Float(b));
        return Single32.IsPlain(a) && Single32.IsPlain(b) && (Single32.IsAboveSmallest(result) || (Single32.IsZero(a) && !Single32.IsZero(b)));
    }
}

/// <summary>SQRTPS, SQRTSS.</summary>
internal readonly struct SseSquareRoot : ISseOperation
{
    public static bool IsExact => false;

    public static uint Exact(uint a, uint b, uint mxcsr, ref uint flags) => Single32.SquareRoot(b, mxcsr, ref flags);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Fast(Vector128<float> a, Vector128<float> b, out Vector128<float> result)
    {
        // The root of a negative number is a NaN, which is not plain.
        result = Vector128.Sqrt(b);
        return PlainVectors.Are(b, result);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool FastScalar(uint a, uint b, out uint result)
    {
        result = BitConverter.SingleToUInt32Bits(MathF.Sqrt(Single32.Float(b)));
        return Single32.IsPlain(b) && Single32.IsPlain(result);
    }
}

/// <summary>MINPS, MINSS.</summary>
internal readonly struct SseMinimum : ISseOperation
{
    public static bool IsExact => true;

    public static uint Exact(uint a, uint b, uint mxcsr, ref uint flags) => Single32.Minimum(a, b, ref flags);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Fast(Vector128<float> a, Vector128<float> b, out Vector128<float> result)
    {
        result = Vector128.ConditionalSelect(Vector128.LessThan(a, b), a, b);
        return PlainVectors.Are(a, b);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool FastScalar(uint a, uint b, out uint result)
    {
        result = Single32.Float(a) < Single32.Float(b) ? a : b;
        return Single32.IsPlain(a) && Single32.IsPlain(b);
    }
}

/// <summary>MAXPS, MAXSS.</summary>
internal readonly struct SseMaximum : ISseOperation
{
    public static bool IsExact => true;

    public static uint Exact(uint a, uint b, uint mxcsr, ref uint flags) => Single32.Maximum(a, b, ref flags);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Fast(Vector128<float> a, Vector128<float> b, out Vector128<float> result)
    {
        result = Vector128.ConditionalSelect(Vector128.GreaterThan(a, b), a, b);
        return PlainVectors.Are(a, b);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool FastScalar(uint a, uint b, out uint result)
    {
        result = Single32.Float(a) > Single32.Float(b) ? a : b;
        return Single32.IsPlain(a) && Single32.IsPlain(b);
    }
}

/// <summary>RCPPS, RCPSS.</summary>
internal readonly struct SseReciprocal : ISseOperation
{
    public static bool IsExact => true;

    public static uint Exact(uint a, uint b, uint mxcsr, ref uint flags) => Approximation.Reciprocal(b);

    public static bool Fast(Vector128<float> a, Vector128<float> b, out Vector128<float> result)
    {
        result = default;
        return false;
    }

    public static bool FastScalar(uint a, uint b, out uint result)
    {
        result = 0;
        return false;
    }
}

/// <summary>RSQRTPS, RSQRTSS.</summary>
internal readonly struct SseReciprocalRoot : ISseOperation
{
    public static bool IsExact => true;

    public static uint Exact(uint a, uint b, uint mxcsr, ref uint flags) => Approximation.ReciprocalRoot(b);

    public static bool Fast(Vector128<float> a, Vector128<float> b, out Vector128<float> result)
    {
        result = default;
        return false;
    }

    public static bool FastScalar(uint a, uint b, out uint result)
    {
        result = 0;
        return false;
    }
}
