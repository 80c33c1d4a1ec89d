using Iced.Intel;

namespace Xemu.Cpu.X86;

/// <summary>DAA DAS AAA AAS AAM AAD. Intel SDM vol. 2. Undefined flags: OF is clear; after AAA and AAS, SF ZF PF follow AL; after AAM and AAD, CF and AF are clear.</summary>
internal static unsafe class Bcd
{
    public static void Register(HandlerTable t)
    {
        t.Add(Code.Daa, &Daa);
        t.Add(Code.Das, &Das);
        t.Add(Code.Aaa, &Aaa);
        t.Add(Code.Aas, &Aas);
        t.Add(Code.Aam_imm8, &Aam);
        t.Add(Code.Aad_imm8, &Aad);
        t.Add(Code.Salc, &Salc);
    }

    private static uint Al(CpuState* s) => s->Gpr[Reg.Eax] & 0xFF;

    private static uint Ah(CpuState* s) => (s->Gpr[Reg.Eax] >> 8) & 0xFF;

    private static void SetAx(CpuState* s, uint ax) => Reg.Set<W16>(s, 0, ax);

    private static bool Daa(CpuState* s, Op* op)
    {
        uint al = Al(s);
        bool low = (al & 15) > 9 || Flags.Af(s);
        bool high = al > 0x99 || Flags.Cf(s);
        uint r = (al + (low ? 6u : 0) + (high ? 0x60u : 0)) & 0xFF;
        Reg.Set<W8>(s, 0, r);
        Flags.SetResult<W8>(s, r, high, of: false, low);
        return true;
    }

    private static bool Das(CpuState* s, Op* op)
    {
        uint al = Al(s);
        bool low = (al & 15) > 9 || Flags.Af(s);
        bool high = al > 0x99 || Flags.Cf(s);
        bool borrow = high || (low && al < 6);
        uint r = (al - (low ? 6u : 0) - (high ? 0x60u : 0)) & 0xFF;
        Reg.Set<W8>(s, 0, r);
        Flags.SetResult<W8>(s, r, borrow, of: false, low);
        return true;
    }

    private static bool Aaa(CpuState* s, Op* op)
    {
        bool adjust = (Al(s) & 15) > 9 || Flags.Af(s);
        uint ax = (s->Gpr[Reg.Eax] & 0xFFFF) + (adjust ? 0x106u : 0);
        SetAx(s, ax & 0xFF0F);
        Flags.SetResult<W8>(s, ax & 15, adjust, of: false, adjust);
        return true;
    }

    private static bool Aas(CpuState* s, Op* op)
    {
        bool adjust = (Al(s) & 15) > 9 || Flags.Af(s);
        uint ax = (s->Gpr[Reg.Eax] & 0xFFFF) - (adjust ? 0x106u : 0);
        SetAx(s, ax & 0xFF0F);
        Flags.SetResult<W8>(s, ax & 15, adjust, of: false, adjust);
        return true;
    }

    private static bool Aam(CpuState* s, Op* op)
    {
        uint divisor = op->Imm & 0xFF;
        if (divisor == 0)
        {
            return Fault.DivideError(s);
        }

        uint al = Al(s);
        SetAx(s, (al / divisor << 8) | (al % divisor));
        Flags.SetResult<W8>(s, al % divisor, cf: false, of: false, af: false);
        return true;
    }

    private static bool Aad(CpuState* s, Op* op)
    {
        uint r = (Al(s) + (Ah(s) * (op->Imm & 0xFF))) & 0xFF;
        SetAx(s, r);
        Flags.SetResult<W8>(s, r, cf: false, of: false, af: false);
        return true;
    }

    /// <summary>Not in the manual before 2013; every part has it.</summary>
    private static bool Salc(CpuState* s, Op* op)
    {
        Reg.Set<W8>(s, 0, Flags.Cf(s) ? 0xFFu : 0);
        return true;
    }
}
