using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Xemu.Cpu.X86;

/// <summary>64-bit values as the low half of a host vector, and back.</summary>
internal static class Lanes
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> U8(ulong value) => Vector128.CreateScalar(value).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<sbyte> S8(ulong value) => Vector128.CreateScalar(value).AsSByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ushort> U16(ulong value) => Vector128.CreateScalar(value).AsUInt16();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<short> S16(ulong value) => Vector128.CreateScalar(value).AsInt16();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> U32(ulong value) => Vector128.CreateScalar(value).AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> S32(ulong value) => Vector128.CreateScalar(value).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Low<T>(Vector128<T> vector) => vector.AsUInt64().ToScalar();

    /// <summary>Four unsigned words, zero-extended to dwords.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> WideU16(ulong value) => Vector128.WidenLower(U16(value));

    /// <summary>Four signed words, sign-extended to dwords.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> WideS16(ulong value) => Vector128.WidenLower(S16(value));

    /// <summary>Eight bytes, zero-extended to words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ushort> WideU8(ulong value) => Vector128.WidenLower(U8(value));

    /// <summary>The low words of four dwords.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong NarrowU32(Vector128<uint> wide) => Low(Vector128.Narrow(wide, wide));
}
