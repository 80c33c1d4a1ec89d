using System.Runtime.CompilerServices;

namespace Xemu.Cpu.X86;

/// <summary>Reads and writes general registers by the byte offset that an op carries, and by name.</summary>
internal static unsafe class Reg
{
    public const int Eax = 0;
    public const int Ecx = 1;
    public const int Edx = 2;
    public const int Ebx = 3;
    public const int Esp = 4;
    public const int Ebp = 5;
    public const int Esi = 6;
    public const int Edi = 7;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Get<TW>(CpuState* s, byte offset)
        where TW : struct, IWidth => TW.Load((byte*)s + offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Set<TW>(CpuState* s, byte offset, uint value)
        where TW : struct, IWidth => TW.Store((byte*)s + offset, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Get32(CpuState* s, byte offset) => *(uint*)((byte*)s + offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Set32(CpuState* s, byte offset, uint value) => *(uint*)((byte*)s + offset) = value;

    /// <summary>Physical x87 register n; MMn is its mantissa.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static X87Register* X87(CpuState* s, uint physical) => &s->St0Physical + (physical & 7);

    /// <summary>XMMn, 16 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Xmm(CpuState* s, uint number) => s->Xmm + (16 * (number & 7));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Segment* Seg(CpuState* s, uint number) => &s->Es + number;
}
