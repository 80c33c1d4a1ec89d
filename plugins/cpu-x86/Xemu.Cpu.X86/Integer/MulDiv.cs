using Iced.Intel;

namespace Xemu.Cpu.X86;

/// <summary>MUL IMUL DIV IDIV.</summary>
/// <remarks>
/// Undefined flags: MUL and IMUL leave SF, ZF, AF and PF as they were, DIV and IDIV all, as AMD's processors do, so that a translator on these has nothing to mend.
/// </remarks>
internal static unsafe class MulDiv
{
    public static void Register(HandlerTable t)
    {
        t.Add(Code.Mul_rm8, &MulReg<W8>, &MulMem<W8>);
        t.Add(Code.Mul_rm16, &MulReg<W16>, &MulMem<W16>);
        t.Add(Code.Mul_rm32, &MulReg<W32>, &MulMem<W32>);
        t.Add(Code.Imul_rm8, &ImulReg<W8>, &ImulMem<W8>);
        t.Add(Code.Imul_rm16, &ImulReg<W16>, &ImulMem<W16>);
        t.Add(Code.Imul_rm32, &ImulReg<W32>, &ImulMem<W32>);
        t.Add(Code.Imul_r16_rm16, &Imul2Reg<W16>, &Imul2Mem<W16>);
        t.Add(Code.Imul_r32_rm32, &Imul2Reg<W32>, &Imul2Mem<W32>);
        t.Add(Code.Imul_r16_rm16_imm16, &Imul3Reg<W16>, &Imul3Mem<W16>);
        t.Add(Code.Imul_r32_rm32_imm32, &Imul3Reg<W32>, &Imul3Mem<W32>);
        t.Add(Code.Imul_r16_rm16_imm8, &Imul3Reg<W16>, &Imul3Mem<W16>);
        t.Add(Code.Imul_r32_rm32_imm8, &Imul3Reg<W32>, &Imul3Mem<W32>);
        t.Add(Code.Div_rm8, &DivReg<W8>, &DivMem<W8>);
        t.Add(Code.Div_rm16, &DivReg<W16>, &DivMem<W16>);
        t.Add(Code.Div_rm32, &DivReg<W32>, &DivMem<W32>);
        t.Add(Code.Idiv_rm8, &IdivReg<W8>, &IdivMem<W8>);
        t.Add(Code.Idiv_rm16, &IdivReg<W16>, &IdivMem<W16>);
        t.Add(Code.Idiv_rm32, &IdivReg<W32>, &IdivMem<W32>);
    }

    private static bool MulReg<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth => Mul<TW>(s, Reg.Get<TW>(s, op->R0));

    private static bool MulMem<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth => Mem.ReadOperand<TW>(s, op, out uint b) && Mul<TW>(s, b);

    private static bool ImulReg<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth => Imul<TW>(s, Reg.Get<TW>(s, op->R0));

    private static bool ImulMem<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth => Mem.ReadOperand<TW>(s, op, out uint b) && Imul<TW>(s, b);

    private static bool Imul2Reg<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth => Imul<TW>(s, op, Reg.Get<TW>(s, op->R0), Reg.Get<TW>(s, op->R1));

    private static bool Imul2Mem<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth => Mem.ReadOperand<TW>(s, op, out uint b) && Imul<TW>(s, op, Reg.Get<TW>(s, op->R0), b);

    private static bool Imul3Reg<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth => Imul<TW>(s, op, Reg.Get<TW>(s, op->R1), op->Imm);

    private static bool Imul3Mem<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth => Mem.ReadOperand<TW>(s, op, out uint a) && Imul<TW>(s, op, a, op->Imm);

    private static bool DivReg<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth => Div<TW>(s, Reg.Get<TW>(s, op->R0));

    private static bool DivMem<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth => Mem.ReadOperand<TW>(s, op, out uint b) && Div<TW>(s, b);

    private static bool IdivReg<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth => Idiv<TW>(s, Reg.Get<TW>(s, op->R0));

    private static bool IdivMem<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth => Mem.ReadOperand<TW>(s, op, out uint b) && Idiv<TW>(s, b);

    private static bool Mul<TW>(CpuState* s, uint b)
        where TW : struct, IWidth
    {
        ulong product = (ulong)Reg.Get<TW>(s, 0) * b;
        SetWide<TW>(s, product);
        SetOverflow(s, (product >> TW.Bits) != 0);
        return true;
    }

    private static bool Imul<TW>(CpuState* s, uint b)
        where TW : struct, IWidth
    {
        long product = (long)(int)TW.SignExtend(Reg.Get<TW>(s, 0)) * (int)TW.SignExtend(b);
        SetWide<TW>(s, (ulong)product);
        SetOverflow(s, product != (int)TW.SignExtend((uint)product));
        return true;
    }

    private static bool Imul<TW>(CpuState* s, Op* op, uint a, uint b)
        where TW : struct, IWidth
    {
        long product = (long)(int)TW.SignExtend(a) * (int)TW.SignExtend(b);
        Reg.Set<TW>(s, op->R0, (uint)product);
        SetOverflow(s, product != (int)TW.SignExtend((uint)product));
        return true;
    }

    private static void SetOverflow(CpuState* s, bool overflow) => Flags.SetCoa(s, overflow, overflow, Flags.Af(s));

    /// <summary>Stores to AX, DX:AX or EDX:EAX.</summary>
    private static void SetWide<TW>(CpuState* s, ulong value)
        where TW : struct, IWidth
    {
        if (typeof(TW) == typeof(W8))
        {
            Reg.Set<W16>(s, 0, (uint)value);
            return;
        }

        Reg.Set<TW>(s, 0, (uint)value);
        Reg.Set<TW>(s, 4 * Reg.Edx, (uint)(value >> TW.Bits));
    }

    private static ulong GetWide<TW>(CpuState* s)
        where TW : struct, IWidth =>
        typeof(TW) == typeof(W8)
            ? Reg.Get<W16>(s, 0)
            : ((ulong)Reg.Get<TW>(s, 4 * Reg.Edx) << TW.Bits) | Reg.Get<TW>(s, 0);

    /// <summary>Stores quotient and remainder; AL and AH are one register's halves.</summary>
    private static void SetQuotient<TW>(CpuState* s, uint quotient, uint remainder)
        where TW : struct, IWidth
    {
        Reg.Set<TW>(s, 0, quotient);
        Reg.Set<TW>(s, typeof(TW) == typeof(W8) ? (byte)1 : (byte)(4 * Reg.Edx), remainder);
    }

    private static bool Div<TW>(CpuState* s, uint b)
        where TW : struct, IWidth
    {
        if (b == 0)
        {
            return Fault.DivideError(s);
        }

        ulong a = GetWide<TW>(s);
        ulong quotient = a / b;
        if (quotient > TW.Mask)
        {
            return Fault.DivideError(s);
        }

        SetQuotient<TW>(s, (uint)quotient, (uint)(a % b));
        return true;
    }

    private static bool Idiv<TW>(CpuState* s, uint b)
        where TW : struct, IWidth
    {
        long divisor = (int)TW.SignExtend(b);
        ulong wide = GetWide<TW>(s);
        long a = typeof(TW) == typeof(W8) ? (short)wide : typeof(TW) == typeof(W16) ? (int)wide : (long)wide;
        if (divisor == 0 || (divisor == -1 && a == long.MinValue))
        {
            return Fault.DivideError(s);
        }

        long quotient = a / divisor;
        if (quotient != (int)TW.SignExtend((uint)quotient))
        {
            return Fault.DivideError(s);
        }

        SetQuotient<TW>(s, (uint)quotient, (uint)(a % divisor));
        return true;
    }
}
