using Iced.Intel;

namespace Xemu.Cpu.X86;

/// <summary>MOV to and from control and debug registers, LMSW, SMSW, CLTS, INVLPG. Intel SDM vol. 3, 2.5.</summary>
internal static unsafe class ControlRegisters
{
    public static void Register(HandlerTable t)
    {
        t.Add(Code.Mov_r32_cr, &Read);
        t.AddEnd(Code.Mov_cr_r32, &Write);
        t.AddEnd(Code.Mov_r32_dr, &ReadDebug);
        t.AddEnd(Code.Mov_dr_r32, &WriteDebug);
        t.Add(Code.Smsw_rm16, &SmswReg<W16>, &SmswMem);
        t.Add(Code.Smsw_r32m16, &SmswReg<W32>, &SmswMem);
        t.AddEnd(Code.Lmsw_rm16, &LmswReg, &LmswMem);
        t.AddEnd(Code.Lmsw_r32m16, &LmswReg, &LmswMem);
        t.AddEnd(Code.Clts, &Clts);
        t.Add(Code.Invlpg_m, &OpBuilder.InvalidOpcode, &Invlpg);
    }

    /// <summary>Whether the program is at level 0; #GP(0) when not.</summary>
    public static bool Privileged(CpuState* s) => s->Cpl == 0 || Fault.GeneralProtection(s, 0);

    /// <summary>Loads CR3 as a task switch does, which is committed already. False: #GP(0) is recorded, CR3 is loaded, and the old PDPTEs stay in force (unverified).</summary>
    public static bool ReloadCr3(CpuState* s, uint value)
    {
        bool loaded = (s->Cr4 & Cr.Pae) == 0 || Paging.LoadPdptes(s, value);
        s->Cr3 = value;
        s->Host.Spaces.Enter();
        return loaded;
    }

    /// <summary>Sets CR0 after the checks of MOV CR0. False: #GP is recorded.</summary>
    public static bool SetCr0(CpuState* s, uint value)
    {
        const uint Valid = Cr.Pe | Cr.Mp | Cr.Em | Cr.Ts | Cr.Ne | Cr.Wp | Cr.Am | Cr.Nw | Cr.Cd | Cr.Pg;
        value = (value & Valid) | Cr.Et;
        if ((value & (Cr.Pg | Cr.Pe)) == Cr.Pg || (value & (Cr.Nw | Cr.Cd)) == Cr.Nw)
        {
            return Fault.GeneralProtection(s, 0);
        }

        uint changed = s->Cr0 ^ value;
        bool paging = (changed & Cr.Pg) != 0 && (value & Cr.Pg) != 0;
        if (paging && (s->Cr4 & Cr.Pae) != 0 && !Paging.LoadPdptes(s, s->Cr3))
        {
            return false;
        }

        s->Cr0 = value;
        if ((changed & Cr.Wp) != 0)
        {
            s->Host.Spaces.WriteProtectChanged();
        }

        s->Host.Spaces.Enter();

        Events.UpdateMode(s);
        return true;
    }

    private static bool Read(CpuState* s, Op* op)
    {
        if (!Privileged(s))
        {
            return false;
        }

        switch (op->R1)
        {
            case 0:
                Reg.Set32(s, op->R0, s->Cr0);
                return true;
            case 2:
                Reg.Set32(s, op->R0, s->Cr2);
                return true;
            case 3:
                Reg.Set32(s, op->R0, s->Cr3);
                return true;
            case 4:
                Reg.Set32(s, op->R0, s->Cr4);
                return true;
            default:
                return Fault.InvalidOpcode(s);
        }
    }

    private static bool Write(CpuState* s, Op* op)
    {
        if (!Privileged(s))
        {
            return false;
        }

        uint value = Reg.Get32(s, op->R1);
        bool done = op->R0 switch
        {
            0 => SetCr0(s, value),
            2 => SetCr2(s, value),
            3 => SetCr3(s, value),
            4 => SetCr4(s, value),
            _ => Fault.InvalidOpcode(s),
        };
        return done && Flow.Next(s, op);
    }

    private static bool SetCr2(CpuState* s, uint value)
    {
        s->Cr2 = value;
        return true;
    }

    private static bool SetCr3(CpuState* s, uint value)
    {
        if ((s->Cr0 & Cr.Pg) != 0 && (s->Cr4 & Cr.Pae) != 0 && !Paging.LoadPdptes(s, value))
        {
            return false;
        }

        s->Cr3 = value;
        s->Host.Spaces.Enter();
        return true;
    }

    private static bool SetCr4(CpuState* s, uint value)
    {
        if ((value & ~Cr.Cr4Valid) != 0)
        {
            return Fault.GeneralProtection(s, 0);
        }

        bool paging = (s->Cr0 & Cr.Pg) != 0;
        if (paging && (~s->Cr4 & value & Cr.Pae) != 0 && !Paging.LoadPdptes(s, s->Cr3))
        {
            return false;
        }

        s->Cr4 = value;
        s->Host.Spaces.Enter();
        return true;
    }

    private static bool ReadDebug(CpuState* s, Op* op)
    {
        if (!DebugAccess(s, op->R1, out int number))
        {
            return false;
        }

        Reg.Set32(s, op->R0, s->Dr[number]);
        return Flow.FallThrough(s, op);
    }

    private static bool WriteDebug(CpuState* s, Op* op)
    {
        if (!DebugAccess(s, op->R0, out int number))
        {
            return false;
        }

        uint value = Reg.Get32(s, op->R1);
        s->Dr[number] = number switch
        {
            6 => (value & 0xE00F) | 0xFFFF_0FF0,
            7 => (value & 0xFFFF_2FFF) | 0x400,
            _ => value,
        };
        DebugRegisters.Changed(s);
        return Flow.Next(s, op);
    }

    /// <summary>DR4 and DR5 are DR6 and DR7, or #UD under CR4.DE; GD makes any access trap first.</summary>
    private static bool DebugAccess(CpuState* s, uint register, out int number)
    {
        number = (int)register;
        if (number is 4 or 5)
        {
            if ((s->Cr4 & Cr.De) != 0)
            {
                return Fault.InvalidOpcode(s);
            }

            number += 2;
        }

        if (!Privileged(s))
        {
            return false;
        }

        if (DebugRegisters.IsGuarded(s))
        {
            s->Dr[6] |= 0x2000;
            return Fault.Raise(s, Fault.DB);
        }

        return true;
    }

    private static bool SmswReg<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth
    {
        Reg.Set<TW>(s, op->R0, s->Cr0);
        return true;
    }

    private static bool SmswMem(CpuState* s, Op* op) => Mem.WriteOperand<W16>(s, op, s->Cr0);

    private static bool LmswReg(CpuState* s, Op* op) => Lmsw(s, op, Reg.Get<W16>(s, op->R0));

    private static bool LmswMem(CpuState* s, Op* op) => Privileged(s) && Mem.ReadOperand<W16>(s, op, out uint value) && Lmsw(s, op, value);

    /// <summary>Sets PE, MP, EM and TS; PE cannot be cleared by it.</summary>
    private static bool Lmsw(CpuState* s, Op* op, uint value)
    {
        const uint Loaded = Cr.Mp | Cr.Em | Cr.Ts;
        return Privileged(s) && SetCr0(s, (s->Cr0 & ~Loaded) | (value & (Loaded | Cr.Pe))) && Flow.Next(s, op);
    }

    private static bool Clts(CpuState* s, Op* op)
    {
        if (!Privileged(s))
        {
            return false;
        }

        s->Cr0 &= ~Cr.Ts;
        return Flow.FallThrough(s, op);
    }

    /// <summary>Only checks privilege: no translation is ever older than the page tables.</summary>
    private static bool Invlpg(CpuState* s, Op* op) => Privileged(s);
}
