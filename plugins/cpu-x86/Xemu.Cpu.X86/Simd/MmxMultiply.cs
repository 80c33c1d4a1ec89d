using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Xemu.Cpu.X86;

/// <summary>PMULLW: low words of the products.</summary>
internal readonly struct Pmullw : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b) => Lanes.Low(Lanes.S16(a) * Lanes.S16(b));
}

/// <summary>PMULHW: high words of the signed products.</summary>
internal readonly struct Pmulhw : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b) => Lanes.NarrowU32((Lanes.WideS16(a) * Lanes.WideS16(b)).AsUInt32() >>> 16);
}

/// <summary>PMULHUW: high words of the unsigned products.</summary>
internal readonly struct Pmulhuw : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b) => Lanes.NarrowU32((Lanes.WideU16(a) * Lanes.WideU16(b)) >>> 16);
}

/// <summary>PMADDWD: sums of neighbouring signed products; 0x8000 four times gives 0x8000_0000.</summary>
internal readonly struct Pmaddwd : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b)
    {
        Vector128<int> products = Lanes.WideS16(a) * Lanes.WideS16(b);
        Vector128<int> even = Vector128.Shuffle(products, Vector128.Create(0, 2, 0, 2));
        Vector128<int> odd = Vector128.Shuffle(products, Vector128.Create(1, 3, 1, 3));
        return Lanes.Low(even + odd);
    }
}

/// <summary>PSADBW: sum of absolute differences of bytes.</summary>
internal readonly struct Psadbw : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b)
    {
        Vector128<byte> x = Lanes.U8(a);
        Vector128<byte> y = Lanes.U8(b);
        Vector128<byte> differences = Vector128.Max(x, y) - Vector128.Min(x, y);
        return Vector128.Sum(Vector128.WidenLower(differences));
    }
}

/// <summary>PAVGB: averages, rounded up.</summary>
internal readonly struct Pavgb : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b) => Lanes.Low(Vector128.Narrow((Lanes.WideU8(a) + Lanes.WideU8(b) + Vector128<ushort>.One) >>> 1, Vector128<ushort>.Zero));
}

/// <summary>PAVGW: averages, rounded up.</summary>
internal readonly struct Pavgw : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b) => Lanes.NarrowU32((Lanes.WideU16(a) + Lanes.WideU16(b) + Vector128<uint>.One) >>> 1);
}

/// <summary>PMINUB.</summary>
internal readonly struct Pminub : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b) => Lanes.Low(Vector128.Min(Lanes.U8(a), Lanes.U8(b)));
}

/// <summary>PMAXUB.</summary>
internal readonly struct Pmaxub : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b) => Lanes.Low(Vector128.Max(Lanes.U8(a), Lanes.U8(b)));
}

/// <summary>PMINSW.</summary>
internal readonly struct Pminsw : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b) => Lanes.Low(Vector128.Min(Lanes.S16(a), Lanes.S16(b)));
}

/// <summary>PMAXSW.</summary>
internal readonly struct Pmaxsw : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b) => Lanes.Low(Vector128.Max(Lanes.S16(a), Lanes.S16(b)));
}
