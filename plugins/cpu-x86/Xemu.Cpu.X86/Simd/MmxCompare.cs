using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Xemu.Cpu.X86;

/// <summary>PCMPEQB.</summary>
internal readonly struct Pcmpeqb : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b) => Lanes.Low(Vector128.Equals(Lanes.S8(a), Lanes.S8(b)));
}

/// <summary>PCMPGTB: signed.</summary>
internal readonly struct Pcmpgtb : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b) => Lanes.Low(Vector128.GreaterThan(Lanes.S8(a), Lanes.S8(b)));
}

/// <summary>PCMPEQW.</summary>
internal readonly struct Pcmpeqw : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b) => Lanes.Low(Vector128.Equals(Lanes.S16(a), Lanes.S16(b)));
}

/// <summary>PCMPGTW: signed.</summary>
internal readonly struct Pcmpgtw : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b) => Lanes.Low(Vector128.GreaterThan(Lanes.S16(a), Lanes.S16(b)));
}

/// <summary>PCMPEQD.</summary>
internal readonly struct Pcmpeqd : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b) => Lanes.Low(Vector128.Equals(Lanes.S32(a), Lanes.S32(b)));
}

/// <summary>PCMPGTD: signed.</summary>
internal readonly struct Pcmpgtd : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b) => Lanes.Low(Vector128.GreaterThan(Lanes.S32(a), Lanes.S32(b)));
}
