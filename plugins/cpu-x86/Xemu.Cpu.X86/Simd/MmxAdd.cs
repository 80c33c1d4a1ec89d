using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Xemu.Cpu.X86;

/// <summary>PADDB.</summary>
internal readonly struct Paddb : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b) => Lanes.Low(Lanes.U8(a) + Lanes.U8(b));
}

/// <summary>PSUBB.</summary>
internal readonly struct Psubb : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b) => Lanes.Low(Lanes.U8(a) - Lanes.U8(b));
}

/// <summary>PADDW.</summary>
internal readonly struct Paddw : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b) => Lanes.Low(Lanes.U16(a) + Lanes.U16(b));
}

/// <summary>PSUBW.</summary>
internal readonly struct Psubw : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b) => Lanes.Low(Lanes.U16(a) - Lanes.U16(b));
}

/// <summary>PADDD.</summary>
internal readonly struct Paddd : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b) => Lanes.Low(Lanes.U32(a) + Lanes.U32(b));
}

/// <summary>PSUBD.</summary>
internal readonly struct Psubd : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b) => Lanes.Low(Lanes.U32(a) - Lanes.U32(b));
}

/// <summary>PADDSB.</summary>
internal readonly struct Paddsb : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b) => Lanes.Low(Vector128.AddSaturate(Lanes.S8(a), Lanes.S8(b)));
}

/// <summary>PSUBSB.</summary>
internal readonly struct Psubsb : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b) => Lanes.Low(Vector128.SubtractSaturate(Lanes.S8(a), Lanes.S8(b)));
}

/// <summary>PADDSW.</summary>
internal readonly struct Paddsw : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b) => Lanes.Low(Vector128.AddSaturate(Lanes.S16(a), Lanes.S16(b)));
}

/// <summary>PSUBSW.</summary>
internal readonly struct Psubsw : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b) => Lanes.Low(Vector128.SubtractSaturate(Lanes.S16(a), Lanes.S16(b)));
}

/// <summary>PADDUSB.</summary>
internal readonly struct Paddusb : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b) => Lanes.Low(Vector128.AddSaturate(Lanes.U8(a), Lanes.U8(b)));
}

/// <summary>PSUBUSB.</summary>
internal readonly struct Psubusb : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b) => Lanes.Low(Vector128.SubtractSaturate(Lanes.U8(a), Lanes.U8(b)));
}

/// <summary>PADDUSW.</summary>
internal readonly struct Paddusw : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b) => Lanes.Low(Vector128.AddSaturate(Lanes.U16(a), Lanes.U16(b)));
}

/// <summary>PSUBUSW.</summary>
internal readonly struct Psubusw : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b) => Lanes.Low(Vector128.SubtractSaturate(Lanes.U16(a), Lanes.U16(b)));
}
