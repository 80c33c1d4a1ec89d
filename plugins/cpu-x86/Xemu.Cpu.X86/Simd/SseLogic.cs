using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Xemu.Cpu.X86;

/// <summary>ANDPS.</summary>
internal readonly struct SseAnd : IPackedOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Apply(Vector128<uint> a, Vector128<uint> b, uint immediate) => a & b;
}

/// <summary>ANDNPS: the first operand is inverted.</summary>
internal readonly struct SseAndNot : IPackedOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Apply(Vector128<uint> a, Vector128<uint> b, uint immediate) => ~a & b;
}

/// <summary>ORPS.</summary>
internal readonly struct SseOr : IPackedOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Apply(Vector128<uint> a, Vector128<uint> b, uint immediate) => a | b;
}

/// <summary>XORPS.</summary>
internal readonly struct SseXor : IPackedOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Apply(Vector128<uint> a, Vector128<uint> b, uint immediate) => a ^ b;
}

/// <summary>The second operand.</summary>
internal readonly struct SseMove : IPackedOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Apply(Vector128<uint> a, Vector128<uint> b, uint immediate) => b;
}

/// <summary>MOVSS xmm, xmm: the lowest element only.</summary>
internal readonly struct SseMoveLowest : IPackedOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Apply(Vector128<uint> a, Vector128<uint> b, uint immediate) => a.WithElement(0, b.ToScalar());
}

/// <summary>MOVHLPS: the high half of the second to the low half.</summary>
internal readonly struct SseMoveHighToLow : IPackedOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Apply(Vector128<uint> a, Vector128<uint> b, uint immediate) => Vector128.Create(b.GetUpper(), a.GetUpper());
}

/// <summary>MOVLHPS: the low half of the second to the high half.</summary>
internal readonly struct SseMoveLowToHigh : IPackedOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Apply(Vector128<uint> a, Vector128<uint> b, uint immediate) => Vector128.Create(a.GetLower(), b.GetLower());
}

/// <summary>UNPCKLPS.</summary>
internal readonly struct SseUnpackLow : IPackedOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Apply(Vector128<uint> a, Vector128<uint> b, uint immediate) =>
        Vector128.Create(a.GetElement(0), b.GetElement(0), a.GetElement(1), b.GetElement(1));
}

/// <summary>UNPCKHPS.</summary>
internal readonly struct SseUnpackHigh : IPackedOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Apply(Vector128<uint> a, Vector128<uint> b, uint immediate) =>
        Vector128.Create(a.GetElement(2), b.GetElement(2), a.GetElement(3), b.GetElement(3));
}

/// <summary>SHUFPS: two elements of the first operand, then two of the second.</summary>
internal readonly unsafe struct SseShuffle : IPackedOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Apply(Vector128<uint> a, Vector128<uint> b, uint immediate)
    {
        // SAFETY: all indexes are two bits.
        uint* x = (uint*)&a;
        uint* y = (uint*)&b;
        return Vector128.Create(x[immediate & 3], x[(immediate >> 2) & 3], y[(immediate >> 4) & 3], y[(immediate >> 6) & 3]);
    }
}
