using System.Runtime.CompilerServices;

namespace Xemu.Cpu.X86;

/// <summary>PSLLW: a count of the element size or more gives 0.</summary>
internal readonly struct Psllw : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b) => b >= 16 ? 0 : Lanes.Low(Lanes.U16(a) << (int)b);
}

/// <summary>PSRLW: a count of the element size or more gives 0.</summary>
internal readonly struct Psrlw : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b) => b >= 16 ? 0 : Lanes.Low(Lanes.U16(a) >>> (int)b);
}

/// <summary>PSRAW: a count of the element size or more gives the sign.</summary>
internal readonly struct Psraw : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b) => Lanes.Low(Lanes.S16(a) >> (int)Math.Min(b, 15));
}

/// <summary>PSLLD: a count of the element size or more gives 0.</summary>
internal readonly struct Pslld : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b) => b >= 32 ? 0 : Lanes.Low(Lanes.U32(a) << (int)b);
}

/// <summary>PSRLD: a count of the element size or more gives 0.</summary>
internal readonly struct Psrld : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b) => b >= 32 ? 0 : Lanes.Low(Lanes.U32(a) >>> (int)b);
}

/// <summary>PSRAD: a count of the element size or more gives the sign.</summary>
internal readonly struct Psrad : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b) => Lanes.Low(Lanes.S32(a) >> (int)Math.Min(b, 31));
}

/// <summary>PSLLQ.</summary>
internal readonly struct Psllq : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b) => b >= 64 ? 0 : a << (int)b;
}

/// <summary>PSRLQ.</summary>
internal readonly struct Psrlq : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b) => b >= 64 ? 0 : a >> (int)b;
}
