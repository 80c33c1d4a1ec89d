using Iced.Intel;

namespace Xemu.Cpu.X86;

/// <summary>PUSHF POPF CLI STI, with VME and PVI. Intel SDM vol. 3, 20.3 and 20.4.</summary>
internal static unsafe class FlagsPrivileged
{
    public static void Register(HandlerTable t)
    {
        t.Add(Code.Pushfw, &Pushf<W16>);
        t.Add(Code.Pushfd, &Pushf<W32>);
        t.AddEnd(Code.Popfw, &Popf<W16>);
        t.AddEnd(Code.Popfd, &Popf<W32>);
        t.AddEnd(Code.Cli, &Cli);
        t.AddEnd(Code.Sti, &Sti);
    }

    private static uint IoPrivilege(CpuState* s) => (s->EflagsRest & Efl.Iopl) >> 12;

    private static bool IsV86(CpuState* s) => (s->EflagsRest & Efl.Vm) != 0;

    private static bool Pushf<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth
    {
        uint image = Flags.GetEflags(s) & ~(Efl.Rf | Efl.Vm);
        if (IsV86(s) && IoPrivilege(s) < 3)
        {
            if (TW.Bits == 32 || (s->Cr4 & Cr.Vme) == 0)
            {
                return Fault.GeneralProtection(s, 0);
            }

            image = (image & ~Efl.If) | Efl.Iopl | ((image & Efl.Vif) >> 10);
        }

        return Stack.Push<TW>(s, image);
    }

    private static bool Popf<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth
    {
        bool wide = TW.Bits == 32;
        bool virtualised = IsV86(s) && IoPrivilege(s) < 3;
        if (virtualised && (wide || (s->Cr4 & Cr.Vme) == 0))
        {
            return Fault.GeneralProtection(s, 0);
        }

        uint old = s->Gpr[Reg.Esp];
        if (!Stack.Pop<TW>(s, out uint image))
        {
            return false;
        }

        uint mask = Iret.Changeable(s, wide) & ~(Efl.Vif | Efl.Vip);
        if (virtualised)
        {
            if (((image & Efl.If) != 0 && (s->EflagsRest & Efl.Vip) != 0) || (image & Efl.Tf) != 0)
            {
                s->Gpr[Reg.Esp] = old;
                return Fault.GeneralProtection(s, 0);
            }

            image = (image & ~Efl.Vif) | ((image & Efl.If) << 10);
            mask = (mask & ~(Efl.If | Efl.Iopl)) | Efl.Vif;
        }
        else if (wide && s->Cpl == 0 && !IsV86(s))
        {
            // POPFD at level 0 clears VIF and VIP. Intel SDM vol. 2, POPF, table 4-21.
            mask |= Efl.Vif | Efl.Vip;
            image &= ~(Efl.Vif | Efl.Vip);
        }

        Iret.SetFlags(s, image & ~Efl.Rf, mask);
        return Flow.FallThrough(s, op);
    }

    private static bool Cli(CpuState* s, Op* op)
    {
        if (!Interruptible(s, out bool useVif))
        {
            return false;
        }

        s->EflagsRest &= useVif ? ~Efl.Vif : ~Efl.If;
        Events.Update(s);
        return Flow.FallThrough(s, op);
    }

    private static bool Sti(CpuState* s, Op* op)
    {
        if (!Interruptible(s, out bool useVif))
        {
            return false;
        }

        if (useVif)
        {
            if ((s->EflagsRest & Efl.Vip) != 0)
            {
                return Fault.GeneralProtection(s, 0);
            }

            s->EflagsRest |= Efl.Vif;
            return Flow.FallThrough(s, op);
        }

        if ((s->EflagsRest & Efl.If) == 0)
        {
            s->EflagsRest |= Efl.If;
            Events.Shadow(s, stackSegment: false);
        }

        return Flow.FallThrough(s, op);
    }

    /// <summary>Whether IF, or under VME and PVI its virtual copy, may be changed; #GP(0) if neither.</summary>
    private static bool Interruptible(CpuState* s, out bool useVif)
    {
        useVif = false;
        if ((s->Cr0 & Cr.Pe) == 0 || s->Cpl <= IoPrivilege(s))
        {
            return true;
        }

        useVif = s->Cpl == 3 && (s->Cr4 & (IsV86(s) ? Cr.Vme : Cr.Pvi)) != 0;
        return useVif || Fault.GeneralProtection(s, 0);
    }
}
