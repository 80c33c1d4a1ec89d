using System.Runtime.CompilerServices;

namespace Xemu.Cpu.X86;

/// <summary>PAND.</summary>
internal readonly struct Pand : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b) => a & b;
}

/// <summary>PANDN: the first operand is inverted.</summary>
internal readonly struct Pandn : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b) => ~a & b;
}

/// <summary>POR.</summary>
internal readonly struct Por : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b) => a | b;
}

/// <summary>PXOR.</summary>
internal readonly struct Pxor : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b) => a ^ b;
}

/// <summary>The second operand.</summary>
internal readonly struct MmxMove : IMmxOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply(ulong a, ulong b) => b;
}
