using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Xemu.Cpu.X86;

/// <summary>Tests whether all elements are zero or normal, see <see cref="Single32.IsPlain"/>.</summary>
internal static class PlainVectors
{
    private const float SmallestNormal = 1.17549435E-38f;

    /// <summary>A mask of the elements that are normal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Normal(Vector128<float> a)
    {
        Vector128<float> magnitude = Vector128.Abs(a);
        return Vector128.GreaterThanOrEqual(magnitude, Vector128.Create(SmallestNormal))
            & Vector128.LessThan(magnitude, Vector128.Create(float.PositiveInfinity));
    }

    /// <summary>The same without the smallest normal number, which may have been rounded up to from below: an underflow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> AboveSmallest(Vector128<float> a)
    {
        Vector128<float> magnitude = Vector128.Abs(a);
        return Vector128.GreaterThan(magnitude, Vector128.Create(SmallestNormal))
            & Vector128.LessThan(magnitude, Vector128.Create(float.PositiveInfinity));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Are(Vector128<float> a, Vector128<float> b) => All(Plain(a) & Plain(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Are(Vector128<float> a, Vector128<float> b, Vector128<float> c) => All(Plain(a) & Plain(b) & Plain(c));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Plain(Vector128<float> a) => Normal(a) | Vector128.Equals(a, Vector128<float>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool All(Vector128<float> mask) => mask.ExtractMostSignificantBits() == 15;
}
