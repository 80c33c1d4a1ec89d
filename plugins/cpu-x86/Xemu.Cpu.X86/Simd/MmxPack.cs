using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Xemu.Cpu.X86;

/// <summary>PACKSSWB: signed words to signed bytes, the first operand low.</summary>
internal readonly struct Packsswb : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b) => Lanes.Low(Vector128.NarrowWithSaturation(Vector128.Create(a, b).AsInt16(), Vector128<short>.Zero));
}

/// <summary>PACKSSDW: signed dwords to signed words.</summary>
internal readonly struct Packssdw : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b) => Lanes.Low(Vector128.NarrowWithSaturation(Vector128.Create(a, b).AsInt32(), Vector128<int>.Zero));
}

/// <summary>PACKUSWB: signed words to unsigned bytes.</summary>
internal readonly struct Packuswb : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b) => Lanes.Low(Vector128.Narrow(
        Vector128.Min(Vector128.Max(Vector128.Create(a, b).AsInt16(), Vector128<short>.Zero), Vector128.Create((short)255)).AsUInt16(),
        Vector128<ushort>.Zero));
}

/// <summary>PUNPCKLBW.</summary>
internal readonly struct Punpcklbw : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b) => Lanes.Low(Lanes.WideU8(a & 0xFFFF_FFFF) | (Lanes.WideU8(b & 0xFFFF_FFFF) << 8));
}

/// <summary>PUNPCKHBW.</summary>
internal readonly struct Punpckhbw : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b) => Punpcklbw.Apply(a >> 32, b >> 32);
}

/// <summary>PUNPCKLWD.</summary>
internal readonly struct Punpcklwd : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b) => Lanes.Low(Lanes.WideU16(a) | (Lanes.WideU16(b) << 16));
}

/// <summary>PUNPCKHWD.</summary>
internal readonly struct Punpckhwd : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b) => Punpcklwd.Apply(a >> 32, b >> 32);
}

/// <summary>PUNPCKLDQ.</summary>
internal readonly struct Punpckldq : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b) => (uint)a | (b << 32);
}

/// <summary>PUNPCKHDQ.</summary>
internal readonly struct Punpckhdq : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b) => (a >> 32) | (b & 0xFFFF_FFFF_0000_0000);
}
