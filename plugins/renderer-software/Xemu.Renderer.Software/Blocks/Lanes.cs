using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Xemu.Renderer.Software;

/// <summary>A block of pixels that are worked on at once: sixteen beside each other, a lane each.</summary>
internal static class Lanes
{
    /// <summary>Pixels of a block.</summary>
    public const int Count = 16;

    /// <summary>All of them, a bit each, the leftmost lowest.</summary>
    public const uint All = 0xFFFF;

    /// <summary>The left half of them.</summary>
    public const uint Half = 0xFF;

    /// <summary>The bits of a mask.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Bits(Vector512<float> mask) => (uint)mask.ExtractMostSignificantBits();

    /// <summary>The bits of a mask.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Bits(Vector512<int> mask) => (uint)mask.ExtractMostSignificantBits();

    /// <summary>A lane's number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref float At(ref Vector512<float> lanes, int lane) => ref Unsafe.Add(ref Unsafe.As<Vector512<float>, float>(ref lanes), lane & (Count - 1));

    /// <summary>Which of eight numbers are above 0, a bit each.</summary>
    /// <param name="inside">The numbers.</param>
    /// <param name="takesEdge">Whether those count that are 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Inside(Vector512<double> inside, bool takesEdge) => (uint)(takesEdge
        ? Vector512.GreaterThanOrEqual(inside, Vector512<double>.Zero)
        : Vector512.GreaterThan(inside, Vector512<double>.Zero)).ExtractMostSignificantBits();

    /// <summary>Numbers in 24 bits; of those above 0 what is beyond is cut off.</summary>
    /// <param name="low">The left half.</param>
    /// <param name="high">The right half.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> CutOff(Vector512<double> low, Vector512<double> high)
    {
        Vector512<float> nearest = Vector512.Narrow(low, high);
        (Vector512<double> nearestLow, Vector512<double> nearestHigh) = Vector512.Widen(nearest);
        Vector512<int> isAbove = Vector512.Narrow(Vector512.GreaterThan(nearestLow, low).AsInt64(), Vector512.GreaterThan(nearestHigh, high).AsInt64());
        return (nearest.AsInt32() + (isAbove & Vector512.GreaterThan(nearest, Vector512<float>.Zero).AsInt32())).AsSingle();
    }

    /// <summary>Bytes from 0 to 255, as integers, as numbers from 0 to 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> FromByte(Vector512<int> bytes) => Vector512.ConvertToSingle(bytes) * (1f / 255f);

    /// <summary>Numbers from 0 to 1 as bytes, rounded to the nearest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> ToByte(Vector512<float> value) => Vector512.ConvertToInt32((Saturate(value) * 255f) + Vector512.Create(0.5f));

    /// <summary>From 0 to 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Saturate(Vector512<float> value) => Vector512.Min(Vector512.Max(value, Vector512<float>.Zero), Vector512<float>.One);

    /// <summary>The lowest lane of a mask that is not 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int First(uint mask) => BitOperations.TrailingZeroCount(mask);
}
