using Iced.Intel;

namespace Xemu.Cpu.X86;

/// <summary>ADD OR ADC SBB AND SUB XOR CMP TEST in all forms.</summary>
internal static unsafe class Alu
{
    public static void Register(HandlerTable t)
    {
        Family<AluAdd>(t, Code.Add_rm8_r8, Code.Add_r8_rm8, Code.Add_AL_imm8,
            Code.Add_rm8_imm8, Code.Add_rm16_imm16, Code.Add_rm16_imm8, Code.Add_rm8_imm8_82);
        Family<AluOr>(t, Code.Or_rm8_r8, Code.Or_r8_rm8, Code.Or_AL_imm8,
            Code.Or_rm8_imm8, Code.Or_rm16_imm16, Code.Or_rm16_imm8, Code.Or_rm8_imm8_82);
        Family<AluAdc>(t, Code.Adc_rm8_r8, Code.Adc_r8_rm8, Code.Adc_AL_imm8,
            Code.Adc_rm8_imm8, Code.Adc_rm16_imm16, Code.Adc_rm16_imm8, Code.Adc_rm8_imm8_82);
        Family<AluSbb>(t, Code.Sbb_rm8_r8, Code.Sbb_r8_rm8, Code.Sbb_AL_imm8,
            Code.Sbb_rm8_imm8, Code.Sbb_rm16_imm16, Code.Sbb_rm16_imm8, Code.Sbb_rm8_imm8_82);
        Family<AluAnd>(t, Code.And_rm8_r8, Code.And_r8_rm8, Code.And_AL_imm8,
            Code.And_rm8_imm8, Code.And_rm16_imm16, Code.And_rm16_imm8, Code.And_rm8_imm8_82);
        Family<AluSub>(t, Code.Sub_rm8_r8, Code.Sub_r8_rm8, Code.Sub_AL_imm8,
            Code.Sub_rm8_imm8, Code.Sub_rm16_imm16, Code.Sub_rm16_imm8, Code.Sub_rm8_imm8_82);
        Family<AluXor>(t, Code.Xor_rm8_r8, Code.Xor_r8_rm8, Code.Xor_AL_imm8,
            Code.Xor_rm8_imm8, Code.Xor_rm16_imm16, Code.Xor_rm16_imm8, Code.Xor_rm8_imm8_82);
        Family<AluCmp>(t, Code.Cmp_rm8_r8, Code.Cmp_r8_rm8, Code.Cmp_AL_imm8,
            Code.Cmp_rm8_imm8, Code.Cmp_rm16_imm16, Code.Cmp_rm16_imm8, Code.Cmp_rm8_imm8_82);
        t.Add(Code.Test_rm8_r8, &RegReg<AluTest, W8>, &MemReg<AluTest, W8>);
        t.Add(Code.Test_rm16_r16, &RegReg<AluTest, W16>, &MemReg<AluTest, W16>);
        t.Add(Code.Test_rm32_r32, &RegReg<AluTest, W32>, &MemReg<AluTest, W32>);
        Immediate<AluTest>(t, Code.Test_AL_imm8, Code.Test_AX_imm16);
        Immediate<AluTest>(t, Code.Test_rm8_imm8, Code.Test_rm16_imm16);
        Immediate<AluTest>(t, Code.Test_rm8_imm8_F6r1, Code.Test_rm16_imm16_F7r1);
    }

    /// <summary>Registers the codes of an operation; in Iced's enumeration a 32-bit code follows the 16-bit one.</summary>
    private static void Family<TOp>(HandlerTable t, Code rmr, Code rrm, Code accumulator, Code imm8, Code imm16, Code shortImm, Code alias)
        where TOp : struct, IAlu
    {
        t.Add(rmr, &RegReg<TOp, W8>, &MemReg<TOp, W8>);
        t.Add(rmr + 1, &RegReg<TOp, W16>, &MemReg<TOp, W16>);
        t.Add(rmr + 2, &RegReg<TOp, W32>, &MemReg<TOp, W32>);
        t.Add(rrm, &RegReg<TOp, W8>, &RegMem<TOp, W8>);
        t.Add(rrm + 1, &RegReg<TOp, W16>, &RegMem<TOp, W16>);
        t.Add(rrm + 2, &RegReg<TOp, W32>, &RegMem<TOp, W32>);
        Immediate<TOp>(t, accumulator, accumulator + 1);
        Immediate<TOp>(t, imm8, imm16);
        t.Add(shortImm, &RegImm<TOp, W16>, &MemImm<TOp, W16>);
        t.Add(shortImm + 1, &RegImm<TOp, W32>, &MemImm<TOp, W32>);
        t.Add(alias, &RegImm<TOp, W8>, &MemImm<TOp, W8>);
    }

    private static void Immediate<TOp>(HandlerTable t, Code imm8, Code imm16)
        where TOp : struct, IAlu
    {
        t.Add(imm8, &RegImm<TOp, W8>, &MemImm<TOp, W8>);
        t.Add(imm16, &RegImm<TOp, W16>, &MemImm<TOp, W16>);
        t.Add(imm16 + 1, &RegImm<TOp, W32>, &MemImm<TOp, W32>);
    }

    private static bool RegReg<TOp, TW>(CpuState* s, Op* op)
        where TOp : struct, IAlu
        where TW : struct, IWidth
    {
        uint r = TOp.Do<TW>(s, Reg.Get<TW>(s, op->R0), Reg.Get<TW>(s, op->R1));
        if (TOp.Writes)
        {
            Reg.Set<TW>(s, op->R0, r);
        }

        return true;
    }

    private static bool RegImm<TOp, TW>(CpuState* s, Op* op)
        where TOp : struct, IAlu
        where TW : struct, IWidth
    {
        uint r = TOp.Do<TW>(s, Reg.Get<TW>(s, op->R0), op->Imm & TW.Mask);
        if (TOp.Writes)
        {
            Reg.Set<TW>(s, op->R0, r);
        }

        return true;
    }

    private static bool RegMem<TOp, TW>(CpuState* s, Op* op)
        where TOp : struct, IAlu
        where TW : struct, IWidth
    {
        if (!Mem.ReadOperand<TW>(s, op, out uint b))
        {
            return false;
        }

        uint r = TOp.Do<TW>(s, Reg.Get<TW>(s, op->R0), b);
        if (TOp.Writes)
        {
            Reg.Set<TW>(s, op->R0, r);
        }

        return true;
    }

    private static bool MemReg<TOp, TW>(CpuState* s, Op* op)
        where TOp : struct, IAlu
        where TW : struct, IWidth => ToMemory<TOp, TW>(s, op, Reg.Get<TW>(s, op->R1));

    private static bool MemImm<TOp, TW>(CpuState* s, Op* op)
        where TOp : struct, IAlu
        where TW : struct, IWidth => ToMemory<TOp, TW>(s, op, op->Imm & TW.Mask);

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]
    private static bool ToMemory<TOp, TW>(CpuState* s, Op* op, uint b)
        where TOp : struct, IAlu
        where TW : struct, IWidth
    {
        if (!TOp.Writes)
        {
            if (!Mem.ReadOperand<TW>(s, op, out uint a))
            {
                return false;
            }

            TOp.Do<TW>(s, a, b);
            return true;
        }

        byte* place = Mem.BeginRmw<TW>(s, op);
        if (place == null)
        {
            return false;
        }

        TW.Store(place, TOp.Do<TW>(s, TW.Load(place), b));
        Mem.EndRmw(s, place);
        return true;
    }
}
