using System.Numerics;
using System.Runtime.CompilerServices;

namespace Xemu.Cpu.X86;

/// <summary>The lazy arithmetic flags.</summary>
/// <remarks>
/// ZF is <c>FlagZ == 0</c>. SF is bit 31 of <c>FlagSp</c>, PF the parity of its low byte. <c>FlagC</c> is a carry vector: bit 31 is CF,
/// bit 30 is CF ^ OF, bit 3 is AF. An operation stores its result, sign-extended to 32 bits, in the first two, and its carries out of
/// each bit (moved up so that the carry out of the top bit is bit 31; bit 3 always the carry out of bit 3) in the third.
/// </remarks>
internal static unsafe class Flags
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Cf(CpuState* s) => (int)s->FlagC < 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint CfBit(CpuState* s) => s->FlagC >> 31;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Zf(CpuState* s) => s->FlagZ == 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Sf(CpuState* s) => (int)s->FlagSp < 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Of(CpuState* s) => (int)(s->FlagC ^ (s->FlagC << 1)) < 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Pf(CpuState* s) => (BitOperations.PopCount(s->FlagSp & 0xFF) & 1) == 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Af(CpuState* s) => (s->FlagC & 8) != 0;

    /// <summary>After AND, OR, XOR, TEST: CF, OF and (undefined by the manual, clear on silicon) AF are 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetLogic<TW>(CpuState* s, uint result)
        where TW : struct, IWidth
    {
        uint r = TW.SignExtend(result);
        s->FlagZ = r;
        s->FlagSp = r;
        s->FlagC = 0;
    }

    /// <summary>After a + b (+ carry) = result: the carries follow from the three alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetAdd<TW>(CpuState* s, uint a, uint b, uint result)
        where TW : struct, IWidth
    {
        uint r = TW.SignExtend(result);
        s->FlagZ = r;
        s->FlagSp = r;
        s->FlagC = Align<TW>((a & b) | ((a | b) & ~result));
    }

    /// <summary>After a - b (- borrow) = result.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetSub<TW>(CpuState* s, uint a, uint b, uint result)
        where TW : struct, IWidth
    {
        uint r = TW.SignExtend(result);
        s->FlagZ = r;
        s->FlagSp = r;
        s->FlagC = Align<TW>((~a & b) | ((~a | b) & result));
    }

    /// <summary>Sets SF, ZF and PF by a result, and the others to what is given.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetResult<TW>(CpuState* s, uint result, bool cf, bool of, bool af)
        where TW : struct, IWidth
    {
        uint r = TW.SignExtend(result);
        s->FlagZ = r;
        s->FlagSp = r;
        SetCoa(s, cf, of, af);
    }

    /// <summary>Sets CF, OF and AF only.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetCoa(CpuState* s, bool cf, bool of, bool af) =>
        s->FlagC = (cf ? 0x8000_0000 : 0) | (cf != of ? 0x4000_0000u : 0) | (af ? 8u : 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetCf(CpuState* s, bool cf) => SetCoa(s, cf, Of(s), Af(s));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetZf(CpuState* s, bool zf) => s->FlagZ = zf ? 0u : 1u;

    /// <summary>CF PF AF ZF SF OF in their places.</summary>
    public static uint GetArithmetic(CpuState* s) =>
        (Cf(s) ? Efl.Cf : 0) | (Pf(s) ? Efl.Pf : 0) | (Af(s) ? Efl.Af : 0) | (Zf(s) ? Efl.Zf : 0) | (Sf(s) ? Efl.Sf : 0) | (Of(s) ? Efl.Of : 0);

    /// <summary>Sets the six arithmetic flags from an EFLAGS image.</summary>
    public static void SetArithmetic(CpuState* s, uint eflags)
    {
        s->FlagZ = (~eflags & Efl.Zf) >> 6;
        s->FlagSp = ((eflags & Efl.Sf) << 24) | ((~eflags & Efl.Pf) >> 2);
        SetCoa(s, (eflags & Efl.Cf) != 0, (eflags & Efl.Of) != 0, (eflags & Efl.Af) != 0);
    }

    /// <summary>The whole register.</summary>
    public static uint GetEflags(CpuState* s) => s->EflagsRest | GetArithmetic(s);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Align<TW>(uint carries)
        where TW : struct, IWidth
    {
        if (typeof(TW) == typeof(W32))
        {
            return carries;
        }

        return (carries << (32 - TW.Bits)) | (carries & 8);
    }
}
