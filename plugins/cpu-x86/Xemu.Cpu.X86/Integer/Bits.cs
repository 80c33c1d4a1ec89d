using System.Numerics;
using Iced.Intel;

namespace Xemu.Cpu.X86;

/// <summary>BT BTS BTR BTC BSF BSR CMPXCHG CMPXCHG8B XADD.</summary>
/// <remarks>BT family: CF only, all other flags stay. BSF and BSR: ZF; the others follow as after a comparison of the source with zero (SF, PF by the source; CF, OF, AF clear); a source of 0 leaves the destination.</remarks>
internal static unsafe class Bits
{
    public static void Register(HandlerTable t)
    {
        Family<Test>(t, Code.Bt_rm16_r16, Code.Bt_rm16_imm8);
        Family<Set>(t, Code.Bts_rm16_r16, Code.Bts_rm16_imm8);
        Family<Reset>(t, Code.Btr_rm16_r16, Code.Btr_rm16_imm8);
        Family<Complement>(t, Code.Btc_rm16_r16, Code.Btc_rm16_imm8);
        t.Add(Code.Bsf_r16_rm16, &ScanReg<Test, W16>, &ScanMem<Test, W16>);
        t.Add(Code.Bsf_r32_rm32, &ScanReg<Test, W32>, &ScanMem<Test, W32>);
        t.Add(Code.Bsr_r16_rm16, &ScanReg<Reset, W16>, &ScanMem<Reset, W16>);
        t.Add(Code.Bsr_r32_rm32, &ScanReg<Reset, W32>, &ScanMem<Reset, W32>);
        t.Add(Code.Cmpxchg_rm8_r8, &CmpxchgReg<W8>, &CmpxchgMem<W8>);
        t.Add(Code.Cmpxchg_rm16_r16, &CmpxchgReg<W16>, &CmpxchgMem<W16>);
        t.Add(Code.Cmpxchg_rm32_r32, &CmpxchgReg<W32>, &CmpxchgMem<W32>);
        t.Add(Code.Cmpxchg8b_m64, &OpBuilder.InvalidOpcode, &Cmpxchg8b);
        t.Add(Code.Xadd_rm8_r8, &XaddReg<W8>, &XaddMem<W8>);
        t.Add(Code.Xadd_rm16_r16, &XaddReg<W16>, &XaddMem<W16>);
        t.Add(Code.Xadd_rm32_r32, &XaddReg<W32>, &XaddMem<W32>);
    }

    private static void Family<TKind>(HandlerTable t, Code byRegister, Code byImmediate)
        where TKind : struct
    {
        t.Add(byRegister, &BitReg<TKind, ByRegister, W16>, &BitMem<TKind, ByRegister, W16>);
        t.Add(byRegister + 1, &BitReg<TKind, ByRegister, W32>, &BitMem<TKind, ByRegister, W32>);
        t.Add(byImmediate, &BitReg<TKind, ByImmediate, W16>, &BitMem<TKind, ByImmediate, W16>);
        t.Add(byImmediate + 1, &BitReg<TKind, ByImmediate, W32>, &BitMem<TKind, ByImmediate, W32>);
    }

    private static uint Change<TKind>(uint value, uint bit)
        where TKind : struct =>
        typeof(TKind) == typeof(Set) ? value | bit : typeof(TKind) == typeof(Reset) ? value & ~bit : value ^ bit;

    private static bool BitReg<TKind, TIndex, TW>(CpuState* s, Op* op)
        where TKind : struct
        where TIndex : struct
        where TW : struct, IWidth
    {
        uint index = typeof(TIndex) == typeof(ByRegister) ? Reg.Get<TW>(s, op->R1) : op->Imm;
        uint bit = 1u << (int)(index & (uint)(TW.Bits - 1));
        uint value = Reg.Get<TW>(s, op->R0);
        Flags.SetCf(s, (value & bit) != 0);
        if (typeof(TKind) != typeof(Test))
        {
            Reg.Set<TW>(s, op->R0, Change<TKind>(value, bit));
        }

        return true;
    }

    /// <summary>A register index is signed and reaches beyond the operand, in steps of its width.</summary>
    private static bool BitMem<TKind, TIndex, TW>(CpuState* s, Op* op)
        where TKind : struct
        where TIndex : struct
        where TW : struct, IWidth
    {
        uint index = typeof(TIndex) == typeof(ByRegister) ? Reg.Get<TW>(s, op->R1) : op->Imm & (uint)(TW.Bits - 1);
        uint bit = 1u << (int)(index & (uint)(TW.Bits - 1));
        int step = TW.Bits == 16 ? 4 : 5;
        uint offset = Mem.Effective(s, op) + ((uint)((int)TW.SignExtend(index) >> step) * TW.Bytes);
        bool write = typeof(TKind) != typeof(Test);
        if (!Mem.Linear(s, op->Seg, offset & op->AddressMask, TW.Bytes, write, out uint linear))
        {
            return false;
        }

        if (!write)
        {
            if (!Mem.Read<TW>(s, linear, out uint tested))
            {
                return false;
            }

            Flags.SetCf(s, (tested & bit) != 0);
            return true;
        }

        byte* place = Mem.BeginRmwAt<TW>(s, linear);
        if (place == null)
        {
            return false;
        }

        uint value = TW.Load(place);
        Flags.SetCf(s, (value & bit) != 0);
        TW.Store(place, Change<TKind>(value, bit));
        Mem.EndRmw(s, place);
        return true;
    }

    private static bool ScanReg<TKind, TW>(CpuState* s, Op* op)
        where TKind : struct
        where TW : struct, IWidth => Scan<TKind, TW>(s, op, Reg.Get<TW>(s, op->R1));

    private static bool ScanMem<TKind, TW>(CpuState* s, Op* op)
        where TKind : struct
        where TW : struct, IWidth => Mem.ReadOperand<TW>(s, op, out uint value) && Scan<TKind, TW>(s, op, value);

    private static bool Scan<TKind, TW>(CpuState* s, Op* op, uint value)
        where TKind : struct
        where TW : struct, IWidth
    {
        Flags.SetLogic<TW>(s, value);
        if (value != 0)
        {
            int position = typeof(TKind) == typeof(Test) ? BitOperations.TrailingZeroCount(value) : BitOperations.Log2(value);
            Reg.Set<TW>(s, op->R0, (uint)position);
        }

        return true;
    }

    private static bool CmpxchgReg<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth
    {
        uint accumulator = Reg.Get<TW>(s, 0);
        uint value = Reg.Get<TW>(s, op->R0);
        AluSub.Do<TW>(s, accumulator, value);
        if (accumulator == value)
        {
            Reg.Set<TW>(s, op->R0, Reg.Get<TW>(s, op->R1));
        }
        else
        {
            Reg.Set<TW>(s, 0, value);
        }

        return true;
    }

    /// <summary>The destination is written in either case, as on the bus.</summary>
    private static bool CmpxchgMem<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth
    {
        byte* place = Mem.BeginRmw<TW>(s, op);
        if (place == null)
        {
            return false;
        }

        uint accumulator = Reg.Get<TW>(s, 0);
        uint value = TW.Load(place);
        AluSub.Do<TW>(s, accumulator, value);
        if (accumulator == value)
        {
            TW.Store(place, Reg.Get<TW>(s, op->R1));
        }
        else
        {
            Reg.Set<TW>(s, 0, value);
        }

        Mem.EndRmw(s, place);
        return true;
    }

    private static bool Cmpxchg8b(CpuState* s, Op* op)
    {
        if (!Mem.Address(s, op, 8, write: true, out uint linear) || !Mem.ProbeWrite(s, linear, 8)
            || !Mem.Read64(s, linear, out ulong value))
        {
            return false;
        }

        ulong compare = ((ulong)s->Gpr[Reg.Edx] << 32) | s->Gpr[Reg.Eax];
        bool equal = value == compare;
        ulong written = equal ? ((ulong)s->Gpr[Reg.Ecx] << 32) | s->Gpr[Reg.Ebx] : value;
        if (!Mem.Write64(s, linear, written))
        {
            return false;
        }

        if (!equal)
        {
            s->Gpr[Reg.Eax] = (uint)value;
            s->Gpr[Reg.Edx] = (uint)(value >> 32);
        }

        Flags.SetArithmetic(s, (Flags.GetArithmetic(s) & ~Efl.Zf) | (equal ? Efl.Zf : 0));
        return true;
    }

    private static bool XaddReg<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth
    {
        uint a = Reg.Get<TW>(s, op->R0);
        uint sum = AluAdd.Do<TW>(s, a, Reg.Get<TW>(s, op->R1));
        Reg.Set<TW>(s, op->R1, a);
        Reg.Set<TW>(s, op->R0, sum);
        return true;
    }

    private static bool XaddMem<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth
    {
        byte* place = Mem.BeginRmw<TW>(s, op);
        if (place == null)
        {
            return false;
        }

        uint a = TW.Load(place);
        TW.Store(place, AluAdd.Do<TW>(s, a, Reg.Get<TW>(s, op->R1)));
        Reg.Set<TW>(s, op->R1, a);
        Mem.EndRmw(s, place);
        return true;
    }

    private readonly struct Test;

    private readonly struct Set;

    private readonly struct Reset;

    private readonly struct Complement;

    private readonly struct ByRegister;

    private readonly struct ByImmediate;
}
