using System.Runtime.CompilerServices;
using Iced.Intel;

namespace Xemu.Cpu.X86;

/// <summary>A condition code as a number in a type.</summary>
internal interface ICondition
{
    static abstract int Number { get; }
}

/// <summary>Jcc SETcc CMOVcc.</summary>
internal static unsafe class Conditions
{
    public static void Register(HandlerTable t)
    {
        Add<C0>(t, Code.Jo_rel8_16, Code.Jo_rel16, Code.Seto_rm8, Code.Cmovo_r16_rm16);
        Add<C1>(t, Code.Jno_rel8_16, Code.Jno_rel16, Code.Setno_rm8, Code.Cmovno_r16_rm16);
        Add<C2>(t, Code.Jb_rel8_16, Code.Jb_rel16, Code.Setb_rm8, Code.Cmovb_r16_rm16);
        Add<C3>(t, Code.Jae_rel8_16, Code.Jae_rel16, Code.Setae_rm8, Code.Cmovae_r16_rm16);
        Add<C4>(t, Code.Je_rel8_16, Code.Je_rel16, Code.Sete_rm8, Code.Cmove_r16_rm16);
        Add<C5>(t, Code.Jne_rel8_16, Code.Jne_rel16, Code.Setne_rm8, Code.Cmovne_r16_rm16);
        Add<C6>(t, Code.Jbe_rel8_16, Code.Jbe_rel16, Code.Setbe_rm8, Code.Cmovbe_r16_rm16);
        Add<C7>(t, Code.Ja_rel8_16, Code.Ja_rel16, Code.Seta_rm8, Code.Cmova_r16_rm16);
        Add<C8>(t, Code.Js_rel8_16, Code.Js_rel16, Code.Sets_rm8, Code.Cmovs_r16_rm16);
        Add<C9>(t, Code.Jns_rel8_16, Code.Jns_rel16, Code.Setns_rm8, Code.Cmovns_r16_rm16);
        Add<CA>(t, Code.Jp_rel8_16, Code.Jp_rel16, Code.Setp_rm8, Code.Cmovp_r16_rm16);
        Add<CB>(t, Code.Jnp_rel8_16, Code.Jnp_rel16, Code.Setnp_rm8, Code.Cmovnp_r16_rm16);
        Add<CC>(t, Code.Jl_rel8_16, Code.Jl_rel16, Code.Setl_rm8, Code.Cmovl_r16_rm16);
        Add<CD>(t, Code.Jge_rel8_16, Code.Jge_rel16, Code.Setge_rm8, Code.Cmovge_r16_rm16);
        Add<CE>(t, Code.Jle_rel8_16, Code.Jle_rel16, Code.Setle_rm8, Code.Cmovle_r16_rm16);
        Add<CF>(t, Code.Jg_rel8_16, Code.Jg_rel16, Code.Setg_rm8, Code.Cmovg_r16_rm16);
    }

    /// <summary>Tests a condition; the number is a constant after inlining.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Test(CpuState* s, int number)
    {
        bool value = (number >> 1) switch
        {
            0 => Flags.Of(s),
            1 => Flags.Cf(s),
            2 => Flags.Zf(s),
            3 => Flags.Cf(s) || Flags.Zf(s),
            4 => Flags.Sf(s),
            5 => Flags.Pf(s),
            6 => (int)(s->FlagSp ^ s->FlagC ^ (s->FlagC << 1)) < 0,
            _ => Flags.Zf(s) || (int)(s->FlagSp ^ s->FlagC ^ (s->FlagC << 1)) < 0,
        };
        return value != ((number & 1) != 0);
    }

    /// <summary>rel8_32 follows rel8_16 and rel32_32 follows rel16 in Iced's enumeration, CMOV r32 follows r16.</summary>
    private static void Add<TC>(HandlerTable t, Code jumpShort, Code jumpNear, Code set, Code move)
        where TC : struct, ICondition
    {
        t.AddEnd(jumpShort, &Jump<TC>);
        t.AddEnd(jumpShort + 1, &Jump<TC>);
        t.AddEnd(jumpNear, &Jump<TC>);
        t.AddEnd(jumpNear + 1, &Jump<TC>);
        t.Add(set, &SetReg<TC>, &SetMem<TC>);
        t.Add(move, &MoveReg<TC, W16>, &MoveMem<TC, W16>);
        t.Add(move + 1, &MoveReg<TC, W32>, &MoveMem<TC, W32>);
    }

    private static bool Jump<TC>(CpuState* s, Op* op)
        where TC : struct, ICondition => Test(s, TC.Number) ? Flow.Taken(s, op) : Flow.FallThrough(s, op);

    private static bool SetReg<TC>(CpuState* s, Op* op)
        where TC : struct, ICondition
    {
        Reg.Set<W8>(s, op->R0, Test(s, TC.Number) ? 1u : 0);
        return true;
    }

    private static bool SetMem<TC>(CpuState* s, Op* op)
        where TC : struct, ICondition => Mem.WriteOperand<W8>(s, op, Test(s, TC.Number) ? 1u : 0);

    private static bool MoveReg<TC, TW>(CpuState* s, Op* op)
        where TC : struct, ICondition
        where TW : struct, IWidth
    {
        if (Test(s, TC.Number))
        {
            Reg.Set<TW>(s, op->R0, Reg.Get<TW>(s, op->R1));
        }

        return true;
    }

    /// <summary>The operand is read, and may fault, whatever the condition is.</summary>
    private static bool MoveMem<TC, TW>(CpuState* s, Op* op)
        where TC : struct, ICondition
        where TW : struct, IWidth
    {
        if (!Mem.ReadOperand<TW>(s, op, out uint value))
        {
            return false;
        }

        if (Test(s, TC.Number))
        {
            Reg.Set<TW>(s, op->R0, value);
        }

        return true;
    }

    private readonly struct C0 : ICondition
    {
        public static int Number => 0;
    }

    private readonly struct C1 : ICondition
    {
        public static int Number => 1;
    }

    private readonly struct C2 : ICondition
    {
        public static int Number => 2;
    }

    private readonly struct C3 : ICondition
    {
        public static int Number => 3;
    }

    private readonly struct C4 : ICondition
    {
        public static int Number => 4;
    }

    private readonly struct C5 : ICondition
    {
        public static int Number => 5;
    }

    private readonly struct C6 : ICondition
    {
        public static int Number => 6;
    }

    private readonly struct C7 : ICondition
    {
        public static int Number => 7;
    }

    private readonly struct C8 : ICondition
    {
        public static int Number => 8;
    }

    private readonly struct C9 : ICondition
    {
        public static int Number => 9;
    }

    private readonly struct CA : ICondition
    {
        public static int Number => 10;
    }

    private readonly struct CB : ICondition
    {
        public static int Number => 11;
    }

    private readonly struct CC : ICondition
    {
        public static int Number => 12;
    }

    private readonly struct CD : ICondition
    {
        public static int Number => 13;
    }

    private readonly struct CE : ICondition
    {
        public static int Number => 14;
    }

    private readonly struct CF : ICondition
    {
        public static int Number => 15;
    }
}
