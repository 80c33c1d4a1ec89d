using Iced.Intel;

namespace Xemu.Cpu.X86;

/// <summary>Instructions on flags that need no privilege: CLC STC CMC CLD STD LAHF SAHF.</summary>
internal static unsafe class FlagOps
{
    public static void Register(HandlerTable t)
    {
        t.Add(Code.Clc, &Clc);
        t.Add(Code.Stc, &Stc);
        t.Add(Code.Cmc, &Cmc);
        t.Add(Code.Cld, &Cld);
        t.Add(Code.Std, &Std);
        t.Add(Code.Lahf, &Lahf);
        t.Add(Code.Sahf, &Sahf);
    }

    private static bool Clc(CpuState* s, Op* op)
    {
        Flags.SetCf(s, false);
        return true;
    }

    private static bool Stc(CpuState* s, Op* op)
    {
        Flags.SetCf(s, true);
        return true;
    }

    private static bool Cmc(CpuState* s, Op* op)
    {
        Flags.SetCf(s, !Flags.Cf(s));
        return true;
    }

    private static bool Cld(CpuState* s, Op* op)
    {
        s->EflagsRest &= ~Efl.Df;
        return true;
    }

    private static bool Std(CpuState* s, Op* op)
    {
        s->EflagsRest |= Efl.Df;
        return true;
    }

    private static bool Lahf(CpuState* s, Op* op)
    {
        Reg.Set<W8>(s, 1, Flags.GetEflags(s));
        return true;
    }

    private static bool Sahf(CpuState* s, Op* op)
    {
        const uint Low = Efl.Sf | Efl.Zf | Efl.Af | Efl.Pf | Efl.Cf;
        uint ah = Reg.Get<W8>(s, 1);
        Flags.SetArithmetic(s, (Flags.GetArithmetic(s) & ~Low) | (ah & Low));
        return true;
    }
}
