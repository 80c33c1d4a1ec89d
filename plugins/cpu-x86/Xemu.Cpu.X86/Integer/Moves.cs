using Iced.Intel;

namespace Xemu.Cpu.X86;

/// <summary>MOV MOVZX MOVSX LEA XCHG BSWAP XLAT and sign extensions.</summary>
internal static unsafe class Moves
{
    public static void Register(HandlerTable t)
    {
        Mov<W8>(t, Code.Mov_rm8_r8, Code.Mov_r8_rm8, Code.Mov_AL_moffs8, Code.Mov_moffs8_AL, Code.Mov_r8_imm8, Code.Mov_rm8_imm8);
        Mov<W16>(t, Code.Mov_rm16_r16, Code.Mov_r16_rm16, Code.Mov_AX_moffs16, Code.Mov_moffs16_AX, Code.Mov_r16_imm16, Code.Mov_rm16_imm16);
        Mov<W32>(t, Code.Mov_rm32_r32, Code.Mov_r32_rm32, Code.Mov_EAX_moffs32, Code.Mov_moffs32_EAX, Code.Mov_r32_imm32, Code.Mov_rm32_imm32);
        t.Add(Code.Movzx_r16_rm8, &ExtendReg<W16, W8, Unsigned>, &ExtendMem<W16, W8, Unsigned>);
        t.Add(Code.Movzx_r32_rm8, &ExtendReg<W32, W8, Unsigned>, &ExtendMem<W32, W8, Unsigned>);
        t.Add(Code.Movzx_r16_rm16, &ExtendReg<W16, W16, Unsigned>, &ExtendMem<W16, W16, Unsigned>);
        t.Add(Code.Movzx_r32_rm16, &ExtendReg<W32, W16, Unsigned>, &ExtendMem<W32, W16, Unsigned>);
        t.Add(Code.Movsx_r16_rm8, &ExtendReg<W16, W8, Signed>, &ExtendMem<W16, W8, Signed>);
        t.Add(Code.Movsx_r32_rm8, &ExtendReg<W32, W8, Signed>, &ExtendMem<W32, W8, Signed>);
        t.Add(Code.Movsx_r16_rm16, &ExtendReg<W16, W16, Signed>, &ExtendMem<W16, W16, Signed>);
        t.Add(Code.Movsx_r32_rm16, &ExtendReg<W32, W16, Signed>, &ExtendMem<W32, W16, Signed>);
        t.Add(Code.Lea_r16_m, &OpBuilder.InvalidOpcode, &Lea<W16>);
        t.Add(Code.Lea_r32_m, &OpBuilder.InvalidOpcode, &Lea<W32>);
        t.Add(Code.Xchg_rm8_r8, &XchgReg<W8>, &XchgMem<W8>);
        t.Add(Code.Xchg_rm16_r16, &XchgReg<W16>, &XchgMem<W16>);
        t.Add(Code.Xchg_rm32_r32, &XchgReg<W32>, &XchgMem<W32>);
        t.Add(Code.Xchg_r16_AX, &XchgReg<W16>);
        t.Add(Code.Xchg_r32_EAX, &XchgReg<W32>);
        t.Add(Code.Bswap_r32, &Bswap);
        t.Add(Code.Bswap_r16, &Bswap16);
        t.Add(Code.Xlat_m8, &Xlat);
        t.Add(Code.Cbw, &Cbw);
        t.Add(Code.Cwde, &Cwde);
        t.Add(Code.Cwd, &Cwd);
        t.Add(Code.Cdq, &Cdq);
        Nops(t);
    }

    private static void Mov<TW>(HandlerTable t, Code rmr, Code rrm, Code fromOffset, Code toOffset, Code regImm, Code rmImm)
        where TW : struct, IWidth
    {
        t.Add(rmr, &RegReg<TW>, &MemReg<TW>);
        t.Add(rrm, &RegReg<TW>, &RegMem<TW>);
        t.Add(fromOffset, &RegMem<TW>);
        t.Add(toOffset, &MemReg<TW>);
        t.Add(regImm, &RegImm<TW>);
        t.Add(rmImm, &RegImm<TW>, &MemImm<TW>);
    }

    /// <summary>NOP, PAUSE and the hint space 0F 18 to 0F 1F, which the P6 family ignores: nothing is done, and nothing is read.</summary>
    public static ReadOnlySpan<Code> Nothing =>
        [
            Code.Nopw, Code.Nopd, Code.Pause, Code.Nop_rm16, Code.Nop_rm32,
            Code.Reservednop_rm16_r16_0F18, Code.Reservednop_rm16_r16_0F19, Code.Reservednop_rm16_r16_0F1A, Code.Reservednop_rm16_r16_0F1B,
            Code.Reservednop_rm16_r16_0F1C, Code.Reservednop_rm16_r16_0F1D, Code.Reservednop_rm16_r16_0F1E, Code.Reservednop_rm16_r16_0F1F,
            Code.Reservednop_rm32_r32_0F18, Code.Reservednop_rm32_r32_0F19, Code.Reservednop_rm32_r32_0F1A, Code.Reservednop_rm32_r32_0F1B,
            Code.Reservednop_rm32_r32_0F1C, Code.Reservednop_rm32_r32_0F1D, Code.Reservednop_rm32_r32_0F1E, Code.Reservednop_rm32_r32_0F1F,
        ];

    private static void Nops(HandlerTable t)
    {
        foreach (Code code in Nothing)
        {
            t.Add(code, &Nop);
        }
    }

    private static bool Nop(CpuState* s, Op* op) => true;

    private static bool RegReg<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth
    {
        Reg.Set<TW>(s, op->R0, Reg.Get<TW>(s, op->R1));
        return true;
    }

    private static bool RegImm<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth
    {
        Reg.Set<TW>(s, op->R0, op->Imm);
        return true;
    }

    private static bool RegMem<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth
    {
        if (!Mem.ReadOperand<TW>(s, op, out uint value))
        {
            return false;
        }

        Reg.Set<TW>(s, op->R0, value);
        return true;
    }

    private static bool MemReg<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth => Mem.WriteOperand<TW>(s, op, Reg.Get<TW>(s, op->R1));

    private static bool MemImm<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth => Mem.WriteOperand<TW>(s, op, op->Imm);

    private static bool ExtendReg<TTo, TFrom, TKind>(CpuState* s, Op* op)
        where TTo : struct, IWidth
        where TFrom : struct, IWidth
        where TKind : struct
    {
        uint value = Reg.Get<TFrom>(s, op->R1);
        Reg.Set<TTo>(s, op->R0, typeof(TKind) == typeof(Signed) ? TFrom.SignExtend(value) : value);
        return true;
    }

    private static bool ExtendMem<TTo, TFrom, TKind>(CpuState* s, Op* op)
        where TTo : struct, IWidth
        where TFrom : struct, IWidth
        where TKind : struct
    {
        if (!Mem.ReadOperand<TFrom>(s, op, out uint value))
        {
            return false;
        }

        Reg.Set<TTo>(s, op->R0, typeof(TKind) == typeof(Signed) ? TFrom.SignExtend(value) : value);
        return true;
    }

    private static bool Lea<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth
    {
        Reg.Set<TW>(s, op->R0, Mem.Effective(s, op));
        return true;
    }

    private static bool XchgReg<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth
    {
        uint value = Reg.Get<TW>(s, op->R0);
        Reg.Set<TW>(s, op->R0, Reg.Get<TW>(s, op->R1));
        Reg.Set<TW>(s, op->R1, value);
        return true;
    }

    private static bool XchgMem<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth
    {
        byte* place = Mem.BeginRmw<TW>(s, op);
        if (place == null)
        {
            return false;
        }

        uint value = TW.Load(place);
        TW.Store(place, Reg.Get<TW>(s, op->R1));
        Reg.Set<TW>(s, op->R1, value);
        Mem.EndRmw(s, place);
        return true;
    }

    private static bool Bswap(CpuState* s, Op* op)
    {
        Reg.Set32(s, op->R0, System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(Reg.Get32(s, op->R0)));
        return true;
    }

    /// <summary>Undefined by the manual; silicon clears the word.</summary>
    private static bool Bswap16(CpuState* s, Op* op)
    {
        Reg.Set<W16>(s, op->R0, 0);
        return true;
    }

    private static bool Xlat(CpuState* s, Op* op)
    {
        uint offset = (s->Gpr[Reg.Ebx] + (s->Gpr[Reg.Eax] & 0xFF)) & op->AddressMask;
        if (!Mem.Linear(s, op->Seg, offset, 1, write: false, out uint linear) || !Mem.Read<W8>(s, linear, out uint value))
        {
            return false;
        }

        Reg.Set<W8>(s, 0, value);
        return true;
    }

    private static bool Cbw(CpuState* s, Op* op)
    {
        Reg.Set<W16>(s, 0, (uint)(sbyte)s->Gpr[Reg.Eax]);
        return true;
    }

    private static bool Cwde(CpuState* s, Op* op)
    {
        s->Gpr[Reg.Eax] = (uint)(short)s->Gpr[Reg.Eax];
        return true;
    }

    private static bool Cwd(CpuState* s, Op* op)
    {
        Reg.Set<W16>(s, 8, (uint)((short)s->Gpr[Reg.Eax] >> 15));
        return true;
    }

    private static bool Cdq(CpuState* s, Op* op)
    {
        s->Gpr[Reg.Edx] = (uint)((int)s->Gpr[Reg.Eax] >> 31);
        return true;
    }

    private readonly struct Signed;

    private readonly struct Unsigned;
}
