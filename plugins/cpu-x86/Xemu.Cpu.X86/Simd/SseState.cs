using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Xemu.Cpu.X86;

/// <summary>XMM registers and MXCSR.</summary>
internal static unsafe class SseState
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Read(CpuState* s, uint number) => Vector128.Load((uint*)Reg.Xmm(s, number));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(CpuState* s, uint number, Vector128<uint> value) => value.Store((uint*)Reg.Xmm(s, number));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint ReadLow(CpuState* s, uint number) => *(uint*)Reg.Xmm(s, number);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteLow(CpuState* s, uint number, uint value) => *(uint*)Reg.Xmm(s, number) = value;

    /// <summary>Rounding to nearest, and a PE more would change nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool OnlyPrecisionAndSet(CpuState* s) =>
        (s->Mxcsr & (Mxcsr.RoundingField | Mxcsr.PrecisionMask | Mxcsr.Precision)) == (Mxcsr.PrecisionMask | Mxcsr.Precision);

    /// <summary>Adds flags to MXCSR. False: one is unmasked, and #XM or #UD is recorded.</summary>
    /// <remarks>
    /// IE, DE and ZE are found before the operation begins: an unmasked one leaves OE, UE and PE of all elements alone. SDM vol. 1, 11.5.3 and appendix E.
    /// </remarks>
    public static bool Report(CpuState* s, uint flags)
    {
        uint unmasked = flags & ~(s->Mxcsr >> Mxcsr.MaskShift);
        if ((unmasked & Mxcsr.BeforeFlags) != 0)
        {
            flags &= Mxcsr.BeforeFlags;
        }

        s->Mxcsr |= flags;
        return unmasked == 0 || FpuGuard.RaiseSimd(s);
    }
}
